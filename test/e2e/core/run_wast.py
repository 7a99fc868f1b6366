#!/usr/bin/env python3
"""Runs the core specification's assertions in compiled programs.

Each .wast file becomes one executable (test/tools/wast), which instantiates the file's
modules and executes its commands. Modules that aren't supported yet are left out with
what needs them, and counted by reason; nothing else may be. Assertions about malformed
and invalid modules are run_invalid.py's.

usage: run_wast.py --build BUILD --suite FOLDER_OF_WAST --wasm-tools WASM_TOOLS
                   [--levels=-O0,-O2+--bounds=check] [STEM...]
"""
import hashlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import wast_runner

# Version 3.0 and the proposals; of version 2.0 what the former don't repeat (files of
# the same content run once). custom-descriptors: we have nothing of it.
FOLDERS = ("wasm-v3", "proposals", "wasm-v2")
LEFT_OUT = ("custom-descriptors",)
OWN = pathlib.Path(__file__).resolve().parent / "wast"  # what the suite lacks


def chosen_files(suite, names):
    seen, chosen = set(), []
    for folder in [*(suite / name for name in FOLDERS), OWN]:
        for wast in sorted(folder.rglob("*.wast")):
            if wast.parent.name in LEFT_OUT or (names and wast.stem not in names):
                continue
            digest = hashlib.sha256(wast.read_bytes()).digest()
            if digest not in seen:
                seen.add(digest)
                chosen.append(wast)
    return chosen


if __name__ == "__main__":
    sys.exit(wast_runner.run(__doc__, chosen_files))
