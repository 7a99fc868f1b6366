#!/usr/bin/env python3
"""Whole programs, run natively and through wasi-aotc, and compared.

Each case of program_cases.py is run in two folders of equal content: by the program's
native build, and by the executable that wasi-aotc made of its WebAssembly build,
at -O0 and -O2. Standard output, standard error, exit code and the files left
behind must be the same, byte for byte; where they can't be (a panic becomes a
trap, a missing grant has no native twin) the case says what they are instead.

    run_programs.py --build build/release --cache DIR [NAME...]

NAMEs select programs. The last line is `N passed, N failed, N skipped`.
"""
import argparse
import concurrent.futures
import hashlib
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import emulator
import guests
from program_cases import BUDGETS, CASES

LEVELS = ["-O0", "-O2"]


class Run:
    """What one run of a program left behind."""

    def __init__(self, code, out, err, files):
        self.code, self.out, self.err, self.files = code, out, err, files


def read_files(folder):
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"a link to {path.readlink()}"
        else:
            found[name] = None if path.is_dir() else path.read_bytes()
    return found


def run(program, case, folder, target=emulator.NATIVE):
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            shutil.copy(content, path)
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", **case.env}
    command, executable = [case.guest.name, *case.args], program
    if emulated := emulator.runner(target, "-0", case.guest.name):
        command, executable = [*emulated, program, *case.args], emulated[0]
    options = dict(executable=executable, cwd=folder, env=environment)
    limit = emulator.slower(target, 60)
    if case.reads is not None:
        code, out, err = run_for_reader(command, case, limit, options)
    else:
        done = subprocess.run(command, input=case.stdin, capture_output=True, check=False,
                              timeout=limit, **options)
        code, out, err = done.returncode, done.stdout, done.stderr
    return Run(code, out, err, read_files(folder))


def run_for_reader(command, case, limit, options):
    """Standard output's reader goes away early. SIGPIPE is ignored, as WASI knows no signals."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as err:
        given.write(case.stdin)
        given.seek(0)
        with subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, stderr=err,
                              restore_signals=False, **options) as process:
            out = process.stdout.read(case.reads)
            process.stdout.close()
            try:
                process.wait(limit)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        err.seek(0)
        return process.returncode, out, err.read()


# The native library numbers threads and errors as the system does, WASI's as WASI.
THREAD = re.compile(rb"thread '([^']*)' \(\d+\)")
OS_ERROR = re.compile(rb"\(os error \d+\)")


def comparable(text, case):
    text = OS_ERROR.sub(b"(os error N)", THREAD.sub(rb"thread '\1' (N)", text))
    if case.mask:
        text = re.sub(case.mask.encode(), b"#", text)
    return b"".join(sorted(text.splitlines(True))) if case.unordered else text


def expected_code(native, target):
    # Rust's wasm32-wasip2 library passes on success or failure, nothing else.
    return min(native, 1) if target == "wasm32-wasip2" else native


def differences(case, target, native, ours):
    """One line for each thing that isn't as it should be."""
    found = []

    def check(what, got, want):
        if got != want:
            found.append(f"{what}: got {got!r:.800}, want {want!r:.800}")

    want_code = expected_code(native.code, target) if native else None
    want_err = comparable(native.err, case) if native else None
    if case.code is not None:
        want_code = case.code
    check("exit code", ours.code, want_code)
    if case.out is None:
        check("stdout", comparable(ours.out, case), comparable(native.out, case))
    else:
        check("stdout", ours.out, case.out)
    if case.trap:
        # Everything that the native program says, then our line(s).
        err = comparable(ours.err, case)
        before = b"" if case.err is not None else want_err
        if case.panics:
            before = re.sub(rb"note: run with .*\n", b"", before)
            err = re.sub(rb"note: run with .*\n", b"", err)
        head, mark, tail = err.partition(b"error: wasm trap: ")
        check("stderr before the trap", head.strip(), before.strip())
        if not mark or not re.match(case.trap.encode(), tail):
            found.append(f"stderr: no trap line of '{case.trap}' in {ours.err!r:.400}")
    elif case.err is not None:
        if not re.search(case.err.encode(), ours.err):
            found.append(f"stderr: no '{case.err}' in {ours.err!r:.400}")
    else:
        check("stderr", comparable(ours.err, case), want_err)
    if native:
        check("files", {k: v for k, v in ours.files.items()}, native.files)
    return found


