#!/usr/bin/env python3
"""What the compiler promises whatever it is given: hardening's C-tests.

For bad input: exit 1, one line `error: FILE: at 0xOFFSET: TEXT`, no output file,
nothing left over, an existing output as it was. For bad usage: exit 2. Never a
signal, an assertion or a stack dump, and nothing takes longer than it should.

    run_contract.py --build build/release --cache DIR [NAME...]

Each test is a function named after its number; NAMEs (c1, c12, …) select. C3 and
C4 run thousands of damaged files through the developer tool wasm-check (parse
and validate, many files a process) and a sample of them through the compiler.
With AOTC_TEST_ALL=1 the samples are larger. C5-C9, C13 are tested elsewhere:
by lit, by the conformance suites. The last line is `N passed, N failed, N skipped`.
"""
import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time

here = pathlib.Path(__file__).resolve().parent
ALL = os.environ.get("AOTC_TEST_ALL") == "1"
CI = os.environ.get("CI") in ("true", "1")
MESSAGE = re.compile(r"error: [^\n]+\n\Z")
DUMP = re.compile(r"PLEASE submit a bug|Stack dump|terminate called|Assertion|LLVM ERROR|Sanitizer")


class Outcome:
    def __init__(self, code, err, out):
        self.code, self.err, self.out = code, err, out


class Contract:
    def __init__(self, build, work, wasm_tools):
        self.build, self.work, self.wasm_tools = build, work, wasm_tools
        self.tool = build / "bin" / "wasi-aotc"
        self.check = build / "bin" / "wasm-check"
        self.passed = self.failed = self.skipped = 0
        self.name = ""
        self.good = {}

    # Reporting.

    def expect(self, what, holds, details=""):
        if holds:
            self.passed += 1
            if os.environ.get("VERBOSE"):
                print(f"ok   {self.name} {what}")
        else:
            self.failed += 1
            print(f"FAIL {self.name} {what}: {str(details)[:600]}")

    def skip(self, what, why):
        self.skipped += 1
        print(f"SKIPPED {self.name} {what}: {why}")

    # Running.

    def run(self, *args, tool=None, timeout=60, **options):
        try:
            done = subprocess.run([str(a) for a in (tool or self.tool, *args)],
                                  capture_output=True, timeout=timeout, check=False, **options)
        except subprocess.TimeoutExpired:
            return Outcome("timeout", "", b"")
        return Outcome(done.returncode, done.stderr.decode(errors="replace"), done.stdout)

    def folder(self):
        return pathlib.Path(tempfile.mkdtemp(dir=self.work))

    def seed(self, name):
        """The binary of seeds/NAME.wat."""
        path = self.work / f"{name}.wasm"
        if not path.exists():
            subprocess.run([self.wasm_tools, "parse", here / "seeds" / f"{name}.wat", "-o", path],
                           check=True)
        return path

    def wat(self, name, text):
        source, path = self.work / f"{name}.wat", self.work / f"{name}.wasm"
        source.write_text(text)
        subprocess.run([self.wasm_tools, "parse", source, "-o", path], check=True)
        return path

    def clean_error(self, what, got, folder=None, code=1, left=()):
        """`got` is a proper error, and `folder` holds nothing but `left`."""
        problems = []
        if got.code != code:
            problems.append(f"exit code {got.code}, not {code}")
        if not MESSAGE.fullmatch(got.err):
            problems.append("not one line of error")
        if DUMP.search(got.err):
            problems.append("a dump")
        if folder is not None:
            there = sorted(p.name for p in folder.iterdir())
            if there != sorted(left):
                problems.append(f"left behind: {there}")
        self.expect(what, not problems, f"{'; '.join(problems)}; stderr: {got.err!r}")

    def rejects(self, what, path, pattern=None, timeout=30):
        """Compiling `path` fails as it should, and spares an existing output."""
        folder = self.folder()
        got = self.run(path, "-o", folder / "out", timeout=timeout)
        self.clean_error(what, got, folder)
        if pattern:
            self.expect(f"{what}: message", re.search(pattern, got.err), got.err)
        return got

    def compiles(self, what, folder, *args, **options):
        got = self.run(*args, **options)
        ok = got.code == 0 and got.err == ""
        self.expect(what, ok, f"exit {got.code}: {got.err}")
        return ok


