#!/usr/bin/env python3
"""What is special about targets: executables of each, and the compiler's options for them.

    run_targets.py --build build/release --cache DIR [NAME...]

NAMEs select tests. The last line is `N passed, N failed, N skipped`.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import checks
import emulator
import guests
from program_cases import (BUDGETS, EXCEPTIONS, FILES, HELLO_C, HELLO_RS, HEXYL, WORDCOUNT,
                           WORDCOUNT_C)

TARGETS = ("x86_64-linux", "aarch64-linux", "riscv64-linux")
READELF = "/usr/lib/llvm-22/bin/llvm-readelf"
SV39 = 1 << 38  # RISC-V's smallest address space for programs


class Targets(checks.Checks):
    def __init__(self, build, cache, work):
        super().__init__()
        self.build, self.cache, self.work = build, cache, work

    def compile(self, *arguments):
        done = subprocess.run([self.build / "bin" / "wasi-aotc", *arguments], capture_output=True,
                              text=True, timeout=300, check=False, cwd=self.work)
        self.expect(f"wasi-aotc {' '.join(map(str, arguments))}",
                    done.returncode == 0 and not done.stderr, done.stderr)

    def run(self, target, exe, *options):
        return subprocess.run([*emulator.runner(target, *options), exe], capture_output=True,
                              timeout=60, check=False)

    def wat(self, name, text):
        source, module = self.work / f"{name}.wat", self.work / f"{name}.wasm"
        source.write_text(text)
        subprocess.run([self.cache / "tools/bin/wasm-tools", "parse", source, "-o", module],
                       check=True)
        return module


def headers(exe):
    return subprocess.run([READELF, "-hlSW", exe], capture_output=True, text=True,
                          check=True).stdout


def executables(t):
    """Hellos: within their budgets, static, no segment both writable and executable."""
    limits = dict(BUDGETS)
    for guest in (HELLO_C, HELLO_RS):
        for kind in guest.targets:
            module = guests.build(guest, kind, t.cache)
            t.compile(module, "--target", "all", "-o", f"{{target}}/{module.name}")
            for target in TARGETS:
                exe = t.work / target / module.name
                what = f"{guest.name} {kind} {target}"
                size = exe.stat().st_size
                print(f"     {what}: {size} bytes")
                t.expect(f"{what}: size", size <= limits[guest], f"{size} > {limits[guest]}")
                text = headers(exe)
                segments = re.findall(r"^  (LOAD|GNU_\w+|DYNAMIC|INTERP) .* 0x\w+ ([R ][W ][E ]) ",
                                      text, re.M)
                t.expect(f"{what}: segments", not re.search("DYNAMIC|INTERP", text) and
                         ("GNU_STACK", "RW ") in segments and "RWE" not in text and
                         sum(kind == "LOAD" for kind, _ in segments) >= 3, text)
                writable = re.search(r"\.(data\.rel\.ro|got|init_array) .* WA ", text)
                t.expect(f"{what}: RELRO where there is what it protects",
                         bool(writable) == ("GNU_RELRO" in text), text)
                got = t.run(target, exe)
                t.expect(f"{what}: runs", got.returncode == 0 and got.stdout, got)


def several(t):
    """Several targets in one call give what each gives alone."""
    module = t.wat("module", '(module (memory 1) (data (i32.const 0) "x") (func (export "_start")))')
    t.compile(module, "--target", "riscv64,x86_64-linux-gnu", "--target=all", "-o", "all/{target}/m")
    for target in TARGETS:
        t.compile(module, "--target", target, "-o", f"{target}.m")
        t.expect(f"{target}: the same bytes", (t.work / "all" / target / "m").read_bytes() ==
                 (t.work / f"{target}.m").read_bytes())
    t.compile(module, "--target", "all")
    t.expect("names without -o", all((t.work / f"module-{target}").exists() for target in TARGETS))


def native(t):
    module = t.wat("native", '(module (func (export "_start")))')
    t.compile(module, "--target=native", "--cpu=native", "-o", "native")
    t.expect("runs", t.run(emulator.NATIVE, t.work / "native").returncode == 0)
    t.compile(module, "--target=native", "-o", "plain")
    t.compile(module, f"--target={emulator.NATIVE}", "-o", "named")
    t.expect("native is a name", (t.work / "plain").read_bytes() == (t.work / "named").read_bytes())


def sv39(t):
    """256 GiB are enough for what programs have, and sixty memories."""
    module = t.wat("memories", "(module " + "(memory 1)" * 60 +
                   '(func (export "_start") (i32.store8 (i32.const 9) (i32.const 1))))')
    t.compile(module, "--target=riscv64", "-o", "memories")
    got = t.run("riscv64-linux", t.work / "memories", "-R", hex(SV39))
    t.expect("sixty memories", got.returncode == 0, got)
    module = guests.build(HELLO_C, "wasm32-wasi", t.cache)
    t.compile(module, "--target=riscv64", "-o", "hello")
    got = t.run("riscv64-linux", t.work / "hello", "-R", hex(SV39))
    t.expect("hello", got.returncode == 0 and got.stdout, got)


PROGRAMS = [(HELLO_C, "wasm32-wasi"), (FILES, "wasm32-wasi"), (WORDCOUNT_C, "wasm32-wasi"),
            *((guest, "wasm32-wasi") for guest in EXCEPTIONS),
            *((guest, kind) for guest in (HELLO_RS, WORDCOUNT) for kind in guests.RUST_TARGETS),
            (HEXYL, "wasm32-wasip2")]


def reproducible(t):
    """Ten programs, twice: in other folders, locales, numbers of threads, time zones."""
    here, there = t.work / "here", t.work / "there" / "deeper"
    here.mkdir()
    there.mkdir(parents=True)
    ways = [(here, {"LC_ALL": "C"}, "1"),
            (there, {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kolkata",
                     "HOME": str(there), "MORE": "x" * 5000}, "7")]
    t.expect("ten programs", len(PROGRAMS) == 10)
    for number, (guest, kind) in enumerate(PROGRAMS):
        module, made = guests.build(guest, kind, t.cache), []
        # In partitions, so that there is something to do for many threads.
        options = ["-O1", "--partition-size=50000", f"--target={TARGETS[number % len(TARGETS)]}"]
        for folder, environment, threads in ways:
            copy = folder / f"{threads}.wasm"
            copy.write_bytes(module.read_bytes())
            done = subprocess.run([t.build / "bin/wasi-aotc", copy.name, *options, "-j", threads,
                                   "-o", f"out-{threads}"], cwd=folder, timeout=300, check=False,
                                  env={"PATH": "/usr/bin:/bin", **environment})
            made.append((folder / f"out-{threads}").read_bytes() if done.returncode == 0 else None)
        t.expect(f"{guest.name} {kind} {options}: the same bytes", made[0] and made[0] == made[1])


TESTS = [executables, several, native, sv39, reproducible]


def main():
    options = checks.parser(__doc__).parse_args()
    with tempfile.TemporaryDirectory(prefix="aotc-targets-") as work:
        t = Targets(options.build.resolve(), options.cache.resolve(), pathlib.Path(work))
        return t.run_tests(TESTS, options.names)


if __name__ == "__main__":
    sys.exit(main())
