#!/usr/bin/env python3
"""Random loops, unrolled by the guest's compiler, and frames at -O0 against -O2.

Each program holds functions of one loop over arrays that may overlap: of several element
types, with constant and variable distances between what is read and written, strides,
carried values and reductions, counting up and down, left early, with addresses that wrap around
at 2^32 on the way, unrolled 2 to 8 times by a pragma or as the compiler likes. main() calls each
with several sizes and distances and prints a hash of all memory. Every fourth function has no loop
and reaches one object by sums of an address, which may wrap around, and by offsets; another fourth
compares bytes until two differ, some at the very end of the memory. The outputs of
wasi-aotc -O0, which changes none of it, and of the other levels must be the same.

usage: compare_loops.py --build BUILD [--count N] [--seed N] [--levels=-O2,-O3] [--keep FOLDER]
"""
import argparse
import itertools
import random
import re
import subprocess
import sys
from collections import Counter

from seeds import Different, add_options, compare_seeds, run

FUNCTIONS = 12
BYTES = 8192  # of the memory that the loops work on
SECONDS = 120
KINDS = ["rolled up and not vectorised whole", "counted in 64 bits", "compared by words"]
TYPES = {"int8_t": 1, "uint8_t": 1, "int16_t": 2, "uint16_t": 2, "int32_t": 4, "uint32_t": 4,
         "int64_t": 8, "uint64_t": 8, "float": 4, "double": 8}

HEAD = f"""#include <stdint.h>
#include <stdio.h>
#include <string.h>
static volatile unsigned none; /* what a compiler can't know */
static union {{ unsigned char bytes[{BYTES}]; double align; }} memory;
static __attribute__((noinline)) uint64_t hash(void) {{
  uint64_t h = 1469598103934665603u;
  for (unsigned i = 0; i < sizeof memory.bytes; ++i) h = (h ^ memory.bytes[i]) * 1099511628211u;
  for (unsigned char *low = 0; low < (unsigned char *)256; ++low) h = (h ^ *low) * 1099511628211u;
  return h;
}}
static void fill(unsigned seed) {{
  for (unsigned i = 0; i < sizeof memory.bytes; ++i) {{
    seed = seed * 1664525 + 1013904223;
    memory.bytes[i] = (seed >> 24) & 63; /* floats stay small, and no NaN */
  }}
}}
"""


class Loop:
    """A function `uint64_t fN(T *a, U *b, int n)`."""

    def __init__(self, rng, number):
        self.rng, self.number = rng, number
        self.a = rng.choice(list(TYPES))
        self.b = self.a if rng.random() < 0.6 else rng.choice(list(TYPES))
        self.stride = rng.choice([1, 1, 1, 1, 2, 3])
        self.isFloat = self.a in ("float", "double") or self.b in ("float", "double")

    def index(self, reach=3):
        shift = self.rng.choice([0, 0, 0, 1, -1, self.rng.randint(-reach, reach)])
        scaled = "i" if self.stride == 1 else f"i * {self.stride}"
        return f"{scaled} + {shift + 4}"

    def value(self, depth=2):
        kind = self.rng.random()
        if depth == 0 or kind < 0.35:
            return self.rng.choice([f"a[{self.index()}]", f"b[{self.index()}]",
                                    f"b[{self.index()}]", "k", str(self.rng.randint(1, 9)),
                                    "i", "carried"])
        operators = ["+", "-", "*"] if self.isFloat else ["+", "-", "*", "^", "&", "|"]
        if kind < 0.45:
            return f"({self.value(depth - 1)} < {self.value(depth - 1)} ? " \
                   f"{self.value(depth - 1)} : {self.value(depth - 1)})"
        return f"({self.value(depth - 1)} {self.rng.choice(operators)} {self.value(depth - 1)})"

    def wrapping(self):
        """Indices that are below zero at first, or in the end, when nothing is accessed."""
        distance = self.rng.choice([1, 2, 4, 8])
        index = self.rng.choice([f"(int)(i - {distance})", f"(int)({distance} - i)"])
        if self.rng.random() < 0.5:
            return f"if ({index} >= 0 && {index} < 32) w[{index}] += {self.value(1)};"
        return f"if ({index} >= 0) carried += w[{index}];"

    def text(self):
        rng = self.rng
        carried = "double" if self.isFloat else rng.choice(["uint32_t", "uint64_t"])
        body = []
        for _ in range(rng.randint(1, 3)):
            target = rng.choice(["a", "a", "b"])
            body.append(f"{target}[{self.index()}] {rng.choice(['=', '=', '+='])} {self.value()};")
        if rng.random() < 0.4:
            operator = rng.choice(["+=", "="]) if self.isFloat else rng.choice(
                ["+=", "^=", "=", "*=", "-="])
            body.insert(rng.randint(0, len(body)), f"carried {operator} {self.value(1)};")
        if rng.random() < 0.2:
            body.insert(rng.randint(0, len(body)), self.wrapping())
        if rng.random() < 0.2:
            body.insert(rng.randint(0, len(body)), f"if ({self.value(1)} == 7) break;")
        if rng.random() < 0.15:
            body = [line for line in body if line.startswith("carried")] or ["carried += b[i + 4];"]
        head = rng.choice(["for (int i = 0; i < n; ++i)", "for (unsigned i = 0; i != (unsigned)n; ++i)",
                           "for (int i = n - 1; i >= 0; --i)", "for (long i = 0; i < n; i += 1)"])
        pragma = rng.choice(["", f"#pragma clang loop unroll_count({rng.randint(2, 8)})\n",
                             f"#pragma clang loop unroll_count({rng.choice([2, 4])})\n"])
        fixed = f"  n = {rng.choice([24, 48, 60, 96])};\n" if rng.random() < 0.3 else ""
        # Written out as a guest's source may have it, where unrolling isn't the compiler's.
        return (f"__attribute__((noinline)) uint64_t f{self.number}({self.a} *a, {self.b} *b, int n, "
                f"{self.b} k, {self.a} *w) {{\n  {carried} carried = 3;\n{fixed}{pragma}  {head} {{\n    "
                + "\n    ".join(body) + "\n  }\n  return (uint64_t)(int64_t)"
                + ("(carried > -1e15 && carried < 1e15 ? carried : 0)" if self.isFloat
                   else "carried") + ";\n}\n")

    def calls(self):
        lines = []
        for call in range(4):
            n = self.rng.choice([0, 1, 2, 3, 7, 16, 61, 96])
            at = 64 + 8 * self.rng.randint(0, 40)
            other = self.rng.choice([at, at + TYPES[self.a], at - TYPES[self.a], at + 8, at + 64,
                                     at + 16 * self.rng.randint(0, 9), 4096])
            lines.append(f'  fill({self.number * 7 + call}); printf("f{self.number} %llx", '
                         f'(unsigned long long)f{self.number}(({self.a} *)(memory.bytes + {at}), '
                         f'({self.b} *)(memory.bytes + {other}), {n}, 5, '
                         f'({self.a} *)0)); '
                         'printf(" %llx\\n", (unsigned long long)hash());')
        return "\n".join(lines)