# C1: things that aren't files with content.

def c1(t):
    folder = t.folder()
    for size in range(8):
        path = folder / f"bytes{size}"
        path.write_bytes(b"\0asm\x01\0\0\0"[:size])
        t.rejects(f"{size} bytes", path, r"at 0x")
    t.rejects("a folder", folder)
    t.rejects("nothing there", folder / "missing", "missing")
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    t.rejects("a FIFO that nobody writes to", fifo, timeout=10)
    t.rejects("/dev/zero", "/dev/zero", timeout=20)
    huge = folder / "huge"
    with open(huge, "wb") as file:
        file.truncate(5 << 30)
    start = time.monotonic()
    t.rejects("5 GB", huge)
    t.expect("5 GB: quickly", time.monotonic() - start < 10, time.monotonic() - start)
    huge.unlink()
    unreadable = folder / "unreadable"
    unreadable.write_bytes(t.seed("module").read_bytes())
    unreadable.chmod(0)
    if os.getuid() == 0:
        t.skip("an unreadable file", "root reads everything")
    else:
        t.rejects("an unreadable file", unreadable)


# C2: the eight bytes in front.

def c2(t):
    rest = t.seed("module").read_bytes()[8:]
    for what, head in [("magic", b"\0asn\x01\0\0\0"), ("version 2", b"\0asm\x02\0\0\0"),
                       ("layer 2", b"\0asm\x0d\0\x02\0"), ("text", b"(module)"),
                       ("an ELF file", b"\x7fELF\x02\x01\x01\0")]:
        path = t.folder() / "in.wasm"
        path.write_bytes(head + rest)
        t.rejects(what, path, r"error: .*in\.wasm: at 0x[0-9a-f]+: ")


def check_many(t, what, paths):
    """wasm-check over many files: it must end by itself, with 0 or 1."""
    listing = t.work / "list"
    listing.write_text("".join(f"{p}\n" for p in paths))
    got = t.run("--list", listing, tool=t.check, timeout=300)
    t.expect(f"{what}: {len(paths)} files", got.code in (0, 1) and not DUMP.search(got.err),
             f"exit {got.code}: {got.err[-400:]}")
    lines = got.out.splitlines()
    t.expect(f"{what}: an answer for each", len(lines) == len(paths),
             f"{len(lines)} lines for {len(paths)} files")


def damaged(t, name, variants):
    folder = t.folder()
    paths = []
    for i, content in variants:
        path = folder / f"{name}-{i}.wasm"
        path.write_bytes(content)
        paths.append(path)
    return paths


def compile_one(t, path, codes):
    """What is wrong with how `path` compiles, or None."""
    folder = t.folder()
    got = t.run(path, "-o", folder / "out", timeout=30)
    if got.code not in codes or DUMP.search(got.err):
        return f"{path.name}: exit {got.code}: {got.err[-200:]}"
    if got.code == 1 and not MESSAGE.fullmatch(got.err):
        return f"{path.name}: {got.err!r}"
    if got.code == 1 and any(folder.iterdir()):
        return f"{path.name}: left {list(folder.iterdir())}"
    shutil.rmtree(folder)
    return None


def compile_sample(t, what, paths, count, codes):
    sample = random.Random(7).sample(paths, min(count, len(paths)))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda path: compile_one(t, path, codes), sample)
        problems = [problem for problem in found if problem]
    t.expect(f"{what}: {len(sample)} compiled", not problems, "\n  ".join(problems[:5]))


SEEDS = ["module", "component"]


# C3: cut at every byte. A file cut between sections may be a valid one.

