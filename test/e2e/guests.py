"""Guest programs for the tests, built natively and for WebAssembly, and kept.

A Guest is a source file of test/e2e/programs (C, C++ or Rust), a Crate one of the crate
registry; real/real_guests.py has more kinds. Their build() returns the path of the program
for one target; programs are kept in the cache folder under a name made of source, command
and toolchain, so that the second run of the tests builds nothing.
"""
import dataclasses
import functools
import hashlib
import os
import pathlib
import shutil
import subprocess

programs = pathlib.Path(__file__).resolve().parent / "programs"
dependencies = pathlib.Path(__file__).resolve().parents[2] / "cmake" / "dependencies.txt"

C_TARGETS = ["wasm32-wasi"]
RUST_TARGETS = ["wasm32-wasip1", "wasm32-wasip2"]
NATIVE = ["native", "native-fast"]  # the second of a crate as its authors build it


class Unavailable(Exception):
    """The machine lacks the toolchain for this guest."""


@functools.cache
def version_line(tool):
    if not shutil.which(tool):
        raise Unavailable(f"{tool} is not installed")
    return subprocess.run([tool, "--version"], capture_output=True, text=True,
                          check=True).stdout.splitlines()[0]


@functools.cache
def version_of(name):
    """The version that cmake/dependencies.txt names."""
    for line in dependencies.read_text().splitlines():
        words = line.split("#")[0].split()
        if words[1:2] == [name]:
            return words[2]
    raise KeyError(name)


def run_or_raise(command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False,
                          **options)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


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


def flags_setting(rustflags):
    return {"RUSTFLAGS": rustflags} if rustflags else {}


def build_project(folder, target, cache, rustflags=""):
    """The program of a cargo package of ours, for a wasm target or "native".

    Its manifest names the exact version of what it depends on; there is no lock file, which
    would say where packages come from."""
    folder = pathlib.Path(folder)
    if not shutil.which("cargo"):
        raise Unavailable("cargo is not installed")
    key = hashlib.sha256(repr((version_line("rustc"), target, rustflags)).encode())
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
                     env=dict(os.environ, CARGO_TARGET_DIR=str(work), **flags_setting(rustflags)))
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


@dataclasses.dataclass(frozen=True)
class Guest:
    name: str  # the program's name
    source: str  # a file name in programs/
    flags: tuple = ()

    @property
    def targets(self):
        return C_TARGETS if self.is_c else RUST_TARGETS

    @property
    def is_c(self):
        return self.source.endswith((".c", ".cpp"))

    def command(self, target, out):
        source = programs / self.source
        if self.is_c:
            cpp = self.source.endswith(".cpp")
            where = [f"--target={target}", "--sysroot=/usr", "-Wno-deprecated"]
            where += ["-fwasm-exceptions", "-nostdlib++"] if cpp else []
            if target == "native":
                where = ["-Wl,--push-state,--no-as-needed,-lstdc++,--pop-state"] if cpp else []
            return ["clang-22", *where, "-O2", *self.flags, source, "-o", out]
        where = [] if target == "native" else ["--target", target]
        return ["rustc", "--edition", "2021", "-O", *where, *self.flags, source, "-o", out]

    def build(self, target, cache):
        tool = "clang-22" if self.is_c else "rustc"
        key = hashlib.sha256(repr((version_line(tool), self, target)).encode())
        key.update((programs / self.source).read_bytes())
        key.update(repr(self.command(target, "")).encode())

        def make(work):
            run_or_raise(self.command(target, work / self.name))
            return work / self.name

        return kept(cache, f"{self.name}-{target}", key, make)


@dataclasses.dataclass(frozen=True)
class Crate:
    """A program of the crate registry, with the version that dependencies.txt names."""
    name: str  # the program's
    crate: str
    flags: tuple = ()  # of `cargo install`
    optimise: str = ""  # the level of the wasm build; without one, all is as the authors build it
    targets = ["wasm32-wasip2"]

    def build(self, target, cache, rustflags=""):
        version, settings = version_of(self.crate), flags_setting(rustflags)
        # Only the native one's output is compared with: built for the time that building takes.
        level = {"native": "0", "native-fast": ""}.get(target, self.optimise)
        if level:
            settings.update(CARGO_PROFILE_RELEASE_LTO="off", CARGO_PROFILE_RELEASE_DEBUG="0",
                            CARGO_PROFILE_RELEASE_CODEGEN_UNITS="16",
                            CARGO_PROFILE_RELEASE_OPT_LEVEL=level)
        where = [] if target in NATIVE else ["--target", target]
        command = ["cargo", "install", "-q", *where, self.crate, "--version", version,
                   *self.flags, "--no-track"]
        key = hashlib.sha256(repr((version_line("rustc"), command, settings)).encode())

        def make(work):
            run_or_raise([*command, "--root", work],
                         env=dict(os.environ, CARGO_TARGET_DIR=str(work / "target"), **settings))
            return next(path for path in (work / "bin").iterdir() if path.stem == self.name)

        return kept(cache, f"{self.name}-{target}", key, make)


def build(guest, target, cache):
    """The path of `guest` for `target` (one of NATIVE, or a wasm target)."""
    return guest.build(target, cache)
