"""Faults of the kernel's, driven by strace between the program and the kernel: interrupted
calls change nothing, and a call that fails for want of something ends in an error."""
import concurrent.futures
import os
import resource
import signal

import test_hardening

# Not close: Linux has closed even when it says that it was interrupted.
INTERRUPTED = ("read,write,readv,writev,pread64,pwrite64,preadv,pwritev,ppoll,openat,openat2,fsync,"
               "fdatasync,ftruncate,fallocate,accept4,sendmsg,recvmsg,sendto,recvfrom,getrandom")
# System calls, and what they fail with.
FAILING = [("openat,openat2", "EMFILE"), ("openat,openat2", "ENFILE"), ("openat2", "EAGAIN"),
           ("write,writev,pwrite64,pwritev", "ENOSPC"), ("write,writev,pwrite64,pwritev", "EIO"),
           ("read,readv,pread64,preadv", "EIO"), ("ftruncate,fallocate", "ENOSPC"),
           ("getdents64", "EIO"), ("mkdirat,linkat,symlinkat,renameat,renameat2", "EDQUOT"),
           ("socket,accept4", "EMFILE"), ("socket", "ENOBUFS"), ("bind,listen", "EADDRINUSE"),
           ("sendmsg,sendto", "ENOBUFS"), ("sendmsg,sendto", "ENOMEM"), ("ppoll", "ENOMEM"),
           ("fcntl", "EMFILE"), ("getrandom", "ENOSYS"), ("mmap", "ENOMEM"), ("clone", "EAGAIN")]


def programs(wasi):
    """(executable, topic, options to run it)"""
    def folder():
        where = wasi.folder()
        (where / "file").write_bytes(b"content")
        return where

    env = {"NAME": "value"}
    component = wasi.compile(wasi.interfaces(), "--dir", ".::/data", "--inherit-network", "--env",
                             "NAME")
    module = wasi.compile(wasi.preview1(), "--dir", ".::/data", "--env", "NAME")
    for topic in ("files", "random", "tcp", "udp", "lookup"):
        yield component, topic, lambda: {"cwd": folder(), "env": env}
    for topic in ("descriptors", "folders"):
        yield module, topic, lambda: {"cwd": wasi.folder(), "env": env}


def under(wasi, inject, exe, topic, options):
    environment = options.pop("env")
    settings = [word for name, value in environment.items() for word in ("-E", f"{name}={value}")]
    return wasi.run("strace", "-qq", "-f", "-o", "/dev/null", *settings, "-e", f"inject={inject}",
                    exe, topic, timeout=30, **options)


def interrupted(wasi):
    """Every other call is interrupted, from the first or the second one on."""
    if wasi.emulated("faults", "strace sees the emulator's system calls") or \
            not test_hardening.strace(wasi):
        return
    for exe, topic, options in programs(wasi):
        for when in ("1+2", "2+2"):
            # The thread that looks a name up takes no signals: its own reads aren't interrupted.
            calls = "ppoll,write" if topic == "lookup" else INTERRUPTED
            got = under(wasi, f"{calls}:error=EINTR:when={when}", exe, topic, options())
            wasi.expect(f"{topic}, interrupted {when}", got.code == 0 and
                        got.out.endswith(topic.encode() + b"\n"), got)


def faults(wasi):
    """The k-th of some calls fails: the program goes on, or ends with an error."""
    if wasi.emulated("faults", "strace sees the emulator's system calls") or \
            not test_hardening.strace(wasi):
        return
    last = 12 if wasi.all else 3
    # The thread that looks a name up says that it is through by a write that can't fail.
    cases = [(program, calls, error, k) for program in programs(wasi)
             for calls, error in FAILING for k in range(1, last)
             if program[1] != "lookup" or "write" not in calls]

    def one(case):
        (exe, topic, options), calls, error, k = case
        return under(wasi, f"{calls}:error={error}:when={k}", exe, topic, options())

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(one, cases))
    # 1 and 134: an error of ours, and a check of the guest's that panics.
    bad = [(case[0][1], *case[1:], got) for case, got in zip(cases, results)
           if got.code not in (0, 1, 134)]
    wasi.expect(f"{len(cases)} failures end in order", not bad, bad[:3])
    seen = sum(got.code != 0 for got in results)
    wasi.expect("a good part of them were seen", seen > len(cases) // 10, (seen, len(cases)))


def file_size(wasi):
    """At the limit of a file's size a write is short, and the next one an error (which this
    guest's C library passes over at its exit), but no signal."""
    exe = test_hardening.files_guest(wasi)

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    out = wasi.folder() / "out"
    with open(out, "wb") as target:
        got = wasi.run(exe, "cat", input=bytes(300_000), stdout=target, preexec_fn=limited)
    wasi.expect("no death", got.code in (0, 1), got)
    wasi.expect("as much as there is room for", os.path.getsize(out) == 100_000,
                os.path.getsize(out))


TESTS = [interrupted, faults, file_size]
