#!/usr/bin/env python3
"""Round trips of values of every type through --invoke.

For each type a component is made whose functions give back what they get: as an element
of a list (through memory), as a parameter among more than travel flat (spilled), and,
where a core function can be written for that, flat. Values go in as WAVE text and come out as
WAVE text; where the two differ in form, the second text is named. Types that hold strings
run in all three encodings.

usage: run_invoke.py --compiler WASI_AOTC --wasm-tools WASM_TOOLS
"""
import argparse
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import emulator

SECONDS = 30
OPTIMISED = 6  # every how many types run at -O2 too: what is tested is the runtime library's
ENCODINGS = ("utf8", "utf16", "latin1+utf16")


class Case:
    """A type, its declarations and its values; `values` are texts or (given, printed).

    `flat`: the core types of the parameter, and the offset at which each is stored to make
    the result in memory; None if there is one, which is the result itself.
    """

    def __init__(self, type, values, declarations="", flat=None, encodings=("utf8",)):
        self.type = type
        self.values = [v if isinstance(v, tuple) else (v, v) for v in values]
        self.declarations = declarations
        self.flat = flat
        self.encodings = encodings


def named(name, definition):
    """The declaration of a type that a component must name, and export."""
    return f'(type ${name}-plain {definition})\n(export ${name} "{name}" (type ${name}-plain))\n'


LABELS = {n: [f"f{i}" for i in range(n)] for n in (1, 8, 9, 16, 17, 32)}


def flags(n):
    labels = LABELS[n]
    return Case("$flags", ["{}", "{" + labels[0] + "}", "{" + ", ".join(labels) + "}",
                           ("{" + labels[-1] + ",}", "{" + labels[-1] + "}"),
                           ("{ %" + labels[-1] + " }", "{" + labels[-1] + "}")],
                named("flags", "(flags " + " ".join(f'"{label}"' for label in labels) + ")"),
                flat=["i32"])


def variant(n):
    cases = "".join(f' (case "c{i}" u32)' for i in range(n))
    return Case("$many", ["c0(7)", f"c{n - 1}(4294967295)", ("c17 ( 1 )", "c17(1)")],
                named("many", f"(variant{cases})"),
                flat=["i32:0", f"i32:{4}"])


STRING_VALUES = ['""', '"a"', '"hello, world"', '"Grüße"', '"π ☃ 🌊"', r'"\t\n\r\"\'\\"',
                 (r'"\u{0}\u{7f}\u{2603}"', r'"\u{0}\u{7f}☃"'), ('"it\'s"', r'"it\'s"'),
                 ('"""\n  two\n   lines\n  """', r'"two\n lines"'), ('"""\n"""', '""'),
                 ('"""\n\nx\n\n"""', r'"\nx\n"'), ('"""\r\na\r\nb\r\n"""', r'"a\nb"')]

