#!/usr/bin/env python3
"""Values of random types go through two components and the host and come back equal.

For each seed: some random types; a component that echoes a value of each type and a
list of such values, its core module written from the canonical ABI's rules by
component_types.py; a component of another string encoding that only passes calls on;
both in one, compiled once, and run once a value with `--invoke`'s arguments at run
time.

usage: run_roundtrip.py --build BUILD --wasm-tools WASM_TOOLS [--values N] [--levels -O0,-O2]
                        [--seed FIRST]
"""
import argparse
import pathlib
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.path[:0] = [str(folder) for folder in pathlib.Path(__file__).resolve().parents[:2]]
import component_types as types
import emulator

ENCODINGS = ("utf8", "utf16", "latin1+utf16")
TYPES_A_COMPONENT = 4
VALUES_A_TYPE = 25
MAX_FLAT_PARAMS = 16
# A bump allocator; what a call allocates is never freed, since a process makes one call.
REALLOC = """
    (global $free (mut i32) (i32.const 1024))
    (func $alloc (param $align i32) (param $size i32) (result i32) (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $free) (i32.sub (local.get $align) (i32.const 1)))
                              (i32.sub (i32.const 0) (local.get $align))))
      (global.set $free (i32.add (local.get $at) (local.get $size)))
      (if (i32.gt_u (global.get $free) (i32.mul (memory.size) (i32.const 65536))) (then
        (drop (memory.grow (i32.add (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 1))))))
      (local.get $at))
    (func (export "realloc") (param $old i32) (param $was i32) (param $align i32) (param $size i32)
      (result i32) (local $at i32)
      (local.set $at (call $alloc (local.get $align) (local.get $size)))
      (memory.copy (local.get $at) (local.get $old) (local.get $was))
      (local.get $at))"""


class Names:
    """A definition for each type that occurs, innermost first."""

    def __init__(self, roots):
        self.order, self.ids = [], {}
        for root in roots:
            self.visit(root)

    def visit(self, kind):
        for part in kind.parts():
            self.visit(part)
        if id(kind) not in self.ids and not isinstance(kind, (types.Scalar, types.String)):
            self.ids[id(kind)] = len(self.order)
            self.order.append(kind)

    def ref(self, kind):
        number = self.ids.get(id(kind))
        return kind.text(self.ref) if number is None else f"$t{number}"

    def definitions(self, publish):
        """`publish(i)` gives a named type's own index its public one, "$tI"."""
        lines = []
        for i, kind in enumerate(self.order):
            own = f"$own{i}" if kind.named else f"$t{i}"
            lines.append(f"    (type {own} {kind.text(self.ref)})")
            if kind.named:
                lines.append("    " + publish(i))
        return "\n".join(lines)

    def named(self):
        return [i for i, kind in enumerate(self.order) if kind.named]


def functions(chosen):
    """(name, type) of every function: each type alone, and a list of it."""
    for i, kind in enumerate(chosen):
        yield f"one{i}", kind
        yield f"many{i}", types.List(kind)


def core_signature(kind):
    params = kind.flat if len(kind.flat) <= MAX_FLAT_PARAMS else ["i32"]
    result = kind.flat[0] if len(kind.flat) == 1 else "i32"
    return params, result


def echo_function(name, kind):
    """The body lays a value out in memory, unless it is there or fits the result."""
    params, result = core_signature(kind)
    head = f'    (func (export "{name}")' + "".join(f" (param {p})" for p in params) + \
        f" (result {result}) (local $at i32)"
    if len(params) < len(kind.flat) or len(kind.flat) == 1:
        return head + " (local.get 0))"
    code = []
    kind.store(code, [f"(local.get {i})" for i in range(len(params))], 0)
    alloc = f"(local.set $at (call $alloc (i32.const {kind.alignment}) (i32.const {kind.size})))"
    return "\n      ".join([head, alloc, *code, "(local.get $at))"])


def forward_functions(name, kind):
    """The import, and the function that calls it."""
    params, result = core_signature(kind)
    text = "".join(f" (param {p})" for p in params)
    arguments = " ".join(f"(local.get {i})" for i in range(len(params)))
    if len(kind.flat) == 1:
        imported = f'    (import "b" "{name}" (func ${name}{text} (result {result})))'
        return imported, f'    (func (export "{name}"){text} (result {result}) (call ${name} {arguments}))'
    imported = f'    (import "b" "{name}" (func ${name}{text} (param i32)))'
    body = f"""    (func (export "{name}"){text} (result i32) (local $at i32)
      (local.set $at (call $alloc (i32.const {kind.alignment}) (i32.const {kind.size})))
      (call ${name} {arguments} (local.get $at))
      (local.get $at))"""
    return imported, body


def lifts(names, chosen, encoding):
    for name, kind in functions(chosen):
        ref = kind.text(names.ref) if name.startswith("many") else names.ref(kind)
        yield f"""    (func (export "{name}") (param "x" {ref}) (result {ref})
      (canon lift (core func $i "{name}") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))
        string-encoding={encoding}))"""


def echo_component(names, chosen, encoding):
    bodies = "\n".join(echo_function(name, kind) for name, kind in functions(chosen))
    publish = lambda i: f'(export $t{i} "t{i}" (type $own{i}))'
    return f"""  (component $echo
{names.definitions(publish)}
    (core module $m (memory (export "memory") 1){REALLOC}
{bodies})
    (core instance $i (instantiate $m))
{chr(10).join(lifts(names, chosen, encoding))})"""


