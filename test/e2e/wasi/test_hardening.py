"""What the host side survives: hardening's R4 (standard streams), R5 (limits), R7
(paths), R10 (clocks, random), R11 (many calls), R12 (failing allocations)."""
import concurrent.futures
import os
import pathlib
import platform
import resource
import shutil
import subprocess
import threading
import time

import guests

HERE = pathlib.Path(__file__).resolve().parent
OPENAT2 = {"x86_64": 437, "aarch64": 437, "riscv64": 437}


def files_guest(wasi, *options):
    return wasi.compile(guests.build_c(HERE.parent / "programs" / "files.c", wasi.cache,
                                       ("-Wno-infinite-recursion",)), *options)


# R4.

def r4_streams(wasi):
    programs = {"component": wasi.compile(wasi.interfaces(), "--env", "NAME"),
                "preview 1": files_guest(wasi)}
    topic = {"component": "random", "preview 1": "numbers"}
    for kind, exe in programs.items():
        def closed(*descriptors):
            return lambda: [os.close(fd) for fd in descriptors]
        for fds in ((0,), (1,), (2,), (0, 1, 2)):
            got = wasi.run(exe, topic[kind], preexec_fn=closed(*fds))
            wasi.expect(f"{kind} without {fds}", got.code in (0, 1), got)
        if kind == "preview 1":
            continue # this C library's exit passes over errors, natively as here
        with open("/dev/full", "wb") as full:
            got = wasi.run(exe, topic[kind], stdout=full)
            wasi.expect(f"{kind} to /dev/full fails", got.code not in (0, "timeout") and
                        (not isinstance(got.code, int) or got.code > 0), got)
        reading, writing = os.pipe()
        os.close(reading)
        got = wasi.run(exe, topic[kind], stdout=writing)
        os.close(writing)
        wasi.expect(f"{kind} to a closed pipe: an error, no death",
                    isinstance(got.code, int) and got.code > 0, got)


