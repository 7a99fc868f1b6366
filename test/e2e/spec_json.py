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


def cases(wast, folder, commands, ignore):
    """(name, module, expected kinds, the suite's message) of each module of the file;
    None for one that says nothing to a decoder and validator of binaries."""
    for command in commands:
        kind = command["type"]
        if kind not in EXPECT or "filename" not in command:
            continue
        if (command.get("module_type", "binary") != "binary"
                or ignore(wast, command["line"], command.get("text"))):
            yield None
            continue
        yield (f"{wast.parent.name}/{wast.name}:{command['line']}: {kind}",
               folder / command["filename"], EXPECT[kind], command.get("text", ""))


def run(left_out=(), ignore=lambda wast, line, message: False):
    """Runs a suite as the command line says; folders named in `left_out`, and the
    assertions for which `ignore` holds, are not asked. Returns the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", required=True)
    parser.add_argument("--suite", required=True)
    parser.add_argument("--wasm-tools", required=True)
    parser.add_argument("--verbose", action="store_true", help="also list what is unsupported")
    options = parser.parse_args()

    passed = failed = skipped = unsupported = 0
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
                print(f"skipped: {wast.name}: wasm-tools can't read it")
                skipped += 1
                continue
            for case in cases(wast, folder, commands, ignore):
                if case is None:
                    skipped += 1
                else:
                    todo.append(case)
        listing = pathlib.Path(scratch) / "list"
        listing.write_text("".join(f"{case[1]}\n" for case in todo))
        done = subprocess.run([options.check, "--list", str(listing)], capture_output=True,
                              text=True)
    lines = done.stdout.splitlines()
    if done.returncode < 0 or len(lines) != len(todo):
        print(f"wasm-check ended with {done.returncode} after {len(lines)} of {len(todo)} modules")
        if len(lines) < len(todo):
            print(f"at {todo[len(lines)][0]}")
        print(done.stderr)
        failed += len(todo) - len(lines) or 1
    for (name, _, expected, message), line in zip(todo, lines):
        kind = line.removeprefix("error ").split(":")[0]
        if kind in expected:
            passed += 1
            if kind == "unsupported":
                unsupported += 1
                if options.verbose:
                    print(f"{name}: {line}")
        elif kind == "unsupported":
            skipped += 1
            if options.verbose:
                print(f"{name}: {line}")
        else:
            failed += 1
            print(f"FAILED: {name}: expected {expected[0]}"
                  f"{f' ({message})' if message else ''}, got {line}")
    print(f"({unsupported} of the passed are unsupported)")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0
