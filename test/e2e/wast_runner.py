"""Runs .wast files as compiled programs: what the core and the component suite share.

Each file becomes one executable (test/tools/wast), which instantiates the file's modules
or components and executes its commands. What isn't supported yet is left out with what needs it,
and counted by reason as the compiler reports it; nothing else may be.
"""
import argparse
import pathlib
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import emulator
import spec_json
from outcome import Outcome, report, shortened

SPECTEST = pathlib.Path(__file__).resolve().parents[1] / "tools/wast/spectest.wat"
COMPILE_SECONDS = 120
RUN_SECONDS = 60


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
             "--runner", build / "wast" / options.target / "runner.o", "-o", exe,
             f"--target={options.target}", f"--cpu-features={options.cpu_features}", *level],
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
        ran = subprocess.run([*emulator.runner(options.target, processor=options.processor), exe],
                             capture_output=True, text=True, errors="replace",
                             timeout=emulator.slower(options.target, RUN_SECONDS))
    except subprocess.TimeoutExpired:
        outcome.fail(name, "running takes too long")
        return outcome
    finally:
        exe.unlink(missing_ok=True)
    if why := emulator.fault(options.target, ran.stderr):
        outcome.skipped["file", why, file] += 1
        return outcome
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
    emulator.add_option(parser)
    parser.add_argument("--cpu-features", default="", help="as the compiler takes them")
    parser.add_argument("--processor", help="of the emulator, for them")
    parser.add_argument("--matching", default="", help="only files whose stem holds this")
    parser.add_argument("names", nargs="*", help="stems of files; all if none")
    options = parser.parse_args()

    total = Outcome()
    jobs = []
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:
        scratch = pathlib.Path(scratch)
        spectest = scratch / "spectest.wasm"
        subprocess.run([options.wasm_tools, "parse", SPECTEST, "-o", spectest], check=True)
        wasts = [wast for wast in chosen_files(pathlib.Path(options.suite), options.names)
                 if options.matching in wast.stem]
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
