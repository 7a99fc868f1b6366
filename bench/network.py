#!/usr/bin/env python3
"""Rust's std::net on loopback (test/e2e/wasi/net) against its native build: CPU time of an
echo server and its client together. Both sit on one core: woken on another one, a process
costs the kernel several times as much, now and then.

usage: network.py --build BUILD --cache CACHE [--runs N]
"""
import argparse
import functools
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
END_TO_END = HERE.parent / "test" / "e2e"
sys.path.insert(0, str(END_TO_END))
import guests
import cpu_time

TOPICS = [("pings", "20000"), ("bulk", "5000"), ("clients", "400", "20")]


def once(exe, topic):
    with subprocess.Popen([exe, "serve", "127.0.0.1:0"], stdout=subprocess.PIPE) as server:
        address = f"127.0.0.1:{int(server.stdout.readline())}"
        client = cpu_time.cpu_time([exe, topic[0], address, *topic[1:]])
        subprocess.run([exe, "stop", address], check=True)
        server.stdout.read()
        served = cpu_time.wait(server)
    return client[0] + served[0], client[1] + served[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    project = END_TO_END / "wasi" / "net"
    native, wasm = (guests.build_project(project, target, options.cache)
                    for target in ("native", "wasm32-wasip2"))
    with tempfile.TemporaryDirectory() as folder:
        exe = pathlib.Path(folder) / "net"
        subprocess.run([options.build / "bin" / "wasi-aotc", "-O2", "--inherit-network", wasm,
                        "-o", exe], check=True)
        print(f"{'':10}{'native':>10}{'ours':>10}{'ratio':>8}")
        for topic in TOPICS:
            base, ours = (sum(times) for times in cpu_time.interleaved(
                [functools.partial(once, program, topic) for program in (native, exe)],
                options.runs))
            print(f"{topic[0]:10}{base:8.3f} s{ours:8.3f} s{ours / base:8.2f}", flush=True)


if __name__ == "__main__":
    main()
