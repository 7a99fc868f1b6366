#!/usr/bin/env python3
"""Programs that people use, compiled and compared with what they do elsewhere.

ripgrep, wasm-tools, programs in Go, C and AssemblyScript, and the interpreters of Ruby,
Python and JavaScript with scripts that use their standard libraries. Where there is no
native build of the same source, the script runs in the native interpreter or the module
in another engine (real_guests.py). Otherwise as run_programs.py, which see; -O0, and
with AOTC_TEST_ALL=1 -O2 too.

    run_real.py --build build/release --cache DIR [NAME...]
"""
import os
import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent)]

import compiled_cases
import interpreter_cases
import rust_cases
from run_programs import run_cases

LEVELS = ["-O0", "-O2"] if os.environ.get("AOTC_TEST_ALL") == "1" else ["-O0"]
CASES = rust_cases.CASES + compiled_cases.CASES + interpreter_cases.CASES

if __name__ == "__main__":
    sys.exit(run_cases(__doc__, CASES, LEVELS))
