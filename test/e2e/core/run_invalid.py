#!/usr/bin/env python3
"""Runs the core specification's suite through the decoder and the validator.

Every module that a .wast file asserts to be malformed or invalid must be rejected as
that, every other module accepted, or answered with "unsupported: ...". Modules given
as text that is malformed have nothing for us and are skipped, and so are the assertions
of older versions and proposals that version 3.0 took back.

usage: run_invalid.py --check WASM_CHECK --suite FOLDER_OF_WAST --wasm-tools WASM_TOOLS
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import spec_json

# Folders that hold the specification as it is now, and messages that no longer hold
# outside of them. Proposals of which we have nothing are left out.
CURRENT = ("wasm-v3", "wasm-latest")
TAKEN_BACK = ("multiple memories", "multiple tables", "zero byte expected", "zero flag expected",
              "integer representation too long")
TAKEN_BACK_AT = ("reference-types/unreached-invalid.wast:540",)
LEFT_OUT = ("custom-descriptors",)


def taken_back(wast, line, message):
    place = f"{wast.parent.name}/{wast.name}:{line}"
    return wast.parent.name not in CURRENT and (
        message in TAKEN_BACK or place in TAKEN_BACK_AT)


if __name__ == "__main__":
    sys.exit(spec_json.run(LEFT_OUT, taken_back))