class Frame:
    """A function `uint64_t fN(unsigned p, int inside, unsigned x)`: p + 64 and more by i32.add, and
    by an offset in the instruction where `inside` says so, or always."""

    def __init__(self, rng, number):
        self.rng, self.number = rng, number
        self.wraps = rng.random() < 0.5

    def statement(self):
        rng = self.rng
        kind, constant = rng.choice(["uint8_t", "uint32_t", "uint64_t"]), 8 * rng.randint(8, 20)
        place = f"*({kind} *)(p + {constant + rng.choice([0, 0, 0, 4])})"
        if rng.random() < 0.4:
            constant = 8 * rng.randint(0, 20)
            place = f"(({kind} *)p)[{constant // TYPES[kind]}]"
        use = rng.choice([f"{place} = r + {rng.randint(1, 99)};", f"{place} += x;",
                          f"r = r * 31 + {place};"])
        condition = "inside" if self.wraps and place.startswith("((") else ""
        if rng.random() < 0.2:
            condition = f"x & {1 << rng.randint(0, 3)}" + (" && inside" if condition else "")
        return (f"if ({condition}) " if condition else "") + use

    def text(self):
        body = [self.statement() for _ in range(self.rng.randint(4, 14))]
        if self.rng.random() < 0.3:
            body.insert(self.rng.randint(0, len(body)), "r += hash();")
        return (f"__attribute__((noinline)) uint64_t f{self.number}(unsigned p, int inside, "
                "unsigned x) {\n  uint64_t r = 1;\n  " + "\n  ".join(body) + "\n  return r;\n}\n")

    def calls(self):
        lines = []
        for call in range(4):
            p = f"(unsigned)(memory.bytes + {8 * self.rng.randint(0, 40)}), none + {call & 1}"
            if self.wraps and call > 1:
                p = f"0u - {8 * self.rng.randint(1, 8)}, none"
            lines.append(f'  fill({self.number * 7 + call}); printf("f{self.number} %llx", '
                         f'(unsigned long long)f{self.number}(none + {p}, '
                         f'none + {self.rng.randint(0, 15)})); '
                         'printf(" %llx\\n", (unsigned long long)hash());')
        return "\n".join(lines)


