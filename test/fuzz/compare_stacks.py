#!/usr/bin/env python3
"""Random programs with a stack in memory: the stack pointer as an argument against a global.

Functions have frames of several kinds (none, of a fixed size, aligned, growing in a loop), keep
values in them across calls, direct and through a table, return early, and look at the stack
pointer. In every other program one of them leaves it changed, on some way through it. The program
prints a hash. Where all functions put the pointer back it must have become an argument, otherwise
it must not; and either prints what `-O0 --instances=pointer` does, which knows no such argument.

usage: compare_stacks.py --build BUILD [--count N] [--seed N] [--keep FOLDER]
"""
import argparse
import random
import sys

from seeds import Different, add_options, compare_seeds, run

FUNCTIONS = 10
SECONDS = 60
BASE = ["-O0", "--instances=pointer"]
OTHERS = [["-O0"], ["-O2"], ["-O2", "--partition-size=1024"]]


class Function:
    """`$fN depth value`, which returns a hash."""

    def __init__(self, rng, number, wrong):
        self.rng, self.number = rng, number
        self.kind = rng.choice(["none", "fixed", "fixed", "aligned", "growing"])
        if wrong and self.kind == "none":
            self.kind = "fixed"
        self.wrong = wrong
        self.size = rng.choice([16, 32, 48, 144])

    def constant(self, limit):
        return f"(i32.const {self.rng.randrange(limit)})"

    def mix(self, value):
        return (f"(local.set $hash (i32.xor (i32.mul (local.get $hash) (i32.const 16777619)) "
                f"{value}))")

    def enter(self):
        if self.kind == "none":
            return []
        size = f"(i32.const {self.size})"
        if self.kind == "fixed":
            return ["(global.set $sp (local.tee $frame (i32.sub (global.get $sp) "
                    f"{size})))"]
        return ["(local.set $saved (global.get $sp))",
                "(global.set $sp (local.tee $frame (i32.and (i32.sub (local.get $saved) "
                f"{size}) (i32.const -16))))"]

    def leave(self):
        if self.kind == "none":
            return []
        if self.kind == "fixed":
            return [f"(global.set $sp (i32.add (local.get $frame) (i32.const {self.size})))"]
        return ["(global.set $sp (local.get $saved))"]

    def spoilt(self):
        """Leaves the frame, but not always right."""
        return self.rng.choice([
            ["(if (i32.and (local.get $value) (i32.const 1)) (then", *self.leave(), "))"],
            [*self.leave(), "(block (br_if 0 (i32.and (local.get $value) (i32.const 3)))",
             "(global.set $sp (i32.sub (global.get $sp) (i32.const 16))))"],
            [*self.leave(), "(global.set $sp (select (global.get $sp) (i32.sub (global.get $sp) "
             "(i32.const 16)) (local.get $value)))"],
            ["(block (block (block (br_table 0 1 2 (i32.and (local.get $value) (i32.const 3))))",
             *self.leave(), "(br 1))", *self.leave(), ")"],
            [*self.leave(), "(local.set $count (i32.const 3))",
             "(loop (global.set $sp (i32.sub (global.get $sp) (i32.const 16)))",
             "(br_if 0 (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))"],
        ])

    def call(self):
        arguments = ("(i32.sub (local.get $depth) (i32.const 1)) "
                     f"(i32.add (local.get $hash) {self.constant(1000)})")
        if self.rng.random() < 0.5:
            made = f"(call $f{self.rng.randrange(FUNCTIONS)} {arguments})"
        else:
            made = (f"(call_indirect (type $f) {arguments} (i32.rem_u (local.get $hash) "
                    f"(i32.const {FUNCTIONS})))")
        return ["(if (local.get $depth) (then", self.mix(made), "))"]

    def grow(self):
        return ["(local.set $count (i32.const 3))", "(loop $more",
                "(global.set $sp (i32.sub (global.get $sp) (i32.const 32)))",
                "(i32.store (global.get $sp) (local.get $hash))",
                "(br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))"]

    def use_frame(self):
        offset = self.rng.randrange(0, self.size, 4)
        return [f"(i32.store offset={offset} (local.get $frame) (local.get $hash))", *self.call(),
                self.mix(f"(i32.load offset={offset} (local.get $frame))")]

    def statement(self):
        kinds = ["call", "look", "early", "choose", "yield"]
        if self.kind != "none":
            kinds += ["frame"] * 4
        if self.kind == "growing":
            kinds += ["grow"] * 2
        kind = self.rng.choice(kinds)
        if kind == "frame":
            return self.use_frame()
        if kind == "grow":
            return self.grow()
        if kind == "call":
            return self.call()
        if kind == "look":
            return [self.mix("(global.get $sp)")]
        if kind == "yield":
            return [self.mix("(call $yield)")]
        condition = f"(i32.and (local.get $hash) (i32.const {self.rng.choice([1, 3, 7])}))"
        if kind == "early":
            return [f"(if (i32.eqz {condition}) (then", *self.leave(), "(return (local.get $hash))))"]
        return [f"(if {condition} (then", *self.call(), ") (else", self.mix(self.constant(99)), "))"]

    def text(self):
        lines = [f"(func $f{self.number} (type $f) (param $depth i32) (param $value i32) (result i32)",
                 "(local $frame i32) (local $saved i32) (local $hash i32) (local $count i32)",
                 "(local.set $hash (local.get $value))", *self.enter()]
        for _ in range(self.rng.randrange(1, 5)):
            lines += self.statement()
        lines += self.spoilt() if self.wrong else self.leave()
        return "\n".join([*lines, "(local.get $hash))"])


