"""Guest programs for the tests, built natively and for WebAssembly, and kept.

A Guest is a source file of test/e2e/programs (C, C++ or Rust), or a crate of
the crate registry. build() returns the path of the program for one target; programs are
kept in the cache folder under a name made of source, command and toolchain, so
that the second run of the tests builds nothing.
"""
import dataclasses
import functools
import hashlib
import os
import pathlib
import shutil
import subprocess

programs = pathlib.Path(__file__).resolve().parent / "programs"

C_TARGETS = ["wasm32-wasi"]
RUST_TARGETS = ["wasm32-wasip1", "wasm32-wasip2"]
NATIVE = ["native", "native-fast"]  # the second of a crate as its authors build it


class Unavailable(Exception):
    """The machine lacks the toolchain for this guest."""


@dataclasses.dataclass(frozen=True)
class Guest:
    name: str  # the program's name
    source: str  # a file name in programs/, or "crate:NAME:VERSION"
    flags: tuple = ()  # for the compiler, or for cargo

    @property
    def targets(self):
        if self.source.startswith("crate:"):
            return ["wasm32-wasip2"]
        return C_TARGETS if self.is_c else RUST_TARGETS

    @property
    def is_c(self):
        return self.source.endswith((".c", ".cpp"))


@functools.cache
def version_line(tool):
    if not shutil.which(tool):
        raise Unavailable(f"{tool} is not installed")
    return subprocess.run([tool, "--version"], capture_output=True, text=True,
                          check=True).stdout.splitlines()[0]


def run_or_raise(command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False,
                          **options)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


def single_file(guest, target, out):
    source = programs / guest.source
    if guest.is_c:
        cpp = guest.source.endswith(".cpp")
        where = [f"--target={target}", "--sysroot=/usr", "-Wno-deprecated"]
        where += ["-fwasm-exceptions", "-nostdlib++"] if cpp else []
        if target == "native":
            where = ["-Wl,--push-state,--no-as-needed,-lstdc++,--pop-state"] if cpp else []
        return ["clang-22", *where, "-O2", *guest.flags, source, "-o", out]
    where = [] if target == "native" else ["--target", target]
    return ["rustc", "--edition", "2021", "-O", *where, *guest.flags, source, "-o", out]


def build_crate(guest, target, folder, cache):
    _, crate, version = guest.source.split(":")
    environment = dict(os.environ, CARGO_TARGET_DIR=str(folder / "target"))
    where = [] if target in NATIVE else ["--target", target]
    # Only its output is compared with: built for the time that building takes.
    if target == "native":
        environment.update(CARGO_PROFILE_RELEASE_LTO="off", CARGO_PROFILE_RELEASE_OPT_LEVEL="0",
                           CARGO_PROFILE_RELEASE_CODEGEN_UNITS="16")
    run_or_raise(["cargo", "install", "-q", *where, crate, "--version", version,
                  *guest.flags, "--root", folder, "--no-track"], env=environment)
    built = next(p for p in (folder / "bin").iterdir() if p.name in (crate, crate + ".wasm"))
    shutil.rmtree(folder / "target", ignore_errors=True)
    return built


def kept(cache, name, key, make):
    """`make(folder)` gives a file; it is kept under a name made of `key`."""
    result = pathlib.Path(cache) / "guests" / f"{name}-{key.hexdigest()[:16]}"
    if not result.exists():
        work = result.parent / f"building-{os.getpid()}-{name}"
        work.mkdir(parents=True)
        try:
            make(work).rename(result)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return result


def build_project(folder, target, cache):
    """The program of a cargo package of ours, for a wasm target or "native". Its manifest names the exact version of what it
    depends on; there is no lock file, which would say where packages come from."""
    folder = pathlib.Path(folder)
    if not shutil.which("cargo"):
        raise Unavailable("cargo is not installed")
    key = hashlib.sha256(repr((version_line("rustc"), target)).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            key.update(path.name.encode() + b"\0" + path.read_bytes())

    def make(work):
        # From a copy: cargo writes its lock file beside the manifest.
        source = shutil.copytree(folder, work / "source")
        native = target == "native"
        where = [] if native else ["--target", target]
        run_or_raise(["cargo", "build", "-q", "--release", *where,
                      "--manifest-path", source / "Cargo.toml"],
                     env=dict(os.environ, CARGO_TARGET_DIR=str(work)))
        if native:
            return work / "release" / folder.name
        return work / target / "release" / f"{folder.name}.wasm"

    return kept(cache, f"{folder.name}-{target}", key, make)


def build_c(source, cache, flags=()):
    """A C program for preview 1."""
    source = pathlib.Path(source)
    command = ["clang-22", "--target=wasm32-wasi", "--sysroot=/usr", "-Wno-deprecated", "-O2",
               *flags, source, "-o"]
    key = hashlib.sha256(repr((version_line("clang-22"), command[1:-2])).encode())
    key.update(source.read_bytes())

    def make(work):
        run_or_raise([*command, work / source.stem])
        return work / source.stem

    return kept(cache, f"{source.stem}-wasm32-wasi", key, make)


def build(guest, target, cache):
    """The path of `guest` for `target` (one of NATIVE, or a wasm target)."""
    cache = pathlib.Path(cache) / "guests"
    tool = "clang-22" if guest.is_c else "rustc"
    key = hashlib.sha256(repr((version_line(tool), guest, target)).encode())
    if not guest.source.startswith("crate:"):
        key.update((programs / guest.source).read_bytes())
        key.update(repr(single_file(guest, target, "")).encode())
    result = cache / f"{guest.name}-{target}-{key.hexdigest()[:16]}"
    if result.exists():
        return result
    work = cache / f"building-{os.getpid()}-{guest.name}-{target}"
    work.mkdir(parents=True)
    try:
        if guest.source.startswith("crate:"):
            built = build_crate(guest, target, work, cache)
        else:
            built = work / guest.name
            run_or_raise(single_file(guest, target, built))
        built.rename(result)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return result
