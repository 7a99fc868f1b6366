"""Guests made by the tools of Go, AssemblyScript, Ruby, Python and JavaScript.

As guests.Guest: a name, targets, and build(). Their "native" build is an executable too: of
the same source where the language has one, else a shell script that runs it elsewhere.
"""
import dataclasses
import hashlib
import os
import pathlib
import shlex
import shutil
import sys

from guests import Unavailable, kept, run_or_raise, version_of

here = pathlib.Path(__file__).resolve().parent
folder = here / "guests"


def tool(name):
    if not shutil.which(name):
        raise Unavailable(f"{name} is not installed")
    return name


def npm(cache, package, path):
    """A file of an npm package that ./dev installed."""
    where = pathlib.Path(cache) / "node" / f"{package.split('/')[-1]}-{version_of(package)}"
    found = where / "node_modules" / path
    if not found.exists():
        raise Unavailable(f"the npm package {package} is not installed")
    return found


def python_package(cache, package):
    where = pathlib.Path(cache) / "python" / f"{package}-{version_of(package)}"
    if not where.exists():
        raise Unavailable(f"the Python package {package} is not installed")
    return where


def key_of(*parts):
    """Of texts, and of the contents of paths: files, or folders of them."""
    key = hashlib.sha256()
    for part in parts:
        if isinstance(part, pathlib.Path):
            for path in sorted(part.rglob("*")) if part.is_dir() else [part]:
                if path.is_file() and path.suffix != ".pyc":
                    key.update(path.name.encode() + b"\0" + path.read_bytes())
        else:
            key.update(part.encode() + b"\0")
    return key


def script(cache, name, *command):
    """An executable that runs `command` with its own arguments behind."""
    text = f"#!/bin/sh\nexec {shlex.join(map(str, command))} \"$@\"\n"

    def make(work):
        (work / name).write_text(text)
        (work / name).chmod(0o755)
        return work / name

    return kept(cache, f"{name}-native", key_of(text), make)


def by_wasmtime(cache, name, wasm):
    """`wasm` in another engine, which compiles it once."""
    runner = here / "run_wasmtime.py"
    environment = dict(os.environ, PYTHONPATH=str(python_package(cache, "wasmtime")))

    def make(work):
        run_or_raise([sys.executable, runner, "compile", wasm, work / name], env=environment)
        return work / name

    compiled = kept(cache, f"{name}-wasmtime", key_of(version_of("wasmtime"), wasm, runner), make)
    return script(cache, name, "env", f"PYTHONPATH={environment['PYTHONPATH']}", sys.executable,
                  runner, "run", compiled)


@dataclasses.dataclass(frozen=True)
class Go:
    name: str
    source: str
    targets = ["wasm32-wasip1"]

    def build(self, target, cache):
        version = version_line_of_go()
        key = key_of(version, folder / self.source)
        setting = {} if target == "native" else {"GOOS": "wasip1", "GOARCH": "wasm"}

        def make(work):
            run_or_raise(["go", "build", "-trimpath", "-o", work / self.name, folder / self.source],
                         env=dict(os.environ, CGO_ENABLED="0", GOFLAGS="", **setting))
            return work / self.name

        return kept(cache, f"{self.name}-{target}", key, make)


def version_line_of_go():
    # Not `go --version`: the other tools' word for it.
    tool("go")
    return (pathlib.Path(shutil.which("go")).resolve().parents[1] / "VERSION").read_text()


@dataclasses.dataclass(frozen=True)
class AssemblyScript:
    name: str
    source: str
    targets = ["wasm32-wasi"]

    def build(self, target, cache):
        compiler = npm(cache, "assemblyscript", ".bin/asc")
        shim = npm(cache, "@assemblyscript/wasi-shim", "@assemblyscript/wasi-shim/asconfig.json")
        key = key_of(version_of("assemblyscript"), version_of("@assemblyscript/wasi-shim"),
                     folder / self.source, pathlib.Path(__file__))

        def make(work):
            out = work / f"{self.name}.wasm"
            shutil.copy(folder / self.source, work)
            # The compiler takes all paths for relative ones.
            run_or_raise([compiler, self.source, "-O", "-o", out.name, "--config",
                          os.path.relpath(shim, work)], cwd=work)
            return out

        wasm = kept(cache, f"{self.name}-wasm32-wasi", key, make)
        return by_wasmtime(cache, self.name, wasm) if target == "native" else wasm


