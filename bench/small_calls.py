#!/usr/bin/env python3
"""Half a million small writes, reads and seeks against the native build of the same program
(small_calls.c as a preview-1 module, small_calls.rs as a component): CPU time, with the
time of the system calls in it. The target is at most 1.15 times the native time; `above` is
what a call costs above the native one. Then a component's calls without a language around
them (stream_calls.wat), against the C program's `write`, or against nothing where the call
makes no system call: the target is at most 5 ns above for each call, of which the last line
has three.

usage: small_calls.py --build BUILD --cache CACHE --wasm-tools WASM_TOOLS [--runs N]
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

CALLS = 500_000
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


def compare(name, cases, runs):
    """A line of the table: what a call costs in the first of `cases`, which is None for
    nothing, and in the second."""
    base, ours = (sum(times) / CALLS * 1e9 for times in cpu_time.interleaved(
        [case or (lambda: (0, 0)) for case in cases], runs))
    print(f"{name:31}{base:7.0f} ns{ours:7.0f} ns{ours - base:7.0f} ns"
          f"{f'{ours / base:8.2f}' if base else ''}", flush=True)


def programs(options, folder):
    """The native builds of the two programs, compared to ours."""
    for source, target in (("small_calls.c", "wasm32-wasi"), ("small_calls.rs", "wasm32-wasip2")):
        guest = guests.Guest(source.replace(".", "-"), str(HERE / source))
        native, wasm = (guests.build(guest, t, options.cache) for t in ("native", target))
        exe = folder / guest.name
        subprocess.run([options.build / "bin" / "wasi-aotc", "-O2", "--dir", ".", wasm, "-o",
                        exe], check=True)
        for what, to in CASES:
            compare(f"{target[7:]} {what} {to}", [functools.partial(once, p, what, to, folder)
                                                  for p in (native, exe)], options.runs)


def component(options, folder):
    wasm = folder / "stream_calls.wasm"
    subprocess.run([options.wasm_tools, "parse", HERE / "stream_calls.wat", "-o", wasm],
                   check=True)
    native = guests.build(guests.Guest("small_calls-c", str(HERE / "small_calls.c")), "native",
                          options.cache)
    writes = functools.partial(once, native, "write", "null", folder)
    for export, call, base in (("writes", "blocking-write-and-flush", writes),
                               ("checks", "check-write", None),
                               ("lines", "check, write, flush", writes)):
        exe = folder / export
        subprocess.run([options.build / "bin" / "wasi-aotc", "-O2", "--invoke", export, wasm,
                        "-o", exe], check=True)

        def ours():
            return cpu_time.cpu_time([exe, CALLS], cwd=folder)

        compare(f"component {call}", [base, ours], options.runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--wasm-tools", required=True)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    print(f"{'':31}{'native':>10}{'ours':>10}{'above':>10}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "data").write_bytes(bytes(4096))
        programs(options, folder)
        component(options, folder)


if __name__ == "__main__":
    main()