class Runner:
    def __init__(self, build, cache, work, machine, levels):
        self.build, self.cache, self.work, self.machine = build, cache, work, machine
        self.levels = levels
        self.compiled = {}
        self.passed = self.failed = self.skipped = 0
        self.compile_time = 0.0

    def compile(self, wasm, level, options):
        key = hashlib.sha256(repr((wasm, level, options)).encode()).hexdigest()[:16]
        if key not in self.compiled:
            exe = self.work / f"{wasm.name}-{key}"
            start = time.monotonic()
            command = [self.build / "bin" / "wasi-aotc", level, *options, wasm, "-o", exe,
                       f"--target={self.machine}"]
            done = subprocess.run(command, capture_output=True, text=True, timeout=1500, check=False)
            self.compile_time += time.monotonic() - start
            if done.returncode or done.stderr:
                shown = done.stderr[-600:]
                self.compiled[key] = f"wasi-aotc {level}: exit {done.returncode}: {shown}"
            else:
                self.compiled[key] = exe
        return self.compiled[key]

    def compile_all(self, cases):
        """Builds and compiles what the cases will ask for, as many at once as there are
        processors."""
        wanted, built = {}, {}
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            # What is native may need what is WebAssembly.
            for native in (False, True):
                builds = {(case.guest, target): None for case in cases for target in
                          (["native"] if native else case.targets or case.guest.targets)}
                built.update(zip(builds, pool.map(lambda one: self.built(*one), builds)))
            for case in cases:
                for target in case.targets or case.guest.targets:
                    if wasm := built[case.guest, target]:
                        wanted.update({(wasm, level, case.options): None for level in self.levels})
            list(pool.map(lambda one: self.compile(*one), wanted))

    def built(self, guest, target):
        try:
            return guests.build(guest, target, self.cache)
        except (guests.Unavailable, RuntimeError):
            return None  # case() says so

    def result(self, name, problems):
        if problems:
            self.failed += 1
            print(f"FAIL {name}")
            for problem in problems:
                print(f"  {problem}")
        else:
            self.passed += 1
            if os.environ.get("VERBOSE"):
                print(f"ok   {name}")
        sys.stdout.flush()

    def skip(self, name, why):
        self.skipped += 1
        print(f"SKIPPED {name}: {why}")

    def case(self, case):
        label = f"{case.guest.name} {case.name}"
        try:
            native = None
            if case.out is None or (case.err is None and not case.trap) or case.panics:
                program = guests.build(case.guest, "native", self.cache)
                with tempfile.TemporaryDirectory(dir=self.work) as folder:
                    native = run(program, case, pathlib.Path(folder))
            for target in case.guest.targets:
                if case.targets and target not in case.targets:
                    continue
                wasm = guests.build(case.guest, target, self.cache)
                for level in self.levels:
                    self.one(f"{label} [{target} {level}]", case, target, wasm, level, native)
        except guests.Unavailable as why:
            if os.environ.get("CI") in ("true", "1"):
                self.result(label, [str(why)])
            else:
                self.skip(label, why)
        except RuntimeError as why:
            self.result(label, [str(why)])

    def one(self, name, case, target, wasm, level, native):
        exe = self.compile(wasm, level, case.options)
        if isinstance(exe, str):
            return self.result(name, [exe])
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            try:
                ours = run(exe, case, pathlib.Path(folder), self.machine)
            except subprocess.TimeoutExpired:
                return self.result(name, ["took more than 60 s"])
        return self.result(name, differences(case, target, native, ours))

    # Sizes and start-up, against the budgets.

    def budget(self, guest, limit):
        for target in guest.targets:
            name = f"{guest.name} size [{target} -O2]"
            try:
                exe = self.compile(guests.build(guest, target, self.cache), "-O2", ())
            except guests.Unavailable as why:
                self.skip(name, why)
                continue
            if isinstance(exe, str):
                self.result(name, [exe])
                continue
            size = exe.stat().st_size
            print(f"     {name}: {size} bytes")
            self.result(name, [f"{size} bytes, allowed are {limit}"] if size > limit else [])
            self.static(exe, name)
            if emulator.is_emulated(self.machine):
                continue
            self.startup(exe, f"{guest.name} start [{target} -O2]")

    def static(self, exe, name):
        headers = subprocess.run(["/usr/lib/llvm-22/bin/llvm-readelf", "-lW", exe],
                                 capture_output=True, text=True, check=True).stdout
        bad = [kind for kind in ("INTERP", "DYNAMIC") if kind in headers]
        if re.search(r"LOAD.*RWE", headers):
            bad.append("a segment that is both writable and executable")
        self.result(name.replace("size", "static"), [f"has {b}" for b in bad])

    def startup(self, exe, name):
        base = self.static_hello()
        base_time, our_time = best_times([base, exe])
        print(f"     {name}: {our_time * 1000:.2f} ms, a static C hello {base_time * 1000:.2f} ms")
        problem = f"{our_time * 1000:.2f} ms, more than 3 x {base_time * 1000:.2f} ms"
        self.result(name, [problem] if our_time > 3 * base_time else [])

    def static_hello(self):
        """A static musl C hello, made with the sysroot that the build made."""
        exe = self.work / "static_hello"
        if not exe.exists():
            root = self.build / "sysroot" / "x86_64-linux"
            made = self.work / "static_hello.o"
            guests.run_or_raise(["clang-22", "--target=x86_64-linux-musl", "-O2", "-fno-pic",
                                 "-nostdlibinc", "-isystem", root / "include", "-c",
                                 guests.programs / "static_hello.c", "-o", made])
            lib = root / "lib"
            guests.run_or_raise(["ld.lld-22", "-static", "--gc-sections", lib / "crt1.o",
                                 lib / "crti.o", made, lib / "libc.a", lib / "crtn.o", "-o", exe])
        return exe


def best_times(programs, rounds=60):
    """The median of each program's quicker half of runs, taken in turns."""
    taken = [[] for _ in programs]
    for _ in range(rounds):
        for i, program in enumerate(programs):
            start = time.perf_counter()
            subprocess.run([program], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           check=True)
            taken[i].append(time.perf_counter() - start)
    return [statistics.median(sorted(t)[:rounds // 2]) for t in taken]


def run_cases(description, cases, levels, budgets=()):
    """The command line of a script that runs `cases`; its exit code."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    emulator.add_option(parser)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="aotc-programs-"))
    runner = Runner(args.build.resolve(), args.cache.resolve(), work, args.target, levels)
    try:
        cases = [c for c in cases if not args.names or c.guest.name in args.names]
        runner.compile_all(cases)
        for case in cases:
            runner.case(case)
        for guest, limit in budgets:
            if not args.names or guest.name in args.names:
                runner.budget(guest, limit)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"compiled {len(runner.compiled)} programs; all compiles took {runner.compile_time:.1f} s")
    print(f"{runner.passed} passed, {runner.failed} failed, {runner.skipped} skipped")
    return 1 if runner.failed else 0


if __name__ == "__main__":
    sys.exit(run_cases(__doc__, CASES, LEVELS, BUDGETS))
