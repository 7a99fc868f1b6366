#!/usr/bin/env python3
"""The packages: made twice they are the same bytes; unpacked into an empty root, with no
toolchain, no dynamic loader and no /proc, they compile programs for all targets; and the
CMake package builds, and rebuilds when something changes.

    run_package.py --build build/release --cache DIR [--compiler FILE] [NAME...]

FILE is the wasi-aotc to pack, by default the one of static/ as the linker made it.

NAMEs select tests. The last line is `N passed, N failed, N skipped`.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
root = here.parents[2]
sys.path.insert(0, str(here.parent))
import checks
import emulator
import guests
from program_cases import HELLO_C, HEXYL

TARGETS = ("x86_64-linux", "aarch64-linux", "riscv64-linux")
VERSION, EPOCH = "1.2.3", "1700000000"


class Package(checks.Checks):
    def __init__(self, options, work):
        super().__init__()
        self.build, self.cache, self.work = options.build.resolve(), options.cache.resolve(), work
        self.compiler = options.compiler or self.build / "static/wasi-aotc"
        self.kept = {}

    def made(self, name="first", **environment):
        """The folder of packages made from the build folder."""
        out = self.work / name
        if name not in self.kept:
            guests.run_or_raise([root / "cmake/package/make.sh", self.build, out, VERSION, EPOCH,
                                 self.compiler],
                                env={**os.environ, **environment})
            self.kept[name] = {path.name: path for path in out.iterdir()}
        return self.kept[name]

    def archive(self):
        return next(path for name, path in self.made().items() if name.endswith(".tar.zst"))

    def deb(self):
        return next(path for name, path in self.made().items() if name.endswith(".deb"))

    def unpacked(self, where):
        where.mkdir(parents=True)
        guests.run_or_raise(["tar", "-C", where, "--strip-components=1", "-xf", self.archive()])
        return where


def same_bytes(p):
    first = p.made()
    second = p.made("second/elsewhere", TZ="Asia/Tokyo", LC_ALL="C.UTF-8", HOME="/")
    p.expect("two packages", len(first) == 2 and sorted(first) == sorted(second), first)
    for name, path in first.items():
        print(f"     {name}: {path.stat().st_size / 1e6:.1f} MB")
        p.expect(f"{name}: the same bytes", path.read_bytes() == second[name].read_bytes())
        p.expect(f"{name}: at most 60 MB", path.stat().st_size < 60e6, path.stat().st_size)
    tree = p.unpacked(p.work / "looked-at")
    for path in tree.rglob("*"):
        if path.is_file():
            p.expect(f"{path.name} names no folder of the machine that made it",
                     not names_a_folder(path.read_bytes(), p), path)


def names_a_folder(content, p):
    return any(str(folder).encode() in content for folder in (root, p.cache, p.build))


def empty_root(p):
    """In a root of its own: what is in the archive, the programs, and emulators."""
    if os.getuid() != 0:
        return p.skip("an empty root", "only root can chroot")
    jail = p.work / "root"
    jail.mkdir()
    p.unpacked(jail / "any" / "where")
    for target in TARGETS:
        if command := emulator.runner(target):
            shutil.copy(shutil.which(command[0]), jail)
    programs = {"hello": guests.build(HELLO_C, "wasm32-wasi", p.cache),
                "hexyl": guests.build(HEXYL, "wasm32-wasip2", p.cache)}

    def inside(*command, **options):
        return subprocess.run([str(part) for part in command], cwd=jail, capture_output=True,
                              preexec_fn=lambda: os.chroot(jail), env={}, check=False,
                              timeout=600, **options)

    for name, module in programs.items():
        shutil.copy(module, jail / f"{name}.wasm")
        got = inside("/any/where/bin/wasi-aotc", f"{name}.wasm", "--target", "all", "-O1",
                     "-o", f"{{target}}/{name}")
        p.expect(f"{name} is compiled", got.returncode == 0 and not got.stderr, got)
        here = subprocess.run([p.build / "bin/wasi-aotc", module, "--target", "all", "-O1",
                               "-o", p.work / "here/{target}" / name], check=False)
        p.expect(f"{name}: the same bytes as outside", here.returncode == 0 and all(
            (p.work / "here" / target / name).read_bytes() ==
            (jail / target / name).read_bytes() for target in TARGETS))
        said = set()
        for target in TARGETS:
            runner = [f"/{part}" if i == 0 else part
                      for i, part in enumerate(emulator.runner(target))]
            got = inside(*runner, f"/{target}/{name}", input=b"some bytes")
            p.expect(f"{name} for {target}", got.returncode == 0 and got.stdout, got)
            said.add(got.stdout)
        p.expect(f"{name} says the same on each", len(said) == 1, said)
    for path in (jail / "any/where/bin").iterdir():
        text = subprocess.run(["/usr/lib/llvm-22/bin/llvm-readelf", "-lW", path],
                              capture_output=True, text=True, check=True).stdout
        p.expect(f"{path.name} is static", "INTERP" not in text and "DYNAMIC" not in text, text)


# What is linked into the tools, or into what they make.
OTHERS = ("LLVM", "libstdc++", "glibc", "fmt", "CLI11", "toml++", "jemalloc", "musl", "libc++")


def licences(p):
    text = (p.unpacked(p.work / "licences") / "share/doc/wasi-aotc/copyright").read_text()
    named = re.findall(r"^=+\n(.*\S) +in (?:bin|lib)/.*\n=+\n\n(?=.)", text, re.MULTILINE)
    p.expect("each library's licence", [name for name in OTHERS if not any(
        title.startswith(name) for title in named)] == [], named)


def debian(p):
    fields = subprocess.run(["dpkg-deb", "--field", p.deb()], capture_output=True, text=True,
                            check=True).stdout
    p.expect("depends on nothing", "Depends" not in fields and f"Version: {VERSION}" in fields,
             fields)
    where = p.work / "debian"
    guests.run_or_raise(["dpkg-deb", "-x", p.deb(), where])
    tree = p.unpacked(p.work / "compared")
    files = {path.relative_to(tree) for path in tree.rglob("*") if path.is_file()}
    p.expect("has what the archive has", files ==
             {path.relative_to(where / "usr") for path in where.rglob("*") if path.is_file()})
    got = subprocess.run([where / "usr/bin/wasi-aotc", "--version"], capture_output=True,
                         check=False)
    p.expect("runs", got.returncode == 0, got)


def installed(p):
    """`cmake --install`, the tools of every day."""
    prefix = p.work / "prefix"
    guests.run_or_raise(["cmake", "--install", p.build, "--prefix", prefix])
    prefix = prefix.rename(p.work / "moved")
    module = guests.build(HELLO_C, "wasm32-wasi", p.cache)
    got = subprocess.run([prefix / "bin/wasi-aotc", module, "-O0", "-o", p.work / "hello"],
                         capture_output=True, check=False)
    p.expect("the installed tree may be moved", got.returncode == 0, got)
    p.expect("and has four folders", {path.name for path in prefix.iterdir()} ==
             {"bin", "include", "lib", "share"}, list(prefix.iterdir()))


# The CMake package.

PROGRAM = """(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (call $exit (i32.const %d))))"""
GENERATORS = ("Ninja", "Unix Makefiles")


def cmake_package(p):
    tree = p.unpacked(p.work / "for-cmake")
    for generator in GENERATORS:
        if generator == "Unix Makefiles" and not shutil.which("make"):
            continue
        project = shutil.copytree(here / "example", p.work / f"example {generator}")
        build = project / "build"

        def write(code, name="program"):
            (project / f"{name}.wat").write_text(PROGRAM % code)
            guests.run_or_raise([p.cache / "tools/bin/wasm-tools", "parse",
                                 project / f"{name}.wat", "-o", project / f"{name}.wasm"])

        def rebuilt(what, expected):
            """Builds again: whether each output was made anew."""
            before = times()
            guests.run_or_raise(["cmake", "--build", build])
            after = times()
            p.expect(f"{generator}: {what}", {name for name in after
                                              if before.get(name) != after[name]} == expected,
                     (before, after))

        def times():
            return {str(path.relative_to(build)): path.stat().st_mtime_ns
                    for path in build.glob("*-linux/*") if path.suffix != ".d"}

        write(3)
        write(4, "other program")
        (project / "policy.toml").write_text("env = ['A']\n")
        guests.run_or_raise(["cmake", "-G", generator, "-S", project, "-B", build,
                             f"-DCMAKE_PREFIX_PATH={tree}"])
        one, three = {f"{TARGETS[0]}/one"}, {f"{target}/three" for target in TARGETS}
        rebuilt("everything is built", one | three)
        got = subprocess.run([*emulator.runner(TARGETS[0]), build / one.copy().pop()], check=False)
        p.expect(f"{generator}: runs", got.returncode == 3, got)
        for target in TARGETS:
            got = subprocess.run([*emulator.runner(target), build / target / "three"], check=False)
            p.expect(f"{generator}: runs for {target}", got.returncode == 4, got)
        rebuilt("nothing has changed", set())
        (project / "policy.toml").write_text("env = ['A', 'B']\n")
        rebuilt("a policy file has changed", one)
        write(5)
        rebuilt("a module has changed", one)
        (project / "hidden.toml").write_text("env = ['C']\n")
        rebuilt("a file that only the dependency file knows has changed", three)
        (tree / "bin/wasi-aotc").touch()
        rebuilt("the compiler has changed", one | three)


TESTS = [same_bytes, empty_root, licences, debian, installed, cmake_package]


def main():
    parser = checks.parser(__doc__)
    parser.add_argument("--compiler", type=pathlib.Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aotc-package-") as work:
        p = Package(options, pathlib.Path(work))
        return p.run_tests(TESTS, options.names)


if __name__ == "__main__":
    sys.exit(main())
