"""Runs .wast files of a specification through the decoder and the validator.

`wasm-tools json-from-wast` makes binaries and a list of commands of each; one process of
wasm-check judges all of them. Every module that a file asserts to be malformed or invalid
must be rejected as that, every other one accepted, or answered with "unsupported: ...".
"""
import argparse
import json
import pathlib
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

from outcome import Outcome, report, shortened


def convert(wasm_tools, wast, folder):
    """The commands of `wast`, its modules written into `folder`; None if it can't be read."""
    folder.mkdir(parents=True)
    out = folder / "commands.json"
    done = subprocess.run([wasm_tools, "json-from-wast", str(wast), "-o", str(out),
                           "--wasm-dir", str(folder)], capture_output=True, text=True)
    if done.returncode != 0:
        return None
    return json.loads(out.read_text())["commands"]


# What a command says of its module, by the kinds that wasm-check prints.
EXPECT = {
    "module": ("ok", "unsupported"),
    "module_definition": ("ok", "unsupported"),
    "assert_uninstantiable": ("ok", "unsupported"),
    "assert_unlinkable": ("ok", "unsupported"),
    "assert_invalid": ("invalid", "malformed"),
    "assert_malformed": ("malformed", "invalid"),
    "assert_invalid_custom": ("ok", "unsupported"),
    "assert_malformed_custom": ("ok", "unsupported"),
}


def cases(wast, folder, commands, ignore, outcome):
    """(kind, file, line, module, the suite's message) of each module of the file; one that
    says nothing to a decoder and validator of binaries is counted as skipped."""
    file = f"{wast.parent.name}/{wast.name}"
    for command in commands:
        kind = command["type"]
        if kind not in EXPECT or "filename" not in command:
            continue
        if command.get("module_type", "binary") != "binary":
            outcome.skipped[kind, "text format", file] += 1
        elif ignore(wast, command["line"], command.get("text")):
            outcome.skipped[kind, "an older draft says otherwise", file] += 1
        else:
            yield (kind, file, command["line"], folder / command["filename"],
                   command.get("text", ""))


def run(left_out=(), ignore=lambda wast, line, message: False):
    """Runs a suite as the command line says; folders named in `left_out`, and the
    assertions for which `ignore` holds, are not asked. Returns the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", required=True)
    parser.add_argument("--suite", required=True)
    parser.add_argument("--wasm-tools", required=True)
    options = parser.parse_args()

    outcome = Outcome()
    wasts = sorted(p for p in pathlib.Path(options.suite).rglob("*.wast")
                   if p.parent.name not in left_out)
    with tempfile.TemporaryDirectory() as scratch:
        folders = [pathlib.Path(scratch) / str(i) for i in range(len(wasts))]
        with ThreadPoolExecutor(2) as pool:
            converted = list(pool.map(lambda w, f: convert(options.wasm_tools, w, f),
                                      wasts, folders))
        todo = []
        for wast, folder, commands in zip(wasts, folders, converted):
            if commands is None:
                file = f"{wast.parent.name}/{wast.name}"
                outcome.skipped["file", "wasm-tools can't read it", file] += 1
                continue
            todo += cases(wast, folder, commands, ignore, outcome)
        listing = pathlib.Path(scratch) / "list"
        listing.write_text("".join(f"{case[3]}\n" for case in todo))
        done = subprocess.run([options.check, "--list", str(listing)], capture_output=True,
                              text=True)
    lines = done.stdout.splitlines()
    if done.returncode < 0 or len(lines) != len(todo):
        print(f"wasm-check ended with {done.returncode} after {len(lines)} of {len(todo)} modules")
        if len(lines) < len(todo):
            print("at {1}:{2}: {0}".format(*todo[len(lines)]))
        print(done.stderr)
        outcome.failed["module"] += len(todo) - len(lines) or 1
    for (kind, file, line, _, message), said in zip(todo, lines):
        judge(outcome, kind, f"{file}:{line}", file, message, said)
    return report(outcome)


def judge(outcome, kind, place, file, message, said):
    """Counts what wasm-check `said` of a module."""
    verdict = said.removeprefix("error ").split(":")[0]
    expected = EXPECT[kind]
    if verdict in expected:
        outcome.passed[kind] += 1
    elif verdict == "unsupported":
        outcome.skipped[kind, shortened(said.split("unsupported: ", 1)[-1]), file] += 1
    else:
        outcome.failed[kind] += 1
        print(f"FAILED: {place}: {kind}: expected {expected[0]}"
              f"{f' ({message})' if message else ''}, got {said}")
