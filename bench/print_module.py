#!/usr/bin/env python3
"""`wasm-tools print` of a component of 18 MB (CPython as componentize-py makes it), user
time against the native build, both as cargo builds them. The target is 1.3 times.

usage: print_module.py --build BUILD --cache CACHE --componentize-py FOLDER
                       [--runs N] [--level -O2]
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

PYTHON = "import sys; from componentize_py import script; sys.exit(script())"
WORLD = "package bench:print;\nworld app { export answer: func() -> u32; }\n"
APP = ("import wit_world\nclass WitWorld(wit_world.WitWorld):\n"
       "    def answer(self):\n        return 42\n")


def python_component(package, folder):
    (folder / "world.wit").write_text(WORLD)
    (folder / "app.py").write_text(APP)
    subprocess.run([sys.executable, "-c", PYTHON, "-d", "world.wit", "-w", "app",
                    "componentize", "app", "-o", "input.wasm"], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL,
                   env=dict(os.environ, PYTHONPATH=str(package.resolve())))
    return folder / "input.wasm"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--componentize-py", required=True, type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=25)
    parser.add_argument("--level", default="-O2")
    options = parser.parse_args()
    guest = guests.Crate("wasm-tools", "wasm-tools", ("--locked", "--no-default-features",
                                                      "--features", "print"))
    native, wasm = (guests.build(guest, target, options.cache)
                    for target in ("native-fast", "wasm32-wasip2"))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        python_component(options.componentize_py, folder)
        subprocess.run([options.build / "bin" / "wasi-aotc", options.level, "--dir", ".", wasm,
                        "-o", folder / "ours"], check=True)
        command = ["print", "input.wasm", "-o", "out.wat"]
        (native_user, native_system), (user, system) = cpu_time.interleaved(
            [functools.partial(cpu_time.cpu_time, [program, *command], cwd=folder)
             for program in (native, folder / "ours")], options.runs)
    print(f"native: user {native_user:.2f} s, system {native_system:.2f} s")
    print(f"ours:   user {user:.2f} s, system {system:.2f} s")
    print(f"ratio of user time {user / native_user:.2f}, of both "
          f"{(user + system) / (native_user + native_system):.2f}")


if __name__ == "__main__":
    main()