class Comparison:
    """A function `uint64_t fN(uint8_t *a, uint8_t *b, unsigned n, unsigned k)`: of n bytes and some."""

    def __init__(self, rng, number):
        self.rng, self.number = rng, number

    def text(self):
        rng = self.rng
        left, right, self.shift = rng.choice([
            ("*p", "*q", 0), ("p[0]", "q[k]", 0), ("a[i]", "b[i]", 0), ("a[i + k]", "b[i]", 0),
            ("p[3]", "b[i + 1]", 2), ("p[16]", "q[0]", 16), ("a[i + 5]", "*q", 5)])
        if rng.random() < 0.2: # what isn't bytes one after the other
            left = rng.choice(["a[2 * i]", "a[(n - i) & 1023]", "b[k]", "(a[i] & 63)"])
        step = "++p, ++q, ++i" + rng.choice(["", ", carried += 3", ", carried -= k", ", wide += 5"])
        same = rng.choice([f"{left} == {right}", f"{right} == {left}"])
        loop = rng.choice([f"while (i != n && {same}) {step};",
                           f"for (; i < n; {step}) if (!({same})) break;",
                           f"if (n) do {{ if (!({same})) break; {step}; }} while (--left);",
                           f"for (; left; --left, {step}) if (!({same})) return p[0] * 256 + q[0] + i;"])
        return (f"__attribute__((noinline)) uint64_t f{self.number}(uint8_t *a, uint8_t *b, unsigned n, "
                "unsigned k) {\n  uint8_t *p = a, *q = b; unsigned i = 0, left = n, carried = 1;\n"
                f"  uint64_t wide = 0;\n  {loop}\n"
                "  return i + 977 * (uint64_t)carried + 31 * (p - a) + 7 * (q - b) + 131071 * wide + "
                "3 * left;\n}\n")

    def calls(self):
        rng, lines = self.rng, []
        for call in range(12):
            n = rng.choice([0, 1, 2, 7, 8, 9, 15, 16, 17, 40, 200])
            same = rng.choice([0, 1, 3, 7, 8, 9, 15, 16, 23, 190, n])
            room = n + 8 if rng.random() < 0.5 else rng.randint(n + 8, n + 24)
            a, b = "memory.bytes + 1000", f"memory.bytes + {rng.choice([3000, 3001, 3007])}"
            if rng.random() < 0.4: # up to the end, or with a count beyond it and a difference before
                b = f"(uint8_t *)(__builtin_wasm_memory_size(0) * 65536) - {room}"
                if rng.random() < 0.4 and same + 2 < room:
                    n += 1000
            k = rng.choice([0, 0, 1, 2])
            shift = self.shift if rng.random() < 0.7 else k
            lines.append(f"  fill({self.number * 7 + call}); {{ uint8_t *a = {a}, *b = {b};\n"
                         f"  memcpy(b, a + {shift}, {min(same + 8, room)}); "
                         f"if ({same} < {room}) b[{same}] = 200;\n"
                         f'  printf("f{self.number} %llx\\n", '
                         f"(unsigned long long)f{self.number}(a, b, none + {n}, "
                         f"none + {k})); }}")
        return "\n".join(lines)


def program(seed):
    rng = random.Random(seed)
    kinds = [Frame if i % 4 == 3 else Comparison if i % 6 in (1, 2) else Loop for i in range(FUNCTIONS)]
    loops = [kind(rng, i) for i, kind in enumerate(kinds)]
    text = "".join(loop.text() for loop in loops)
    calls = "\n".join(loop.calls() for loop in loops)
    return HEAD + text + f"int main(void) {{\n  setvbuf(stdout, 0, _IONBF, 0);\n{calls}\n}}\n"


def outcome(exe):
    """What it printed, up to a trap, which is the last line then."""
    done = subprocess.run([str(exe)], capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode not in (0, 134):
        raise Different(f"{exe}: exit {done.returncode}: {done.stderr.strip()[-600:]}")
    return done.stdout.splitlines() + done.stderr.splitlines()[:1]


def compare(seed, options, folder):
    """How many loops were rolled up, count in 64 bits, and so on, at -O2."""
    source, wasm = folder / f"{seed}.c", folder / f"{seed}.wasm"
    source.write_text(program(seed))
    # Arrays are reached as several types, and values wrap: as many a guest does.
    run("clang-22", "--target=wasm32-wasi", "--sysroot=/usr", "-Wno-deprecated", "-w", "-O2",
        "-fno-strict-aliasing", "-fno-delete-null-pointer-checks", "-fwrapv", "-ffp-contract=off",
        "-fno-vectorize", source, "-o", wasm, seconds=SECONDS)
    compiler = options.build / "bin/wasi-aotc"
    outputs = {}
    for level in ["-O0", *options.levels.split(",")]:
        exe = folder / f"{seed}{level}"
        run(compiler, wasm, level, "-o", exe, seconds=SECONDS)
        outputs[level] = outcome(exe)
        exe.unlink()
    for level, lines in outputs.items():
        for want, got in itertools.zip_longest(outputs["-O0"], lines):
            if want != got:
                raise Different(f"-O0 says {want}, {level} says {got}")
    text = run(compiler, wasm, "-O2", "--emit=llvm-opt", "-o", "-", seconds=SECONDS).decode()
    return Counter({KINDS[0]: text.count("%rerolled = phi") + text.count("%rerolled.i"),
                    KINDS[1]: text.count("%linear = phi"),
                    KINDS[2]: len(re.findall(r"^words\d*:", text, re.MULTILINE))})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser, count=6)
    parser.add_argument("--levels", default="-O2,-O3")
    options = parser.parse_args()
    same, failed = compare_seeds(options, compare, ".c")
    total = {kind: sum(found[kind] for found in same) for kind in KINDS}
    print(f"{options.count * FUNCTIONS} functions, of the loops about " +
          ", ".join(f"{count} {what}" for what, count in total.items()))
    if not all(total.values()): # a test of nothing
        failed += 1
        print("FAILED: nothing of one kind")
    print(f"{len(same)} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