def c3(t):
    for name in SEEDS:
        content = t.seed(name).read_bytes()
        paths = damaged(t, name, ((i, content[:i]) for i in range(len(content))))
        if t.check.exists():
            check_many(t, f"{name} cut", paths)
        else:
            t.skip(f"{name} cut at every byte", "wasm-check isn't built")
        compile_sample(t, f"{name} cut", paths, 400 if ALL else 60, (0, 1))


# C4: every single bit flipped.

def flipped(content, bit):
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def c4(t):
    for name in SEEDS:
        content = t.seed(name).read_bytes()
        paths = damaged(t, name, ((i, flipped(content, i)) for i in range(len(content) * 8)))
        if t.check.exists():
            check_many(t, f"{name} with a bit flipped", paths)
        else:
            t.skip(f"{name} with each bit flipped", "wasm-check isn't built")
        compile_sample(t, f"{name} with a bit flipped", paths, len(paths) if ALL else 120, (0, 1))


# C10: components that don't fit. C11: what isn't supported says its name.

def c10(t):
    t.rejects("an import that nobody offers", t.wat("no-import", """(component
      (import "wasi:teapot/brew@0.2.0" (instance (export "boil" (func))))
      (export "x" (instance 0)))"""), r"wasi:teapot/brew")
    t.rejects("a function that the interface lacks", t.wat("no-function", """(component
      (import "wasi:cli/stdout@0.2.0" (instance $i (export "get-teapot" (func (result u32)))))
      (core func $f (canon lower (func $i "get-teapot")))
      (core module $m (import "" "f" (func (result i32))) (func (export "run") (result i32) call 0))
      (core instance $x (export "f" (func $f)))
      (core instance $c (instantiate $m (with "" (instance $x))))
      (func $run (result (result)) (canon lift (core func $c "run")))
      (instance $r (export "run" (func $run)))
      (export "wasi:cli/run@0.2.0" (instance $r)))"""), r"get-teapot")
    t.rejects("a function of another type", t.wat("bad-type", """(component
      (import "wasi:cli/exit@0.2.0" (instance $i (export "exit" (func (param "status" u32)))))
      (core func $f (canon lower (func $i "exit")))
      (core module $m (import "" "f" (func (param i32)))
        (func (export "run") (result i32) (call 0 (i32.const 0)) (i32.const 0)))
      (core instance $x (export "f" (func $f)))
      (core instance $c (instantiate $m (with "" (instance $x))))
      (func $run (result (result)) (canon lift (core func $c "run")))
      (instance $r (export "run" (func $run)))
      (export "wasi:cli/run@0.2.0" (instance $r)))"""), r"exit")
    t.rejects("nothing to run", t.wat("no-run", "(component)"), r"wasi:cli/run")
    t.rejects("a module with nothing to run", t.wat("no-start", "(module)"), r"_start")
    t.rejects("a module's unknown import", t.wat("bad-import", """(module
      (import "wasi_snapshot_preview1" "fd_teapot" (func)) (func (export "_start")))"""),
              r"fd_teapot")
    t.rejects("a module's import of another type", t.wat("bad-import-type", """(module
      (import "wasi_snapshot_preview1" "proc_exit" (func (param i64))) (func (export "_start")))"""),
              r"proc_exit")
    t.rejects("a module's foreign import", t.wat("env-import", """(module
      (import "env" "callback" (func)) (func (export "_start")))"""), r"env.*callback")


def c11(t):
    for what, text, pattern in [
        ("GC", "(module (type (struct (field i32))) (func (export \"_start\")))", "(?i)gc|garbage"),
        ("threads", "(module (memory 1 1 shared) (func (export \"_start\")))", "(?i)threads"),
        ("exceptions", "(module (tag) (func (export \"_start\") (throw 0)))", "(?i)exception"),
        ("memory64", "(module (memory i64 1) (func (export \"_start\")))", None),
        ("SIMD", "(module (func (export \"_start\") (drop (v128.const i64x2 0 0))))", None),
    ]:
        path = t.wat(f"feature-{what}", text)
        folder = t.folder()
        got = t.run(path, "-o", folder / "out")
        if got.code == 0:  # supported by now
            t.passed += 1
            continue
        t.clean_error(what, got, folder)
        t.expect(f"{what}: says unsupported", "unsupported: " in got.err, got.err)
        if pattern:
            t.expect(f"{what}: names it", re.search(pattern, got.err), got.err)


