#!/usr/bin/env python3
"""Runs the component model's assertions in compiled programs.

As core/run_wast.py does, for components: their functions are called with values of the
component model, and traps are compared by what they say. What isn't there counts as skipped by
the compiler's own words. Assertions about malformed and invalid components are run_validity.py's,
and so are all of the folder async: what its programs do hangs on calls of functions that trap
so far.

usage: run_component_wast.py --build BUILD --suite FOLDER_OF_WAST --wasm-tools WASM_TOOLS
                             [--levels=-O0,-O2] [STEM...]
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import wast_runner


def chosen_files(suite, names):
    return [wast for wast in sorted(suite.rglob("*.wast"))
            if wast.parent.name != "async" and (not names or wast.stem in names)]


if __name__ == "__main__":
    sys.exit(wast_runner.run(__doc__, chosen_files, default_levels="-O0,-O2"))
