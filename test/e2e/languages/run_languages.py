#!/usr/bin/env python3
"""Components of four languages, wired into one native executable.

A Rust program reads a text; a C component cuts it into words, a Python one ranks them,
a JavaScript one writes a table (text.wit). All are built with the languages' own tools,
compiled together by `wasi-aotc report.wasm --plug …`, and the executable's output is
compared with what this script works out by itself.

usage: run_languages.py --build BUILD --cache CACHE --componentize-py FOLDER [--levels -O0,-O2]

Built components are kept in the cache under a name made of their sources and tools.
"""
import argparse
import collections
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

here = pathlib.Path(__file__).resolve().parent
TEXT = """It was the best of times, it was the worst of times; naïve façades, 東京 and 東京.
The café was THE best: it was, it was!\n"""
PYTHON = "import sys; from componentize_py import script; sys.exit(script())"


class Builder:
    """The four components. Errors: subprocess.CalledProcessError."""

    def __init__(self, options):
        self.options = options
        self.cache = pathlib.Path(options.cache) / "guests"

    def run(self, *command, cwd=None, **environment):
        subprocess.run([str(part) for part in command], check=True, cwd=cwd, capture_output=True,
                       text=True, env=dict(os.environ, **environment))

    def build(self, name, sources, make):
        """The component NAME, made by make(folder) → path unless it is there."""
        key = hashlib.sha256(pathlib.Path(__file__).read_bytes())
        for source in ["text.wit", *sources]:
            key.update((here / source).read_bytes())
        for program in ("rustc", "clang-22"):
            key.update(subprocess.run([program, "--version"], capture_output=True,
                                      check=True).stdout)
        key.update(self.options.componentize_py.encode())
        result = self.cache / f"{name}-component-{key.hexdigest()[:16]}.wasm"
        if result.exists():
            return result
        self.cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.cache) as folder:
            folder = pathlib.Path(folder)
            for source in ["text.wit", *sources]:
                shutil.copy(here / source, folder)
            make(folder).rename(result)
        return result

    def rust(self, folder):
        self.run("wit-bindgen", "rust", "text.wit", "--world", "report", cwd=folder)
        (folder / "report.rs").rename(folder / "bindings.rs")
        shutil.copy(here / "report.rs", folder)
        self.run("cargo", "build", "-q", "--release", "--target", "wasm32-wasip2", cwd=folder,
                 CARGO_TARGET_DIR=str(folder / "target"))
        return folder / "target/wasm32-wasip2/release/report.wasm"

    def c(self, folder):
        self.run("wit-bindgen", "c", "text.wit", "--world", "scanner", cwd=folder)
        self.run("clang-22", "--target=wasm32-wasi", "--sysroot=/usr", "-Wno-deprecated", "-O2",
                 "-mexec-model=reactor", "scan.c", "scanner.c", "scanner_component_type.o",
                 "-o", "core.wasm", cwd=folder)
        self.run("wasm-tools", "component", "new", "core.wasm", "-o", "scan.wasm", cwd=folder)
        return folder / "scan.wasm"

    def python(self, folder):
        # Its search path takes this folder for a package of the guest otherwise.
        (folder / "app").mkdir()
        (folder / "rank.py").rename(folder / "app/rank.py")
        self.run(sys.executable, "-c", PYTHON, "-d", "text.wit", "-w", "ranker", "componentize",
                 "-p", "app", "rank", "-o", "rank.wasm", cwd=folder,
                 PYTHONPATH=self.options.componentize_py)
        return folder / "rank.wasm"

    def javascript(self, folder):
        self.run("componentize-js", "render.js", "-w", "text.wit", "-n", "renderer", "-d", "http",
                 "-d", "fetch-event", "-o", "render.wasm", cwd=folder)
        return folder / "render.wasm"

    def all(self):
        return [self.build("report", ["report.rs", "Cargo.toml"], self.rust),
                self.build("scan", ["scan.c"], self.c),
                self.build("rank", ["rank.py"], self.python),
                self.build("render", ["render.js"], self.javascript)]


def expected(text, limit, bar=None):
    words = re.findall(r"[A-Za-z0-9\x80-\U0010ffff]+", text)
    counts = collections.Counter(word.casefold() for word in words)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
    width = max((len(word) for word, _ in ranked), default=0)
    return "".join(f"{word:{width}} {'#' * min(count, bar) if bar is not None else count}\n"
                   for word, count in ranked)


CASES = [("a table", [], TEXT, 0, expected(TEXT, 10), ""),
         ("bars", ["3", "2"], TEXT, 0, expected(TEXT, 3, 2), ""),
         ("no words", [], " ,;\n", 0, "", ""),
         ("a large text", ["5"], TEXT * 5000, 0, expected(TEXT * 5000, 5), ""),
         ("Python's error", ["0"], TEXT, 1, "", "report: nothing to rank: the limit is 0\n")]


def check(exe, level):
    passed = failed = 0
    for name, arguments, text, code, out, err in CASES:
        ran = subprocess.run([exe, *arguments], input=text.encode(), capture_output=True,
                             check=False, timeout=300)
        if (ran.returncode, ran.stdout.decode(), ran.stderr.decode()) == (code, out, err):
            passed += 1
        else:
            failed += 1
            print(f"FAILED {name} {level}: exit {ran.returncode}\n{ran.stdout.decode()[:500]}"
                  f"{ran.stderr.decode()[:2000]}")
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--componentize-py", required=True)
    parser.add_argument("--levels", default="-O0")
    options = parser.parse_args()
    passed = failed = 0
    try:
        program, *plugs = Builder(options).all()
    except subprocess.CalledProcessError as error:
        print(f"FAILED {' '.join(error.cmd)}\n{error.stdout}{error.stderr}")
        print("0 passed, 1 failed, 0 skipped")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        for level in options.levels.split(","):
            exe = pathlib.Path(folder) / "report"
            plugged = [part for plug in plugs for part in ("--plug", plug)]
            start = time.monotonic()
            done = subprocess.run([f"{options.build}/bin/wasi-aotc", program, *plugged, level,
                                   "-o", exe], capture_output=True, text=True, check=False)
            if done.returncode:
                failed += 1
                print(f"FAILED compiling {level}: exit {done.returncode}: {done.stderr.strip()}")
                continue
            print(f"{level}: compiled in {time.monotonic() - start:.1f} s, "
                  f"{exe.stat().st_size} bytes")
            ok, bad = check(exe, level)
            passed, failed = passed + ok, failed + bad
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