CASES = [
    Case("bool", ["true", "false"], flat=["i32"]),
    Case("s8", ["-128", "127", "0", ("-0", "0")], flat=["i32"]),
    Case("u8", ["0", "255"], flat=["i32"]),
    Case("s16", ["-32768", "32767"], flat=["i32"]),
    Case("u16", ["0", "65535"], flat=["i32"]),
    Case("s32", ["-2147483648", "2147483647", "-1"], flat=["i32"]),
    Case("u32", ["0", "4294967295"], flat=["i32"]),
    Case("s64", ["-9223372036854775808", "9223372036854775807", "-1"], flat=["i64"]),
    Case("u64", ["0", "18446744073709551615"], flat=["i64"]),
    Case("f32", ["0", "-0", "1", "-1.5", "nan", "inf", "-inf", ("3.4028235e38", "34028235" + "0" * 31),
                 "0.1", "16777216", ("1e-45", "0." + "0" * 44 + "1"), ("1.25e2", "125"),
                 ("0.100000001490116119384765625", "0.1"), ("1e39", "inf"), ("6E+02", "600")],
         flat=["f32"]),
    Case("f64", ["0", "-0", "0.1", "-123456.789", "nan", "inf", "-inf", ("9007199254740993", "9007199254740992"),
                 ("1e21", "1" + "0" * 21), ("1e-7", "0.0000001"), ("5e-324", "0." + "0" * 323 + "5"),
                 ("1.7976931348623157e308", "17976931348623157" + "0" * 292), "0.30000000000000004", "2.5"], flat=["f64"]),
    Case("char", ["'x'", "'☃'", "'🌊'", r"'\''", r"'\n'", ("'\"'", r"'\"'"),
                  (r"'\u{1F30A}'", "'🌊'"), r"'\u{0}'", (r"'\u{10ffff}'", "'\U0010ffff'")], flat=["i32"]),
    Case("string", STRING_VALUES, flat=["i32:0", "i32:4"], encodings=ENCODINGS),
    Case("(list u8)", ["[]", "[1, 2, 255]", ("[1,2,]", "[1, 2]"), ("[ ]", "[]"),
                       ("[1 // one\n, 2]", "[1, 2]")], flat=["i32:0", "i32:4"]),
    Case("(list string)", ["[]", '["", "ä", "€"]'], flat=["i32:0", "i32:4"], encodings=ENCODINGS),
    Case("(list (list u64))", ["[[], [1], [2, 3]]"], flat=["i32:0", "i32:4"]),
    Case("(list bool)", ["[true, false, true]"]),
    Case("(list char)", ["['a', '\u00e9']"]),
    Case("(list f64)", ["[nan, -inf, 1.5]"]),
    Case("(list u16 3)", ["[1, 2, 3]", ("[4,5,6,]", "[4, 5, 6]")],
         flat=["i32:0:16", "i32:2:16", "i32:4:16"]),
    Case("(list string 2)", ['["a", "ü"]'], encodings=ENCODINGS),
    Case("(map string u32)", ["[]", '[("a", 1), ("ß", 2)]'], encodings=ENCODINGS),
    Case("(tuple u8 u64 u8)", ["(1, 18446744073709551615, 2)", ("( 1,2 , 3, )", "(1, 2, 3)")],
         flat=["i32:0:8", "i64:8", "i32:16:8"]),
    Case("(tuple (tuple f32))", ["((1.5))"], flat=["f32"]),
    Case("$rec", ["{a: 1, b: \"x\", c: some(2)}", '{a: 1, b: "y"}',
                  ('{c: none, b: "z", a: 3}', '{a: 3, b: "z"}'),
                  ('{%a:1,b:"",c:7,}', '{a: 1, b: "", c: some(7)}')],
         named("rec", '(record (field "a" u8) (field "b" string) (field "c" (option u64)))'),
         flat=["i32:0:8", "i32:4", "i32:8", "i32:16:8", "i64:24"], encodings=ENCODINGS),
    Case("$opts", ["{:}", "{a: some(1)}", ("{ : }", "{:}"), ("{a: none, b: none}", "{:}")],
         named("opts", '(record (field "a" (option u8)) (field "b" (option u8)))'),
         flat=["i32:0:8", "i32:1:8", "i32:2:8", "i32:3:8"]),
    Case("$var", ["none-at-all", "a(1)", "b(1.5)", "c(18446744073709551615)", "d(-0.25)",
                  'e("text")', "f((1, 2))", "%err(5)", "%some", ("%a ( 7 )", "a(7)")],
         named("var", '(variant (case "none-at-all") (case "a" u8) (case "b" f32) (case "c" u64)'
                      ' (case "d" f64) (case "e" string) (case "f" (tuple u8 u32))'
                      ' (case "err" s64) (case "some"))'),
         encodings=ENCODINGS),
    Case("$small", ["a(1)", "b(1.5)", "c(18446744073709551615)", "d(-0.25)", "e"],
         named("small", '(variant (case "a" u8) (case "b" f32) (case "c" u64) (case "d" f64)'
                        ' (case "e"))'),
         flat=["i32:0:8", "i64:8"]),
    Case("$num", ["red", "%none", "two-WORDS"],
         named("num", '(enum "red" "none" "two-WORDS")'), flat=["i32"]),
    Case("(option u32)", ["none", "some(1)", ("7", "some(7)")], flat=["i32:0:8", "i32:4"]),
    Case("(option (option u8))", ["none", "some(none)", "some(some(3))"],
         flat=["i32:0:8", "i32:1:8", "i32:2:8"]),
    Case("(option string)", ["none", 'some("ö")', ('"flat"', 'some("flat")')],
         flat=["i32:0:8", "i32:4", "i32:8"], encodings=ENCODINGS),
    Case("(result)", ["ok", "err"], flat=["i32"]),
    Case("(result u32 (error string))", ["ok(1)", 'err("ä")', ("5", "ok(5)")],
         flat=["i32:0:8", "i32:4", "i32:8"], encodings=ENCODINGS),
    Case("(result (error f32))", ["ok", "err(0.5)"], flat=["i32:0:8", "f32:4"]),
    Case("(result f32 (error u64))", ["ok(0.5)", "err(18446744073709551615)"],
         flat=["i32:0:8", "i64:8"]),
    *[flags(n) for n in LABELS],
    variant(256),
    variant(257),
]

