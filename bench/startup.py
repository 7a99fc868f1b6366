"""A hello from exec to exit: time, memory, system calls; against a static one in C by musl."""
import pathlib
import re
import shutil
import subprocess

import builds
import contenders

FOLDER = pathlib.Path(__file__).resolve().parent
ROUNDS, QUICK_ROUNDS = 400, 60


def link_static(build, source, out):
    """A static native program, by the musl that the runtime library was built with."""
    libraries = pathlib.Path(build, "lib", "wasi-aotc", "x86_64-linux").resolve()
    headers = next(pathlib.Path(build, "sysroot").resolve().glob("x86_64*/include"))
    begin, end = [libraries / "crt1.o", libraries / "crti.o"], [libraries / "crtn.o"]
    command = ["clang-22", "-O2", "-static", "-nostdlib", "-nostdlibinc", "-isystem", headers,
               *begin, source, libraries / "libc.a", *end, "-o", out]
    return builds.make(out, [command], [source, libraries / "libc.a"])


class Hello(contenders.Source):
    """hello.c, with the interface that contenders expect of a program."""

    def __init__(self, work, build):
        super().__init__(FOLDER / "hello.c", work)
        self.build, self.sources = build, [self.source]

    def native(self):
        return link_static(self.build, self.source, self.folder / "native")


def count_system_calls(command):
    if not shutil.which("strace"):
        return None
    done = subprocess.run(["strace", "-f", "-o", "/dev/stdout", *map(str, command)],
                          capture_output=True, text=True, check=True)
    return len(re.findall(r"^\d+ +\w+\(", done.stdout, re.M))


def build_spawner(build, work):
    return link_static(build, FOLDER / "spawn.c", work / "spawn")


def time_starts(spawner, rounds, commands):
    """Seconds and KiB by name; `commands` in turns, from exec to exit."""
    done = subprocess.run([str(spawner), str(rounds),
                           *(" ".join(map(str, c)) for c in commands.values())],
                          capture_output=True, text=True, check=True)
    results = {}
    for name, line in zip(commands, done.stdout.splitlines()):
        best, median, resident = map(int, line.split())
        results[name] = {"best": best / 1e9, "median": median / 1e9, "resident_kib": resident}
    return results


def measure(build, work, chosen, quick):
    program = Hello(work, build)
    commands = {c.name: c.command(program) for c in chosen}
    results = time_starts(build_spawner(build, work), QUICK_ROUNDS if quick else ROUNDS, commands)
    for name, command in commands.items():
        results[name] |= {"system_calls": count_system_calls(command),
                          "file_bytes": pathlib.Path(command[-1]).stat().st_size}
    return results


def report(results):
    native = results["native"]
    lines = ["hello, exec to exit    best ms  median ms   × native   RSS KiB  system calls  file KiB"]
    for name, r in results.items():
        title = "static musl C" if name == "native" else name
        lines.append(f"{title:20} {r['best'] * 1e3:9.3f} {r['median'] * 1e3:10.3f} "
                     f"{r['median'] / native['median']:10.2f} {r['resident_kib']:9} "
                     f"{r['system_calls'] if r['system_calls'] is not None else '–':>13} "
                     f"{r['file_bytes'] / 1024:9.0f}")
    return lines