def r4_pipes(wasi):
    """A slow reader, short reads and writes, O_NONBLOCK, interrupted calls."""
    exe = files_guest(wasi)
    data = os.urandom(1 << 20)
    process = subprocess.Popen(wasi.command(exe, "cat"), stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    writer = threading.Thread(target=lambda: (process.stdin.write(data), process.stdin.close()))
    writer.start()
    back = b""
    while part := os.read(process.stdout.fileno(), 70_000):
        back += part
        if len(back) < 300_000:
            time.sleep(0.01)
    writer.join()
    process.stdout.close()
    wasi.expect("a slow reader", process.wait(30) == 0 and back == data, len(back))
    r4_nonblocking(wasi)
    r4_full_pipe(wasi)
    if wasi.emulated("faults", "strace sees the emulator's system calls") or not strace(wasi):
        return
    calls = "read,write,readv,writev,poll,ppoll"
    got = wasi.run("strace", "-qq", "-o", "/dev/null", "-e",
                   f"inject={calls}:error=EINTR:when=1+2", exe, "cat", input=data)
    wasi.expect("every other call is interrupted", got.code == 0 and got.out == data,
                (got.code, got.err, len(got.out)))
    # A guest that looks at what a write says, and panics.
    exe = wasi.compile(wasi.interfaces(), "--env", "NAME")
    for error in ("ENOSPC", "EIO"):
        got = wasi.run("strace", "-qq", "-o", "/dev/null", "-e",
                       f"inject=write,writev:error={error}:when=2", exe, "streams",
                       input=b"0123456789 and more")
        wasi.expect(f"{error} is seen", got.code == 134 and got.out == b"written " and
                    b"LastOperationFailed" in got.err, got)


def r4_nonblocking(wasi):
    """Pipes that a component inherits with O_NONBLOCK, filled late and read late."""
    exe = wasi.compile(wasi.interfaces(), "--env", "NAME")
    (child_in, feed), (drain, child_out) = os.pipe(), os.pipe()
    os.set_blocking(child_in, False)
    os.set_blocking(child_out, False)
    with subprocess.Popen(wasi.command(exe, "streams"), stdin=child_in, stdout=child_out,
                          stderr=subprocess.PIPE) as process:
        os.close(child_in)
        os.close(child_out)
        time.sleep(0.1)
        os.write(feed, b"0123456789 and more")
        time.sleep(0.1)
        os.close(feed)
        out = b""
        while part := os.read(drain, 1000):
            out += part
        os.close(drain)
        process.stderr.read()
    wasi.expect("inherited O_NONBLOCK", process.returncode == 0 and
                out == b"written \0\0\0 spliced 89\nstreams\n", (process.returncode, out))


def r4_full_pipe(wasi):
    exe = wasi.compile(wasi.interfaces(), "--env", "NAME")
    with subprocess.Popen(wasi.command(exe, "full-pipe"), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        late = threading.Timer(30, process.kill)
        late.start()
        written = int(process.stderr.readline() or b"0")
        out, err = process.communicate()
        late.cancel()
    wasi.expect("a pipe gets full and the guest doesn't wait", process.returncode == 0 and
                written >= 4096 and out == b"." * written + b"full-pipe\n",
                (process.returncode, written, len(out), err))


def strace(wasi):
    if not shutil.which("strace"):
        wasi.skip("faults", "strace isn't installed")
        return False
    got = wasi.run("strace", "-qq", "-e", "trace=none", "true")
    if got.code != 0:
        wasi.skip("faults", f"strace doesn't work here: {got}")
    return got.code == 0


# R5.

def limit(what, value):
    return lambda: resource.setrlimit(what, (value, value))


def r5_limits(wasi):
    if wasi.emulated("r5_limits", "limits and a root without /proc hit the emulator itself"):
        return
    folder = wasi.folder()
    (folder / "file").write_bytes(b"content")
    exe = wasi.compile(wasi.interfaces(), "--dir", f"{folder}::/data")
    got = wasi.topic(exe, "descriptors", preexec_fn=limit(resource.RLIMIT_NOFILE, 8))
    wasi.expect("three times the same", len(set(got.out.splitlines()[:3])) == 1, got)
    got = wasi.run(exe, "random", preexec_fn=limit(resource.RLIMIT_AS, 1 << 28))
    wasi.expect("no room for the reservation: an error that says so",
                got.code == 1 and got.err.startswith(b"error: ") and got.err.count(b"\n") == 1, got)
    checked = wasi.compile(wasi.interfaces(), "--bounds=check")
    got = wasi.run(checked, "random", preexec_fn=limit(resource.RLIMIT_AS, 1 << 28))
    wasi.expect("little room, with checks", got.code == 0, got)
    for size in (65536, 1 << 30):
        got = wasi.run(exe, "random", preexec_fn=limit(resource.RLIMIT_STACK, size))
        wasi.expect(f"a stack of {size}", got.code == 0, got)
    if os.getuid() != 0:
        return wasi.skip("no /proc, no /dev", "only root can chroot")
    bare = wasi.folder()
    shutil.copy(exe, bare / "exe")
    got = wasi.run("/exe", "random", "clocks", cwd=bare, preexec_fn=lambda: os.chroot(bare))
    wasi.expect("no /proc, no /dev", got.code == 0 and got.out == b"random\nclocks\n", got)
    got = wasi.run("/exe", "files", cwd=bare, preexec_fn=lambda: os.chroot(bare))
    wasi.expect("a granted folder that isn't there",
                got.code == 134 and b"failed to open directory" in got.err, got)


# R7.

HOSTILE = ["", ".", "..", "../", "a/../..", "a/../../secret", "../secret", "/", "//", "/secret",
           "//secret", "a//file", "./a/./file", "file/", "a/", "link-in/", "dangling/", "file/..",
           "link-out", "link-out/", "link-out/secret", "link-up", "link-up/secret", "link-abs",
           "link-abs/secret", "link-in/../..", "a/up/secret", "a/up/up", "chain0", "loop",
           "proc/self/root/etc/passwd", "link-proc", "link-proc/5", "missing/../..",
           "file\\0/../../secret", "n" * 256, "n" * 255, "a/" * 2047 + "b", "dangling",
           "dangling-out", "a/../link-up/secret", "link-up/../secret", "secret-link",
           "a/link-file", "a/link-file/../../secret", ".//..//secret", "a/b/../../../secret"]


def hostile_tree(base):
    """outside/ holds a secret; outside/root is granted."""
    root = base / "outside" / "root"
    (root / "a" / "b").mkdir(parents=True)
    for folder in (base, base / "outside"):
        (folder / "secret").write_bytes(b"SECRET")
    (root / "file").write_bytes(b"a file")
    (root / "a" / "file").write_bytes(b"another")
    links = {"link-out": "../", "link-up": "..", "link-abs": str(base / "outside"),
             "link-in": "a", "a/up": "../..", "dangling": "nowhere", "dangling-out": "../new",
             "loop": "loop", "link-proc": "/proc/self/fd", "secret-link": "../secret",
             "a/link-file": "../file", "chain41": "../secret"}
    links.update({f"chain{i}": f"chain{i + 1}" for i in range(41)})
    for name, target in links.items():
        (root / name).symlink_to(target)
    return root


def outside(base):
    return {str(p.relative_to(base)): p.read_bytes() if p.is_file() else None
            for p in base.rglob("*") if base / "outside" / "root" not in (p, *p.parents)}


def enosys(wasi):
    """What runs a program without openat2."""
    helper = wasi.work / "answer_enosys"
    if not helper.exists():
        subprocess.run(["clang-22", "-O1", HERE / "answer_enosys.c", "-o", helper], check=True)
    return [str(helper), str(OPENAT2[platform.machine()])]


def ways_to_open(wasi):
    if wasi.emulated("openat2", "qemu 7.2 doesn't know it: only the walk runs"):
        return [("without openat2", [])]
    return [("openat2", []), ("without openat2", enosys(wasi))]


def r7_paths(wasi):
    said = []
    for kind, prefix in ways_to_open(wasi):
        base = wasi.folder()
        root = hostile_tree(base)
        before = outside(base)
        # Relative, so that one executable serves both.
        exe = wasi.compile(wasi.interfaces(), "--dir", ".::/data")
        command = [*prefix, *wasi.command(exe, "paths")]
        got = wasi.run(*command, cwd=root, input="\n".join(HOSTILE).encode())
        wasi.expect(f"{kind}: nothing is crashed", got.code == 0 and
                    got.out.count(b"\n") == len(HOSTILE) + 1, got)
        wasi.expect(f"{kind}: no escape", b"ESCAPE" not in got.out, got.out)
        wasi.expect(f"{kind}: nothing outside has changed", outside(base) == before,
                    outside(base))
        said.append(got.out.decode(errors="replace").splitlines())
    different = [(a, b) for a, b in zip(said[0], said[-1]) if a != b]
    wasi.expect("all say the same", not different, different[:4])


def r7_race(wasi):
    for kind, prefix in ways_to_open(wasi):
        base = wasi.folder()
        inner = base / "outside" / "root" / "a" / "b" / "c"
        inner.mkdir(parents=True)
        for folder in (base, base / "outside"):
            (folder / "secret").write_bytes(b"SECRET")
        stop = threading.Event()

        def move(here=inner.parent, there=base / "outside" / "b"):
            while not stop.is_set():
                here.rename(there)
                there.rename(here)

        mover = threading.Thread(target=move)
        mover.start()
        try:
            exe = wasi.compile(wasi.interfaces(), "--dir", ".::/data")
            got = wasi.run(*prefix, *wasi.command(exe, "race"), cwd=base / "outside" / "root")
            wasi.expect(f"{kind}: no escape while folders move", got.code == 0, got)
        finally:
            stop.set()
            mover.join()


# R10.

def r10_arguments(wasi):
    exe = wasi.compile(wasi.interfaces(), "--env", "NAME")
    for topic in ("random-too-much", "poll-nothing"):
        got = wasi.run(exe, topic)
        wasi.expect(topic, got.code == 134 and
                    got.err.startswith(b"error: wasm trap: canonical ABI"), got)


# R11.

def r11_memory(wasi):
    if wasi.emulated("r11_memory", "the emulator needs memory of its own"):
        return
    folder = wasi.folder()
    (folder / "file").write_bytes(b"content")
    level = "-O2" if wasi.all else "-O0"
    exe = wasi.compile(wasi.interfaces(), "--dir", f"{folder}::/data", "--bounds=check",
                       level=level)
    topic = "ten-million-calls" if wasi.all else "calls"
    wasi.topic(exe, topic, timeout=900, preexec_fn=limit(resource.RLIMIT_AS, 256 << 20))


# R12.

def r12_allocations(wasi):
    """The runtime library with an allocator that fails."""
    runtime = wasi.work / "failing" / wasi.target
    shutil.copytree(wasi.build / "lib" / "wasi-aotc" / wasi.target, runtime)
    made = wasi.work / "failing_malloc.o"
    subprocess.run(["clang-22", f"--target={wasi.target}-musl", "-O1", "-fno-pic", "-nostdlibinc",
                    "-fno-builtin", "-isystem", wasi.build / "sysroot" / wasi.target / "include",
                    "-c", HERE / "failing_malloc.c", "-o", made], check=True)
    subprocess.run(["/usr/lib/llvm-22/bin/llvm-ar", "r", runtime / "libwasi-aotc-rt.a", made],
                   check=True, capture_output=True)
    folder = wasi.folder()
    (folder / "file").write_bytes(b"content")
    grants = ("--dir", f"{folder}::/data", "--inherit-network", "--env", "NAME",
              f"--runtime-dir={runtime.parent}")
    component, module = (wasi.compile(wasm, *grants)
                         for wasm in (wasi.interfaces(), wasi.preview1()))
    for exe, topic in ((component, "tcp"), (component, "udp"), (component, "descriptors"),
                       (component, "clocks"), (module, "polling"), (module, "folders")):
        fail_each(wasi, exe, topic)


def fail_each(wasi, exe, topic):
    stdin = b"abc" if topic == "polling" else b""

    def one(variable, k):
        preexec = limit(resource.RLIMIT_NOFILE, 64)
        return wasi.run(exe, topic, env={"NAME": "value", variable: str(k)}, input=stdin,
                        preexec_fn=preexec, timeout=30)

    wasi.expect(f"{topic}: without a failure", one("NONE", 0).code == 0, one("NONE", 0))
    last = 400 if wasi.all else 40
    cases = [(variable, k) for k in range(1, last) for variable in ("FAIL_ALLOCATION", "FAIL_FROM")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda case: one(*case), cases))
    # An error that the guest sees (its checks panic: unreachable), or a trap of ours.
    bad = [(case, got) for case, got in zip(cases, results) if got.code not in (0, 1, 134)]
    wasi.expect(f"{topic}: {len(cases)} failures end in order", not bad, bad[:2])
    hit = [got for got in results if b"out of memory" in got.err]
    wasi.expect(f"{topic}: some were seen", hit, results[:1])


TESTS = [r4_streams, r4_pipes, r5_limits, r7_paths, r7_race, r10_arguments, r11_memory,
         r12_allocations]