# C12: the output can't be written.

def limit_file_size():
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def c12(t):
    seed = t.seed("module")
    folder = t.folder()
    (folder / "out").write_bytes(b"as it was")
    bad = t.folder() / "bad.wasm"
    bad.write_bytes(seed.read_bytes()[:-3])
    t.clean_error("bad input", t.run(bad, "-o", folder / "out"), folder, left=["out"])
    got = t.run(seed, "-o", folder / "out", preexec_fn=limit_file_size)
    t.clean_error("files limited to 4 KB", got, folder, left=["out"])
    c12_faults(t, seed, folder)
    t.expect("the existing output is as it was", (folder / "out").read_bytes() == b"as it was")

    target = t.folder()
    t.clean_error("output is a folder", t.run(seed, "-o", target), target)
    t.clean_error("no such folder", t.run(seed, "-o", target / "no" / "out"), target)
    t.clean_error("a folder that can't be written", t.run(seed, "-o", "/proc/out"))
    if os.getuid() != 0:
        target.chmod(0o555)
        t.clean_error("a read-only folder", t.run(seed, "-o", target / "out"), target)
    else:
        c12_read_only_mount(t, seed)

    same = t.folder() / "same.wasm"
    same.write_bytes(seed.read_bytes())
    got = t.run(same, "-o", same)
    t.clean_error("output is the input", got, same.parent, left=["same.wasm"])
    t.expect("the input is as it was", same.read_bytes() == seed.read_bytes())
    c12_text(t, seed)


def c12_text(t, seed):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([t.tool, seed, "--emit=module", "-o", "-"], stdout=full,
                              stderr=subprocess.PIPE, timeout=60, check=False)
    t.clean_error("text to /dev/full", Outcome(done.returncode, done.stderr.decode(), b""))


def c12_faults(t, seed, folder):
    """Disk full and EIO: faults injected into the system calls that write."""
    if not shutil.which("strace"):
        return t.skip("faults", "strace isn't installed")
    probe = t.run("-f", "-qq", "-e", "trace=none", "true", tool="strace")
    if probe.code != 0:
        return t.skip("faults", f"strace doesn't work here: {probe.err}")
    # Where a file is written by write(2), by name; where through a mapping, its
    # space is reserved or its size set first.
    for error in ("ENOSPC", "EIO"):
        for calls in ("ftruncate,fallocate,pwrite64,write", "renameat,renameat2,rename,link,linkat"):
            inject = ":".join([f"inject={calls}", f"error={error}"])
            got = t.run("-f", "-qq", "-o", "/dev/null", "-e", inject, t.tool, seed, "-o",
                        folder / "out", tool="strace", timeout=120)
            # With write(2) failing, the message can't be written either.
            there = sorted(p.name for p in folder.iterdir())
            t.expect(f"{error} of {calls}", got.code == 1 and there == ["out"],
                     f"exit {got.code}, {there}: {got.err[-300:]}")


def c12_read_only_mount(t, seed):
    point = t.folder()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "aotc-test", point],
                      capture_output=True, check=False).returncode:
        return t.skip("a full disk, a read-only one", "no right to mount")
    try:
        t.clean_error("a full disk", t.run(seed, "-o", point / "out"), point)
        subprocess.run(["mount", "-o", "remount,ro", point], check=True)
        t.clean_error("a read-only disk", t.run(seed, "-o", point / "out"), point)
    finally:
        subprocess.run(["umount", point], check=False)


# C12, the signals: killed at any time, nothing half-written is ever seen.