MODULE = """
  (core module $m
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 2048))
    (func (export "realloc") (param $old i32) (param $size i32) (param $align i32) (param $new i32)
      (result i32)
      (local $at i32)
      (local.set $at (i32.and
        (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
      (global.set $next (i32.add (local.get $at) (local.get $new)))
      (memory.copy (local.get $at) (local.get $old)
        (select (local.get $size) (local.get $new) (i32.lt_u (local.get $size) (local.get $new))))
      (local.get $at))
    (func (export "list") (param i32 i32) (result i32)
      (i32.store (i32.const 16) (local.get 0))
      (i32.store (i32.const 20) (local.get 1))
      (i32.const 16))
    ;; Seventeen words and then the value: where it is, 8 is a multiple of any alignment.
    (func (export "spilled") (param i32) (result i32)
      (i32.add (local.get 0) (i32.const 72)))
    %s
    ;; Each call must end with one of this.
    (func (export "post") (param i32) (global.set $next (i32.const 2048))))
  (core instance $i (instantiate $m))
"""


def flat_function(flat):
    if len(flat) == 1:
        return f'(func (export "flat") (param {flat[0]}) (result {flat[0]}) (local.get 0))'
    params, stores = [], []
    for index, text in enumerate(flat):
        kind, offset, *width = text.split(":")
        params.append(kind)
        stores.append(f"({kind}.store{width[0] if width else ''} offset={offset} "
                      f"(i32.const 16) (local.get {index}))")
    return (f'(func (export "flat") (param {" ".join(params)}) (result i32) {" ".join(stores)}'
            " (i32.const 16))")


def component(case, encoding):
    options = (f'(memory (core memory $i "memory")) (realloc (core func $i "realloc")) '
               f"string-encoding={encoding}")
    padding = " ".join(f'(param "p{i}" u32)' for i in range(17))
    # A result of one flat value doesn't go through memory; a list of it does.
    boxed = f"(tuple u32 {case.type})"
    functions = f"""
  (func (export "list") (param "x" (list {case.type})) (result (list {case.type}))
    (canon lift (core func $i "list") {options} (post-return (core func $i "post"))))
  (func (export "spilled") {padding} (param "pad" u32) (param "x" {boxed}) (result {boxed})
    (canon lift (core func $i "spilled") {options} (post-return (core func $i "post"))))
"""
    if case.flat:
        functions += f"""
  (func (export "flat") (param "x" {case.type}) (result {case.type})
    (canon lift (core func $i "flat") {options}))
"""
    # Declarations come first, as they are exported.
    return ("(component\n" + case.declarations +
            MODULE % (flat_function(case.flat) if case.flat else "") + functions + ")\n")


class Runner:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder

    def invoke(self, module, name, level, arguments):
        exe = module.with_suffix(f".{name}{level}")
        if not exe.exists():
            done = subprocess.run([self.options.compiler, module, level, "--invoke", name, "-o", exe,
                                   f"--target={self.options.target}"], capture_output=True, text=True, timeout=SECONDS)
            if done.returncode:
                return f"compile: {done.stderr.strip()}"
        target = self.options.target
        ran = subprocess.run([*emulator.runner(target), exe, *arguments], capture_output=True,
                             text=True, timeout=emulator.slower(target, SECONDS), errors="replace")
        if ran.returncode or ran.stderr:
            return f"exit {ran.returncode}: {ran.stderr.strip()}"
        return ran.stdout.removesuffix("\n")

    def run(self, label, case, text, level):
        """Calls the functions of the component `text`: (checks, reasons of failures)"""
        wat = self.folder / f"{label}{level}.wat"
        wat.write_text(text)
        module = wat.with_suffix(".wasm")
        done = subprocess.run([self.options.wasm_tools, "parse", wat, "-o", module],
                              capture_output=True, text=True)
        if done.returncode:
            return 1, [f"{case.type}: wasm-tools: {done.stderr.strip()}"]
        given = "[" + ", ".join(text for text, _ in case.values) + "\n]"
        printed = "[" + ", ".join(printed for _, printed in case.values) + "]"
        checks = [("list", [given], printed)]
        for text, printed in case.values:
            checks.append(("spilled", ["0"] * 18 + [f"(9, {text})"], f"(9, {printed})"))
            if case.flat:
                checks.append(("flat", [text], printed))
        reasons = []
        for name, arguments, expected in checks:
            got = self.invoke(module, name, level, arguments)
            if got != expected:
                reasons.append(f"{case.type} {label} {level} {name} {arguments[-1]}: {got!r}, "
                               f"expected {expected!r}")
        for exe in self.folder.glob(f"{module.stem}.*"):
            exe.unlink()
        return len(checks), reasons


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True, help="wasi-aotc")
    parser.add_argument("--wasm-tools", required=True)
    emulator.add_option(parser)
    options = parser.parse_args()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
        runner = Runner(options, pathlib.Path(name))
        jobs = [pool.submit(runner.run, f"{number}-{encoding}", case, component(case, encoding), level)
                for number, case in enumerate(CASES) for encoding in case.encodings
                for level in (("-O0", "-O2") if number % OPTIMISED == 0 else ("-O0",))]
        for job in jobs:
            checks, reasons = job.result()
            passed += checks - len(reasons)
            failed += len(reasons)
            for reason in reasons:
                print(f"FAIL {reason}", flush=True)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
