#!/usr/bin/env python3
"""WASI as compiled programs see it: every function, grants, sockets, and what the
host side must survive (hardening's R4 to R12).

    run_wasi.py --build build/release --cache DIR [NAME...]

Guests: interfaces/ (Rust, every function of wasi:cli/command), preview1.c (all 46
functions of preview 1), and components of a few lines for what the published
bindings leave out. They check what they get themselves; here is what is around
them. Each test is a function of test_*.py; NAMEs select. With AOTC_TEST_ALL=1 the
long ones run too. The last line is `N passed, N failed, N skipped`.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent)]

import checks
import emulator
import guests
import test_coverage
import test_faults
import test_grants
import test_hardening
import test_hostile
import test_interfaces
import test_kept_output
import test_pointers
import test_sockets
import test_std_net


class Outcome:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __repr__(self):
        return f"exit {self.code}, stdout {self.out[-200:]!r}, stderr {self.err[-600:]!r}"


class Wasi(checks.Checks):
    all = os.environ.get("AOTC_TEST_ALL") == "1"

    def __init__(self, build, cache, work, target):
        super().__init__()
        self.build, self.cache, self.work, self.target = build, cache, work, target
        self.tool = build / "bin" / "wasi-aotc"
        self.wasm_tools = cache / "tools" / "bin" / "wasm-tools"
        self.compiled = {}

    def emulated(self, what, why):
        """Whether an emulator is in the way of something, which then is left out."""
        if emulator.is_emulated(self.target):
            self.skipped += 1
            print(f"LEFT OUT {self.name}: {what}: {why}")
            return True
        return False

    # Guests.

    def interfaces(self):
        return guests.build_project(here / "interfaces", "wasm32-wasip2", self.cache)

    def preview1(self):
        return guests.build_c(here / "preview1.c", self.cache)

    def wat(self, name):
        """The binary of NAME.wat in this folder."""
        path = self.work / f"{name}.wasm"
        if not path.exists():
            subprocess.run([self.wasm_tools, "parse", here / f"{name}.wat", "-o", path], check=True)
        return path

    def compile(self, wasm, *options, level="-O0"):
        """An executable, made once for the same options."""
        key = (wasm, level, options)
        if key not in self.compiled:
            exe = self.work / f"{wasm.stem}-{len(self.compiled)}"
            done = subprocess.run([self.tool, level, *options, wasm, "-o", exe,
                                   f"--target={self.target}"], capture_output=True, text=True,
                                  timeout=300, check=False)
            if done.returncode or done.stderr:
                raise RuntimeError(f"wasi-aotc {options}: exit {done.returncode}: {done.stderr}")
            self.compiled[key] = exe
        return self.compiled[key]

    def command(self, exe, *args):
        """What runs `exe`, one of ours or a tool."""
        ours = str(exe) in map(str, self.compiled.values())
        return [*(emulator.runner(self.target) if ours else []), str(exe), *map(str, args)]

    def run(self, exe, *args, timeout=60, called=None, **options):
        """`called`: the name that the program is started by, if not its own."""
        if "stdin" not in options and "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        for stream in ("stdout", "stderr"):
            options.setdefault(stream, subprocess.PIPE)
        command = self.command(exe, *args)
        if called and command[0] != str(exe):  # an emulator
            command[1:1] = ["-0", called]
        elif called:
            options["executable"], command[0] = str(exe), called
        try:
            done = subprocess.run(command, check=False, **options,
                                  timeout=emulator.slower(self.target, timeout))
        except subprocess.TimeoutExpired as late:
            return Outcome("timeout", late.stdout or b"", late.stderr or b"")
        return Outcome(done.returncode, done.stdout or b"", done.stderr or b"")

    def topic(self, exe, name, **options):
        """A topic of a guest that checks itself: it prints its name at the end."""
        got = self.run(exe, name, **options)
        self.expect(name, got.code == 0 and got.out.endswith(name.encode() + b"\n"), got)
        return got

    def folder(self):
        return pathlib.Path(tempfile.mkdtemp(dir=self.work))


MODULES = [test_interfaces, test_sockets, test_std_net, test_grants, test_pointers, test_hostile,
           test_hardening, test_kept_output, test_faults, test_coverage]


def main():
    parser = checks.parser(__doc__)
    emulator.add_option(parser)
    args = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="aotc-wasi-"))
    wasi = Wasi(args.build.resolve(), args.cache.resolve(), work, args.target)
    try:
        return wasi.run_tests([test for module in MODULES for test in module.TESTS], args.names)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