@dataclasses.dataclass(frozen=True)
class Ruby:
    """CRuby of npm, a library, and a driver that makes a program of it."""
    name: str
    targets = ["wasm32-wasi"]

    def build(self, target, cache):
        package = "@ruby/3.4-wasm-wasi"
        library = npm(cache, package, f"{package}/dist/ruby+stdlib.wasm")
        merge = npm(cache, "assemblyscript", ".bin/wasm-merge")
        driver = folder / "ruby_driver.wat"
        key = key_of(version_of(package), version_of("assemblyscript"), driver)

        def make(work):
            run_or_raise([tool("wasm-tools"), "parse", driver, "-o", work / "driver.wasm"])
            run_or_raise([merge, "-all", work / "driver.wasm", "driver", library, "ruby",
                          "--skip-export-conflicts", "-o", work / self.name])
            return work / self.name

        wasm = kept(cache, f"{self.name}-wasm32-wasi", key, make)
        return by_wasmtime(cache, self.name, wasm) if target == "native" else wasm


def wit(work):
    """The world of a command as the component tools want it; the folder's path."""
    packages = here.parents[2] / "wit" / "wasi"
    for name in ("io", "clocks", "random", "filesystem", "sockets", "cli"):
        (work / "wit" / "deps" / name).mkdir(parents=True)
        shutil.copy(packages / f"{name}.wit", work / "wit" / "deps" / name)
    (work / "wit" / "command.wit").write_text(
        "package test:real;\nworld command { include wasi:cli/command@0.2.12; }\n")
    return work / "wit"


@dataclasses.dataclass(frozen=True)
class Python:
    """A folder with command.py, the component, that calls main() of script.py."""
    name: str
    source: str
    targets = ["wasm32-wasip2"]

    def build(self, target, cache):
        if target == "native":
            return script(cache, self.name, sys.executable, folder / self.source / "native.py")
        package = python_package(cache, "componentize-py")
        key = key_of(version_of("componentize-py"), folder / self.source, pathlib.Path(__file__))

        def make(work):
            # Its search path takes the working folder for a package of the guest otherwise.
            shutil.copytree(folder / self.source, work / "app")
            start = "import sys; from componentize_py import script; sys.exit(script())"
            run_or_raise([sys.executable, "-c", start, "-d", wit(work), "-w", "command",
                          "componentize", "-p", "app", "command", "-o", work / self.name],
                         cwd=work, env=dict(os.environ, PYTHONPATH=str(package)))
            return work / self.name

        return kept(cache, f"{self.name}-wasm32-wasip2", key, make)


@dataclasses.dataclass(frozen=True)
class JavaScript:
    """A folder with command.js, the component, and native.js, each with script.js in it."""
    name: str
    source: str
    targets = ["wasm32-wasip2"]

    def build(self, target, cache):
        where = folder / self.source
        if target == "native":
            return script(cache, self.name, tool("node"), where / "native.mjs")
        compiler = npm(cache, "@bytecodealliance/componentize-js", ".bin/componentize-js")
        key = key_of(version_of("@bytecodealliance/componentize-js"), where,
                     pathlib.Path(__file__))

        def make(work):
            # One file: it doesn't take local modules.
            text = (where / "command.mjs").read_text() + (where / "script.mjs").read_text()
            (work / "command.js").write_text(text)
            run_or_raise([compiler, work / "command.js", "-w", wit(work), "-n", "command",
                          "-d", "http", "-d", "fetch-event", "-o", work / self.name])
            return work / self.name

        return kept(cache, f"{self.name}-wasm32-wasip2", key, make)
