#!/usr/bin/env python3
"""Compiles and runs each .wat of a folder and compares what it does.

A file says in comments what it expects:
    ;; EXIT: 134
    ;; STDOUT: text of one line        (repeat for more lines; none: nothing is printed)
    ;; STDERR: text that stderr holds  (repeat; none: stderr must be empty)
    ;; STDIN: text of one line         (optional)
    ;; OPTIONS: --dir .                (optional, for wasi-aotc)
    ;; ARGUMENTS: a b                  (optional, for the program)
    ;; MEMORY: 64                      (optional: MB of writable memory, more can't be had;
                                        not for an emulator, which needs memory of its own)

Each runs at every level of MATRIX: what a program does may not depend on them.
"""
import argparse
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import emulator

MATRIX = "-O0,-O2,-Os,-O2+--bounds=check,-O2+--instances=pointer,-O2+--partition-size=40"
SECONDS = 30


def directives(path):
    found = {key: [] for key in ("EXIT", "STDOUT", "STDERR", "STDIN", "OPTIONS", "ARGUMENTS",
                                 "MEMORY")}
    for line in path.read_text().splitlines():
        if line.startswith(";; "):
            key, _, value = line[3:].partition(":")
            if key in found:
                found[key].append(value[1:] if value.startswith(" ") else value)
    return found


def lines(texts):
    return "".join(text + "\n" for text in texts)


def check(path, module, level, compiler, target, folder):
    """One compile and one run; the reason it failed, or None."""
    want = directives(path)
    exe = folder / (path.stem + "".join(level).replace("=", "") + ".exe")
    options = [f"--target={target}"] + [word for text in want["OPTIONS"] for word in text.split()]
    compiled = subprocess.run([compiler, module, *level, *options, "-o", exe],
                              capture_output=True, text=True, timeout=SECONDS)
    if compiled.returncode != 0:
        return f"compile: exit {compiled.returncode}: {compiled.stderr.strip()}"
    arguments = [word for text in want["ARGUMENTS"] for word in text.split()]
    limit = []
    if want["MEMORY"] and not emulator.is_emulated(target):
        limit = ["prlimit", f"--data={int(want['MEMORY'][0]) << 20}"]
    command = [*limit, *emulator.runner(target), exe, *arguments]
    ran = subprocess.run(command, input=lines(want["STDIN"]), capture_output=True, text=True,
                         timeout=emulator.slower(target, SECONDS), errors="replace")
    exe.unlink()
    expected_exit = int(want["EXIT"][0]) if want["EXIT"] else 0
    if ran.returncode != expected_exit:
        return f"exit {ran.returncode}, expected {expected_exit}; stderr: {ran.stderr.strip()}"
    if ran.stdout != lines(want["STDOUT"]):
        return f"stdout {ran.stdout!r}, expected {lines(want['STDOUT'])!r}"
    for text in want["STDERR"]:
        if text not in ran.stderr:
            return f"stderr {ran.stderr!r} lacks {text!r}"
    if not want["STDERR"] and ran.stderr:
        return f"unexpected stderr {ran.stderr!r}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True, help="wasi-aotc")
    parser.add_argument("--wasm-tools", required=True)
    parser.add_argument("--folder", default=HERE / "behaviour", type=pathlib.Path)
    parser.add_argument("--levels", default=MATRIX,
                        help="separated by commas; options of a level by '+'")
    emulator.add_option(parser)
    parser.add_argument("names", nargs="*", help="stems of files; all if none")
    options = parser.parse_args()
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
        folder = pathlib.Path(name)
        jobs = []
        for path in sorted(options.folder.glob("*.wat")):
            if options.names and path.stem not in options.names:
                continue
            module = folder / (path.stem + ".wasm")
            subprocess.run([options.wasm_tools, "parse", path, "-o", module], check=True)
            for level in (words.split("+") for words in options.levels.split(",")):
                jobs.append((path, level, pool.submit(check, path, module, level, options.compiler,
                                                      options.target, folder)))
        for path, level, job in jobs:
            try:
                reason = job.result()
            except subprocess.TimeoutExpired as error:
                reason = f"no end after {error.timeout} s"
            if reason is None:
                passed += 1
            else:
                failed += 1
                print(f"FAIL {path.stem} {' '.join(level)}: {reason}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
