#!/usr/bin/env python3
"""A million small writes, reads and seeks against the native build of the same program
(small_calls.c as a preview-1 module, small_calls.rs as a component): CPU time, with the
time of the system calls in it. The target is at most 1.15 times the native time; `above` is
what a call costs above the native one.

usage: small_calls.py --build BUILD --cache CACHE [--runs N]
"""
import argparse
import functools
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "test" / "e2e"))
import guests
import cpu_time

CALLS = 1_000_000
CASES = [("write", "null"), ("write", "file"), ("write", "pipe"), ("seek", "null"),
         ("seek-write", "null"), ("seek-read", "null")]


def once(program, what, to, folder):
    command = [program, what, CALLS]
    if to == "pipe":
        with subprocess.Popen(["cat"], stdin=subprocess.PIPE,
                              stdout=subprocess.DEVNULL) as reader:
            return cpu_time.cpu_time(command, stdout=reader.stdin, cwd=folder)
    with open(os.devnull if to == "null" else folder / "out", "wb") as output:
        return cpu_time.cpu_time(command, stdout=output, cwd=folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(f"{'':22}{'native':>10}{'ours':>10}{'above':>10}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "data").write_bytes(bytes(4096))
        for source, target in (("small_calls.c", "wasm32-wasi"),
                               ("small_calls.rs", "wasm32-wasip2")):
            guest = guests.Guest(source.replace(".", "-"), str(HERE / source))
            native, wasm = (guests.build(guest, t, options.cache) for t in ("native", target))
            exe = folder / guest.name
            subprocess.run([options.build / "bin" / "wasi-aotc", "-O2", "--dir", ".", wasm, "-o",
                            exe], check=True)
            for what, to in CASES:
                base, ours = (sum(times) / CALLS * 1e9 for times in cpu_time.interleaved(
                    [functools.partial(once, p, what, to, folder) for p in (native, exe)],
                    options.runs))
                print(f"{target[7:]} {what + ' ' + to:16}{base:7.0f} ns{ours:7.0f} ns"
                      f"{ours - base:7.0f} ns{ours / base:8.2f}", flush=True)


if __name__ == "__main__":
    main()
