#!/usr/bin/env python3
"""Runs the component model's reference tests through the decoder and the validator.

Every component that a .wast file asserts to be malformed or invalid must be rejected,
every other one accepted, or answered with "unsupported: ...". Components given as text
that is malformed have nothing for us and are skipped.

usage: run_validity.py --check WASM_CHECK --suite FOLDER_OF_WAST --wasm-tools WASM_TOOLS
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import spec_json

if __name__ == "__main__":
    sys.exit(spec_json.run())
