"""Runs .wast files as compiled programs: what the core and the component suite share.

Each file becomes one executable (test/tools/wast), which instantiates the file's modules
or components and executes its commands. What isn't supported yet is left out with what needs it,
and counted by reason as the compiler reports it; nothing else may be.
"""
import argparse
import collections
import pathlib
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import spec_json

SPECTEST = pathlib.Path(__file__).resolve().parents[1] / "tools/wast/spectest.wat"
COMPILE_SECONDS = 120
RUN_SECONDS = 60


class Outcome:
    def __init__(self):
        self.passed = collections.Counter()   # by kind of command
        self.failed = collections.Counter()
        self.skipped = collections.Counter()  # by (kind, reason, file)
        self.failures = []

    def read(self, name, file, text):
        for line in text.splitlines():
            words = line.split(" ", 3)
            if words[0] == "count":
                self.passed[words[1]] += int(words[2])
                self.failed[words[1]] += int(words[3])
            elif words[0] == "skipped":
                self.skipped[words[1], shortened(words[3]), file] += int(words[2])
            elif words[0] == "FAILED":  # "FAILED line N: KIND: TEXT"; its count comes by itself
                self.failures.append(f"{name}: {line}")

    def fail(self, name, text):
        self.failed["file"] += 1
        self.failures.append(f"{name}: FAILED: {text}")

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


def shortened(reason):
    """The proposal or feature, without what exactly of it."""
    return re.split(r": |, ", reason)[0]


def run_file(wast, level, options, spectest, folder):
    """One compile and one run."""
    outcome = Outcome()
    file = f"{wast.parent.name}/{wast.name}"
    name = f"{file} {' '.join(level)}"
    if spec_json.convert(options.wasm_tools, wast, folder) is None:
        outcome.skipped["file", "wasm-tools can't read it", file] += 1
        return outcome
    exe = folder / "exe"
    build = pathlib.Path(options.build)
    try:
        done = subprocess.run(
            [build / "bin/wast-compile", folder / "commands.json", "--spectest", spectest,
             "--runner", build / "wast/x86_64-linux/runner.o", "-o", exe, *level],
            capture_output=True, text=True, timeout=COMPILE_SECONDS)
    except subprocess.TimeoutExpired:
        outcome.fail(name, "compiling takes too long")
        return outcome
    outcome.read(name, file, done.stdout)
    if done.returncode != 0:
        message = done.stderr.strip()
        if done.returncode == 1 and "unsupported: " in message:
            reason = shortened(message.split("unsupported: ", 1)[1])
            outcome.skipped["file", reason, file] += 1
        else:
            outcome.fail(name, f"wast-compile: exit {done.returncode}: {message[-500:]}")
        return outcome
    try:
        ran = subprocess.run([exe], capture_output=True, text=True, timeout=RUN_SECONDS,
                             errors="replace")
    except subprocess.TimeoutExpired:
        outcome.fail(name, "running takes too long")
        return outcome
    finally:
        exe.unlink(missing_ok=True)
    outcome.read(name, file, ran.stdout)
    if ran.returncode not in (0, 1) or (ran.returncode == 1 and "FAILED" not in ran.stdout):
        outcome.fail(name, f"the program: exit {ran.returncode}: {ran.stderr.strip()[-500:]}")
    return outcome


def run(description, chosen_files, default_levels="-O0"):
    """Runs what chosen_files(suite, names) gives, as the command line says; the exit code."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--build", required=True)
    parser.add_argument("--suite", required=True)
    parser.add_argument("--wasm-tools", required=True)
    parser.add_argument("--levels", default=default_levels,
                        help="separated by commas; options of a level by '+'")
    parser.add_argument("names", nargs="*", help="stems of files; all if none")
    options = parser.parse_args()

    total = Outcome()
    jobs = []
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:
        scratch = pathlib.Path(scratch)
        spectest = scratch / "spectest.wasm"
        subprocess.run([options.wasm_tools, "parse", SPECTEST, "-o", spectest], check=True)
        wasts = chosen_files(pathlib.Path(options.suite), options.names)
        for number, level in enumerate(options.levels.split(",")):
            for index, wast in enumerate(wasts):
                jobs.append(pool.submit(run_file, wast, level.split("+"), options, spectest,
                                        scratch / f"{number}-{index}"))
        for job in jobs:
            outcome = job.result()
            total.add(outcome)
            for failure in outcome.failures:
                print(failure, flush=True)
    return report(total)


def report(total):
    """By kind of command, then what was skipped by reason and file; the exit code."""
    kinds = sorted(set(total.passed) | set(total.failed) | {kind for kind, _, _ in total.skipped})
    for kind in kinds:
        skipped = sum(n for (k, _, _), n in total.skipped.items() if k == kind)
        print(f"{kind:24} {total.passed[kind]:7} passed {total.failed[kind]:5} failed "
              f"{skipped:5} skipped")
    reasons = collections.defaultdict(collections.Counter)
    for (_, reason, file), count in total.skipped.items():
        reasons[reason][file] += count
    for reason, files in sorted(reasons.items()):
        listed = ", ".join(f"{file} {count}" for file, count in sorted(files.items()))
        print(f"skipped {sum(files.values())}: {reason}: {listed}")
    passed, failed = sum(total.passed.values()), sum(total.failed.values())
    print(f"{passed} passed, {failed} failed, {sum(total.skipped.values())} skipped")
    return 1 if failed or not passed else 0