def c12_signals(t):
    seed = t.seed("module")
    start = time.monotonic()
    folder = t.folder()
    if not t.compiles("a compile", folder, seed, "-o", folder / "out"):
        return
    whole = time.monotonic() - start
    for number, name in [(signal.SIGINT, "SIGINT"), (signal.SIGTERM, "SIGTERM"),
                         (signal.SIGKILL, "SIGKILL")]:
        folder = t.folder()
        (folder / "out").write_bytes(b"as it was")
        problems = set()
        rounds = 80 if ALL else 24
        # Every second time near the end, where the temporary folder exists.
        moments = [(i + 0.5) / rounds if i % 2 else 0.7 + 0.4 * i / rounds
                   for i in range(rounds)]
        for moment in moments:
            child = subprocess.Popen([t.tool, seed, "-o", folder / "out"],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            time.sleep(whole * moment)
            child.send_signal(number)
            _, err = child.communicate(timeout=60)
            content = (folder / "out").read_bytes()
            if content != b"as it was":
                if content[:4] != b"\x7fELF" or t.run(tool=folder / "out").out != b"hello\n":
                    problems.add("a half-written output")
                (folder / "out").write_bytes(b"as it was")
                (folder / "out").chmod(0o644)
            left = [p.name for p in folder.iterdir() if p.name != "out"]
            if left and number != signal.SIGKILL:
                problems.add(f"left {left}")
            if child.returncode not in (0, -number, 128 + number) or DUMP.search(err.decode()):
                problems.add(f"exit {child.returncode}: {err[-200:]}")
        t.expect(name, not problems, problems)
        ok = t.compiles(f"{name}: the next run", folder, seed, "-o", folder / "out")
        left = sorted(p.name for p in folder.iterdir())
        t.expect(f"{name}: the next run cleans up", ok and left == ["out"], left)


# C14: parts of ours that are missing.

def c14(t):
    folder, seed = t.folder(), t.seed("module")
    for what in ["teapot", "mips-linux", "x86_64-windows"]:
        got = t.run(f"--target={what}", seed, "-o", folder / "out")
        if got.code != 0:
            t.clean_error(f"target {what}", got, folder, code=got.code if got.code in (1, 2) else 1)
            t.expect(f"target {what}: named", what in got.err, got.err)
        (folder / "out").unlink(missing_ok=True)
    lone = folder / "bin" / "wasi-aotc"
    lone.parent.mkdir()
    shutil.copy2(t.tool, lone)
    out = t.folder()
    got = t.run(seed, "-o", out / "out", tool=lone)
    t.clean_error("runtime library missing", got, out)
    for args in [["--no-such-option", seed], [], ["-O9", seed], ["--emit=teapot", seed]]:
        got = t.run(*args)
        t.expect(f"usage {' '.join(map(str, args[:1]))}", got.code == 2 and got.err,
                 f"exit {got.code}: {got.err}")
    for args in [["--help"], ["--version"]]:
        got = t.run(*args)
        t.expect(args[0], got.code == 0 and got.out and not got.err, f"{got.code}: {got.err}")


# C15: several compilers write one output.

def c15(t):
    seed, folder = t.seed("module"), t.folder()
    results = []

    def one():
        results.append(t.run(seed, "-o", folder / "out"))

    for _ in range(3):
        threads = [threading.Thread(target=one) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    bad = [f"{r.code}: {r.err}" for r in results if r.code != 0]
    t.expect("all succeed", not bad, bad[:2])
    left = sorted(p.name for p in folder.iterdir())
    t.expect("one output", left == ["out"], left)
    if left == ["out"]:
        got = t.run(tool=folder / "out")
        t.expect("which works", got.code == 0 and got.out == b"hello\n", f"{got.code}: {got.err}")
        t.expect("and is executable", (folder / "out").stat().st_mode & stat.S_IXUSR)


# C16: the same bytes from the same input.

def c16(t):
    for name in SEEDS:
        seed, outputs = t.seed(name), {}
        elsewhere = t.folder()
        ways = {
            "plain": {},
            "again": {},
            "other folder": {"cwd": elsewhere},
            "other locale": {"env": {**os.environ, "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}},
            "empty environment": {"env": {}},
            "one processor": {"preexec_fn": lambda: os.sched_setaffinity(0, {0})},
        }
        for what, options in ways.items():
            out = t.folder() / "a-name"
            got = t.run(seed, "-o", out, **options)
            if got.code != 0:
                t.expect(f"{name} {what}", False, got.err)
                continue
            outputs[what] = out.read_bytes()
        copy = elsewhere / "another-name.wasm"
        copy.write_bytes(seed.read_bytes())
        if t.run(copy.name, "-o", "b", cwd=elsewhere).code == 0:
            outputs["another name of input and output"] = (elsewhere / "b").read_bytes()
        for what, content in outputs.items():
            t.expect(f"{name} {what}", content == outputs.get("plain"), "the bytes differ")
        if "plain" in outputs:
            exe = elsewhere / "run"
            exe.write_bytes(outputs["plain"])
            exe.chmod(0o755)
            got = t.run(tool=exe)
            t.expect(f"{name} runs", got.code == 0 and got.out == b"hello\n",
                     f"{got.code}: {got.out} {got.err}")


# C17: many processes with one compile cache, some of them killed, and a limit that makes
# each throw out what the others made.

def c17(t):
    cache = t.folder() / "cache"
    plain, outputs, errors = {}, [], []
    for name in SEEDS:
        out = t.folder() / "out"
        if t.compiles(f"{name} without it", None, t.seed(name), "--no-cache", "-o", out):
            plain[name] = out.read_bytes()

    def compile_often(worker, limit):
        env = {**os.environ, "WASI_AOTC_CACHE_DIR": str(cache), "WASI_AOTC_CACHE_SIZE": limit}
        for turn in range(6):
            name = SEEDS[(worker + turn) % len(SEEDS)]
            out = t.folder() / "out"
            command = [t.tool, t.seed(name), "--partition-size=500", "-o", out]
            if turn % 3 == 2:
                killed = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
                time.sleep(0.02 * (worker + 1))
                killed.kill()
                killed.wait()
                continue
            got = t.run(t.seed(name), "-o", out, env=env)
            if got.code != 0 or got.err:
                errors.append(f"{name}: {got.code}: {got.err}")
            else:
                outputs.append((name, out.read_bytes()))

    for limit in ("1000", "0"):
        workers = [threading.Thread(target=compile_often, args=(i, limit)) for i in range(6)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    t.expect("all succeed", not errors, errors[:2])
    different = {name for name, content in outputs if content != plain.get(name)}
    t.expect("the same bytes as without it", not different, different)
    t.expect("something was kept", any(cache.iterdir()))


TESTS = [c1, c2, c3, c4, c10, c11, c12, c12_signals, c14, c15, c16, c17]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    wasm_tools = args.cache / "tools" / "bin" / "wasm-tools"
    if not wasm_tools.exists():
        print("FAILED: wasm-tools is missing; ./dev setup builds it")
        print("0 passed, 1 failed, 0 skipped")
        return 1
    work = pathlib.Path(tempfile.mkdtemp(prefix="aotc-contract-"))
    os.environ["WASI_AOTC_CACHE_DIR"] = "" # none but where a test names one
    contract = Contract(args.build.resolve(), work, wasm_tools)
    try:
        for test in TESTS:
            if args.names and test.__name__ not in args.names:
                continue
            contract.name = test.__name__
            start = time.monotonic()
            try:
                test(contract)
            except (OSError, subprocess.SubprocessError) as error:
                contract.expect("runs", False, repr(error))
            print(f"     {test.__name__}: {time.monotonic() - start:.1f} s", flush=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"{contract.passed} passed, {contract.failed} failed, {contract.skipped} skipped")
    return 1 if contract.failed else 0


if __name__ == "__main__":
    sys.exit(main())
