"""How executables for a target are run on this machine: as they are, or by qemu's user mode.

The emulated processors have what the baseline has and hardly more, so that code that needs more
dies of an illegal instruction. An explicit command and no binfmt_misc: the tests then depend on
nothing that the machine's administrator has set up.
"""
import platform
import shutil

NATIVE = f"{platform.machine()}-linux"
DEFAULT = "x86_64-linux"  # the compiler's own, too
PROCESSORS = {"aarch64-linux": "cortex-a53", "riscv64-linux": "sifive-u54", "x86_64-linux": "max"}

# What an emulator of Debian 12's (qemu 7.2) can't do, by what it says when it dies of it.
FAULTS = {"decode_save_opc: Assertion": "qemu 7.2 fails when it translates vfncvt.rtz.xu.f.w"}


def fault(target, text):
    """The reason if a run's standard error shows a fault of the emulator, else None."""
    if is_emulated(target):
        return next((why for sign, why in FAULTS.items() if sign in text), None)
    return None


def add_option(parser):
    parser.add_argument("--target", default=DEFAULT, choices=sorted(PROCESSORS),
                        help="what to compile for; run by qemu's user mode where it isn't ours")


def is_emulated(target):
    return target != NATIVE


def runner(target, *options, processor=None):
    """What comes before the executable in a command."""
    if not is_emulated(target):
        return []
    tool = f"qemu-{target.removesuffix('-linux')}-static"
    if not shutil.which(tool):
        raise FileNotFoundError(f"{tool} is missing (package qemu-user-static)")
    return [tool, "-cpu", processor or PROCESSORS[target], *options]


def slower(target, seconds):
    """A limit of time, for code that is interpreted."""
    return seconds * (6 if is_emulated(target) else 1)