def program(seed):
    """(whether each function puts the pointer back, text)"""
    rng = random.Random(seed)
    wrong = rng.randrange(FUNCTIONS) if seed % 2 else None
    functions = [Function(rng, n, n == wrong) for n in range(FUNCTIONS)]
    names = " ".join(f"$f{n}" for n in range(FUNCTIONS))
    # One at least has a frame, so that there is a pointer.
    functions[0].kind = "fixed"
    calls = "\n".join(f"(local.set $hash (i32.xor (local.get $hash) (call $f{n} (i32.const 4) "
                      f"(i32.const {rng.randrange(1 << 30)}))))" for n in range(FUNCTIONS))
    return wrong is None, f"""(module
(type $f (func (param i32 i32) (result i32)))
(import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
(import "wasi_snapshot_preview1" "fd_write"
  (func $write (param i32 i32 i32 i32) (result i32)))
(memory (export "memory") 16)
(global $sp (mut i32) (i32.const 1000000))
(table funcref (elem {names}))
{chr(10).join(function.text() for function in functions)}
(func (export "_start") (local $hash i32)
{calls}
(i32.store (i32.const 16) (i32.xor (local.get $hash) (global.get $sp)))
(i32.store (i32.const 0) (i32.const 16))
(i32.store (i32.const 4) (i32.const 4))
(drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
"""


def compare(seed, options, folder):
    is_kept, text = program(seed)
    source, wasm, exe = (folder / f"{seed}{suffix}" for suffix in (".wat", ".wasm", ""))
    source.write_text(text)
    run("wasm-tools", "parse", source, "-o", wasm, seconds=SECONDS)
    compiler = options.build / "bin/wasi-aotc"
    is_argument = b"inttoptr" in run(compiler, wasm, "--emit=llvm", "-o", "-", seconds=SECONDS)
    if is_argument != is_kept:
        raise Different(f"the stack pointer is {'an argument' if is_argument else 'a global'}")
    outputs = []
    for level in [BASE, *OTHERS]:
        run(compiler, *level, wasm, "-o", exe, seconds=SECONDS)
        outputs.append(run(exe, seconds=SECONDS))
        if outputs[-1] != outputs[0]:
            raise Different(f"{BASE} says {outputs[0].hex()}, {level} {outputs[-1].hex()}")
    if len(outputs[0]) != 4:
        raise Different(f"printed {outputs[0]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser, count=20)
    same, failed = compare_seeds(parser.parse_args(), compare, ".wat")
    print(f"{len(same)} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
