"""Output that a pipe has no room for (hardening's R4): a write doesn't wait, and nothing is
lost or out of order."""
import os
import subprocess
import threading

import emulator

SIZE = 1 << 20


def start(wasi, topic, **options):
    exe = wasi.compile(wasi.interfaces(), "--env", "NAME")
    process = subprocess.Popen(wasi.command(exe, topic), stdin=subprocess.DEVNULL, **options)
    late = threading.Timer(emulator.slower(wasi.target, 30), process.kill)
    late.daemon = True
    late.start()
    return process


def kept_output(wasi):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start(wasi, "kept", **pipes) as process:
        said = process.stderr.readline()
        out, err = process.communicate()
    wasi.expect("more than fits: stderr first", process.returncode == 0 and said == b"kept\n" and
                out == b"k" * SIZE + b"kept\n", (process.returncode, said, len(out), err))

    with start(wasi, "kept-in-order", stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        out, _ = process.communicate()
    wasi.expect("both streams in one pipe: in order", process.returncode == 0 and
                out == b"k" * SIZE + b"kept\nkept-in-order\n", (process.returncode, len(out), out[-40:]))

    with start(wasi, "kept", **pipes) as process:
        said = process.stderr.readline()
        first = os.read(process.stdout.fileno(), 1000)
        process.stdout.close()
        err = process.stderr.read()
    wasi.expect("the reader goes away", said == b"kept\n" and first == b"k" * 1000 and
                err.startswith(b"closed\n") and process.returncode > 0,
                (process.returncode, said, len(first), err))

    for topic, code in (("kept-exit", 0), ("kept-trap", 134)):
        with start(wasi, topic, **pipes) as process:
            out, err = process.communicate()
        wasi.expect(topic, process.returncode == code and out == b"k" * SIZE and
                    (b"unreachable" in err) == (code != 0), (process.returncode, len(out), err))

    # A reader that takes what was kept and then nothing, and is there still.
    with start(wasi, "kept-exit", **pipes) as process:
        os.set_blocking(process.stdout.fileno(), True)
        left = SIZE - 65536
        while left > 0:
            left -= len(os.read(process.stdout.fileno(), min(left, 65536)))
        process.wait()
        rest = process.stdout.read()
    wasi.expect("what fits isn't waited for", process.returncode == 0 and rest == b"k" * 65536,
                (process.returncode, len(rest)))


TESTS = [kept_output]
