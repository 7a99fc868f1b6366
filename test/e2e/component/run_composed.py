#!/usr/bin/env python3
"""Round trips of values of every type through two components.

The components of run_invoke.py, which give back what they get, are called by a second one
that forwards its own parameters, in its own memory, with its own realloc and post-return and
in each encoding: parameters and results go through adapters between the two, and from the
host into the outer one. Types that hold strings run in all nine pairs of encodings.

usage: run_composed.py --compiler WASI_AOTC --wasm-tools WASM_TOOLS
"""
import argparse
import concurrent.futures
import pathlib
import re
import sys
import tempfile

import run_invoke
from run_invoke import emulator
from run_invoke import CASES, ENCODINGS, Runner

OPTIMISED = 5  # every how many components run at -O2 too

FORWARD = """
  (core module $forward
    (import "c" "list" (func $list (param i32 i32 i32)))
    (import "c" "spilled" (func $spilled (param i32 i32)))
    %s
    (func (export "list") (param i32 i32) (result i32)
      (call $list (local.get 0) (local.get 1) (i32.const 1024)) (i32.const 1024))
    (func (export "spilled") (param i32) (result i32)
      (call $spilled (local.get 0) (i32.const 1024)) (i32.const 1024))
    %s)
"""


def forward_module(flat):
    if not flat:
        return FORWARD % ("", "")
    params = [text.split(":")[0] for text in flat]
    gets = " ".join(f"(local.get {i})" for i in range(len(params)))
    if len(params) == 1:
        return FORWARD % (f'(import "c" "flat" (func $flat (param {params[0]}) (result {params[0]})))',
                          f'(func (export "flat") (param {params[0]}) (result {params[0]}) (call $flat {gets}))')
    listed = " ".join(params)
    return FORWARD % (f'(import "c" "flat" (func $flat (param {listed} i32)))',
                      f'(func (export "flat") (param {listed}) (result i32)'
                      f" (call $flat {gets} (i32.const 1024)) (i32.const 1024))")


def inside(text, names):
    """A component for use within another one: its named types are the other's."""
    imports = "".join(f'(import "{name}" (type ${name} (eq ${name}-plain)))\n' for name in names)
    return text.replace("(component\n", "(component $inner\n" + imports, 1)


def function_types(case):
    padding = " ".join(f'(param "p{i}" u32)' for i in range(18))
    boxed = f"(tuple u32 {case.type})"
    types = {"list": f'(param "x" (list {case.type})) (result (list {case.type}))',
             "spilled": f'{padding} (param "x" {boxed}) (result {boxed})'.replace('"p17"', '"pad"')}
    if case.flat:
        types["flat"] = f'(param "x" {case.type}) (result {case.type})'
    return types


def composed(case, inner_encoding, outer_encoding):
    names = re.findall(r'\(export \$(\S+) "', case.declarations)
    undeclared = run_invoke.Case(case.type, [], "", case.flat)
    inner = inside(run_invoke.component(undeclared, inner_encoding), names)
    types = function_types(case)
    options = ('(memory (core memory $i "memory")) (realloc (core func $i "realloc")) '
               f"string-encoding={outer_encoding}")
    outer = "(component $outer\n"
    outer += "".join(f'(import "{name}" (type ${name} (eq ${name}-plain)))\n' for name in names)
    outer += "".join(f'(import "{name}" (func ${name} {type}))\n' for name, type in types.items())
    outer += run_invoke.MODULE % ""
    outer += forward_module(case.flat)
    outer += "".join(f'(core func ${name}-low (canon lower (func ${name}) {options}))\n' for name in types)
    outer += ("(core instance $c " + " ".join(f'(export "{name}" (func ${name}-low))' for name in types) +
              ')\n(core instance $f (instantiate $forward (with "c" (instance $c))))\n')
    for name, type in types.items():
        post = "" if name == "flat" else ' (post-return (core func $i "post"))'
        outer += (f'(func (export "{name}") {type} (canon lift (core func $f "{name}") {options}{post}))\n')
    outer += ")\n"
    given = " ".join(f'(with "{name}" (type ${name}))' for name in names)
    funcs = " ".join(f'(with "{name}" (func $inner "{name}"))' for name in types)
    exports = "".join(f'(export "{name}" (func $outer "{name}"))\n' for name in types)
    return ("(component\n" + case.declarations + inner + outer +
            f"(instance $inner (instantiate $inner {given}))\n"
            f"(instance $outer (instantiate $outer {given} {funcs}))\n{exports})\n")


def jobs(pool, runner):
    count = 0
    for number, case in enumerate(CASES):
        pairs = [(a, b) for a in case.encodings for b in case.encodings]
        for inner, outer in pairs:
            levels = ("-O0", "-O2") if count % OPTIMISED == 0 else ("-O0",)
            count += 1
            for level in levels:
                label = f"{number}-{inner}-{outer}"
                yield pool.submit(runner.run, label, case, composed(case, inner, outer), level)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True, help="wasi-aotc")
    parser.add_argument("--wasm-tools", required=True)
    emulator.add_option(parser)
    options = parser.parse_args()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
        runner = Runner(options, pathlib.Path(name))
        for job in list(jobs(pool, runner)):
            checks, reasons = job.result()
            passed += checks - len(reasons)
            failed += len(reasons)
            for reason in reasons:
                print(f"FAIL {reason}", flush=True)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