def forward_component(names, chosen, encoding):
    imports, bodies = zip(*(forward_functions(name, kind) for name, kind in functions(chosen)))
    publish = lambda i: f'(import "t{i}" (type $t{i} (eq $own{i})))'
    lowered, wired = [], []
    for name, kind in functions(chosen):
        ref = kind.text(names.ref) if name.startswith("many") else names.ref(kind)
        lowered.append(f"""    (import "{name}" (func ${name} (param "x" {ref}) (result {ref})))
    (core func ${name}-low (canon lower (func ${name}) (memory (core memory $a "memory"))
      (realloc (core func $a "realloc")) string-encoding={encoding}))""")
        wired.append(f'(export "{name}" (func ${name}-low))')
    return f"""  (component $forward
{names.definitions(publish)}
    (core module $allocator (memory (export "memory") 1){REALLOC}
      (export "alloc" (func $alloc)))
    (core instance $a (instantiate $allocator))
{chr(10).join(lowered)}
    (core module $m
      (import "a" "memory" (memory 1))
      (import "a" "alloc" (func $alloc (param i32 i32) (result i32)))
      (import "a" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
{chr(10).join(imports)}
      (export "memory" (memory 0)) (export "realloc" (func $realloc))
{chr(10).join(bodies)})
    (core instance $i (instantiate $m (with "a" (instance $a))
      (with "b" (instance {" ".join(wired)}))))
{chr(10).join(lifts(names, chosen, encoding))})"""


def whole_component(chosen, inner, outer):
    names = Names(chosen)
    arguments = [f'(with "t{i}" (type $b "t{i}"))' for i in names.named()]
    arguments += [f'(with "{name}" (func $b "{name}"))' for name, _ in functions(chosen)]
    exports = [f'  (export "t{i}" (type $b "t{i}"))' for i in names.named()]
    exports += [f'  (export "{name}" (func $a "{name}"))' for name, _ in functions(chosen)]
    body = "\n".join([echo_component(names, chosen, inner), forward_component(names, chosen, outer),
                      "  (instance $b (instantiate $echo))",
                      "  (instance $a (instantiate $forward " + " ".join(arguments) + "))"])
    return f"(component\n{body}\n{chr(10).join(root_exports(names, chosen))})\n"


def root_exports(names, chosen):
    publish = lambda i: f'(export $t{i} "t{i}" (type $own{i}))'
    yield names.definitions(publish).replace("    (", "  (")
    for name, kind in functions(chosen):
        ref = kind.text(names.ref) if name.startswith("many") else names.ref(kind)
        yield f'  (export "{name}" (func $a "{name}") (func (param "x" {ref}) (result {ref})))'


class Run:
    def __init__(self, options, scratch):
        self.options, self.scratch = options, scratch
        self.passed, self.failures = 0, []

    def compile(self, wasm, exe, level, function):
        done = subprocess.run([f"{self.options.build}/bin/wasi-aotc", wasm, level, "--invoke",
                               function, "-o", exe, f"--target={self.options.target}"],
                              capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else done.stderr.strip() or f"exit {done.returncode}"

    def component(self, seed):
        rng = random.Random(seed)
        chosen = [types.random_type(rng, 3) for _ in range(TYPES_A_COMPONENT)]
        inner, outer = ENCODINGS[seed % 3], ENCODINGS[seed // 3 % 3]
        level = self.options.levels.split(",")[seed % len(self.options.levels.split(","))]
        wat = self.scratch / f"{seed}.wat"
        wat.write_text(whole_component(chosen, inner, outer))
        wasm = wat.with_suffix(".wasm")
        done = subprocess.run([self.options.wasm_tools, "parse", wat, "-o", wasm],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return 0, [f"seed {seed}: wasm-tools: {done.stderr.strip()}"]
        passed, failures = 0, []
        for name, kind in functions(chosen):
            exe = self.scratch / f"{seed}-{name}"
            if problem := self.compile(wasm, exe, level, name):
                failures.append(f"seed {seed} {level} {name}: {problem}")
                continue
            for _ in range(VALUES_A_TYPE):
                value = kind.random(rng)
                if problem := self.check(exe, kind, value):
                    failures.append(f"seed {seed} {level} {name} {inner}<{outer}: {problem}")
                else:
                    passed += 1
            exe.unlink()
        return passed, failures

    def check(self, exe, kind, value):
        sent = kind.wave(value)
        command = [*emulator.runner(self.options.target), exe, sent]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            return f"exit {ran.returncode} for {sent[:200]}: {ran.stderr.strip()[:300]}"
        try:
            back = kind.parse(types.WaveReader(ran.stdout))
        except (ValueError, KeyError, IndexError) as error:
            return f"{sent[:200]} came back as {ran.stdout[:200]!r}: {error}"
        return "" if kind.same(value, back) else f"{sent[:300]} came back as {ran.stdout[:300]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--wasm-tools", required=True)
    parser.add_argument("--values", type=int, default=10000)
    parser.add_argument("--levels", default="-O0")
    emulator.add_option(parser)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    count = -(-options.values // (TYPES_A_COMPONENT * 2 * VALUES_A_TYPE))
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:
        run = Run(options, pathlib.Path(scratch))
        for ok, failures in pool.map(run.component, range(options.seed, options.seed + count)):
            passed, failed = passed + ok, failed + len(failures)
            for failure in failures:
                print(f"FAILED {failure}", flush=True)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
