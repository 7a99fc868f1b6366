#!/usr/bin/env python3
"""Compares what generated modules do when we compile them with what they do in wasmtime.

Modules made by number (modules.py) end for sure, have canonical NaNs and import nothing
but host.wat. wasmtime executes each first: its exported functions are called with a few
arguments, and its exported globals and memories (by their hashes) are looked at. What
comes out, the traps' kinds included, is written down as assertions; ours compiles some
modules and the assertions about them into one program (test/tools/wast) at each level,
which must find all of them to hold.

After a trap nobody may look at an instance: what was stored before a faulting access may
not be there (docs/architecture.md, "A trap is an effect"). So its state is looked at before
the call that is going to trap, and a fresh instance takes its place.

usage: compare_runs.py --build BUILD --wasm-tools WASM_TOOLS --wasmtime FOLDER
           [--first INDEX] [--count N] [--only INDEX]... [--keep FOLDER]
           [--levels=-O0,-O2] [--more-levels=-O2+--bounds=check]
"""
import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from random import Random

import exports
import modules

HERE = pathlib.Path(__file__).resolve().parent
SPECTEST = HERE.parent / "tools/wast/spectest.wat"
BATCH = 20            # modules of one configuration, in one program
MORE_EVERY = 5        # every 5th batch at --more-levels besides
MAX_INSTANCES = {True: 8, False: 2}  # of a module, by whether they share one body
CALLS_EACH = 4        # of a function
PAGES = 10 * 65536
COMPILE_SECONDS = 1800  # of the clock: the machine may be busy with other things
RUN_SECONDS = 300

# What our compiler has and wasmtime as well; each batch leaves out some.
FEATURES = ("bulk-memory-enabled", "custom-page-sizes-enabled", "exceptions-enabled",
            "extended-const-enabled",
            "memory64-enabled", "multi-value-enabled", "reference-types-enabled",
            "relaxed-simd-enabled", "saturating-float-to-int-enabled",
            "sign-extension-ops-enabled", "simd-enabled", "tail-call-enabled",
            "threads-enabled", "wide-arithmetic-enabled")
WITHOUT = ("gc-enabled",)
# memory.atomic.wait32, wait64: nobody would end it.
WAITS = (b"\xfe\x01", b"\xfe\x02")

# Why a module may be left out: (pattern of the message, why).
LEFT_OUT = ()

# Code with branches often skips most of itself or runs out of fuel: some batches go
# without, and compute all that is written.
STRAIGHT = "numeric,vector,reference,parametric,variable"
KINDS = ((STRAIGHT, 3), (STRAIGHT + ",memory,table", 3), ("numeric,vector,variable,memory", 2),
         (STRAIGHT + ",memory,table,control", 4))

INTERESTING = {
    "i32": (0, 1, 0xffffffff, 0x80000000, 0x7fffffff, 7, 0x10000, 0xff, 0x12345678),
    "i64": (0, 1, 2**64 - 1, 2**63, 2**63 - 1, 9, 2**32, 0xffffffff, 0x123456789abcdef0),
    "f32": (0, 0x3f800000, 0xbfc00000, 0x7fc00000, 0x7f800000, 0x80000000, 1, 0x4f000000,
            0xffa00001, 0x7f7fffff),
    "f64": (0, 0x3ff0000000000000, 0xbff8000000000000, 0x7ff8000000000000, 0x7ff0000000000000,
            0x8000000000000000, 1, 0x43e0000000000000, 0xfff4000000000001, 0x41f0000000000000),
}


def batch_config(random):
    """The configuration that a batch's modules have in common, and their fuel."""
    everything = random.random() < 0.3
    config = {key: everything or random.random() < 0.8 for key in FEATURES}
    # Atomic instructions trap at most of smith's addresses, whatever it is told.
    config["threads-enabled"] = random.random() < 0.25
    config.update({key: False for key in WITHOUT})
    some = random.choice((2, 4, 8))
    size = random.choice((30, 100, 300, 600))
    kinds, weights = zip(*KINDS)
    config.update({
        "allowed-instructions": random.choices(kinds, weights)[0],
        "canonicalize-nans": True,
        "disallow-traps": random.random() < 0.88,
        "export-everything": True,
        "allow-start-export": random.random() < 0.2,
        "max-memories": random.choice((1, 1, 2, 3)),
        "min-memories": random.choice((0, 1, 1)),
        "memory-max-size-required": True,
        "max-memory32-bytes": PAGES,
        "max-memory64-bytes": PAGES,
        "max-tables": random.choice((1, 2, 4)) if config["reference-types-enabled"] else 1,
        "table-max-size-required": True,
        "max-table-elements": 100,
        "min-types": some, "max-types": 2 * some,
        "min-funcs": some, "max-funcs": 2 * some,
        "min-globals": random.choice((0, some)), "max-globals": 2 * some,
        "max-imports": random.choice((0, 0, 8)),
        "max-instructions": size,
        "max-nesting-depth": random.choice((3, 10, 20)),
    })
    # Calls and rounds of loops of an instance; so deep may the stack get, with frames of
    # functions so large.
    return config, 3000 if size <= 100 else 500


def shares_body(index):
    """Whether the instances of a module are of one body or have one each: the compiler
    places their globals and memories differently."""
    return index % 2 == 1


def make_module(options, index, config, fuel):
    """(bytes, exports) of module `index`, asking again where nothing usable comes out."""
    for attempt in range(50):
        random = Random(f"runs {index} {attempt}")
        # A large module with atomic instructions hardly lacks the one that waits.
        threads = config["threads-enabled"] and attempt < 8
        try:
            data = modules.smith(
                options.wasm_tools, random.randbytes(random.choice((5000, 15000, 40000))),
                {**config, "available-imports": options.host_wat, "threads-enabled": threads},
                "--ensure-termination",
                "--fuel", str(fuel))
            if threads and any(wait in data for wait in WAITS):
                raise modules.NotMade("may wait for ever")
            return data, exports.read(data)
        except modules.NotMade as error:
            failure = error
    raise failure


def argument(kind, random, plain):
    if kind == "v128":
        if plain:
            return kind, 0x000f0e0d0c0b0a09_0807060504030201
        return kind, random.getrandbits(128)
    if kind not in INTERESTING:
        return kind, "null"
    return kind, INTERESTING[kind][1] if plain else random.choice(INTERESTING[kind])


# --- What happens, in wasmtime: a list of steps

Instantiate = collections.namedtuple("Instantiate", "traps")      # empty if it succeeds
Call = collections.namedtuple("Call", "name arguments results traps")
Look = collections.namedtuple("Look", "globals memories")         # [(name, value)], [(name, …)]


def make_hashes(options):
    """hash.wat as a binary for each kind of memory."""
    for address in ("i32", "i64"):
        for page_size_log2 in (0, 16):
            for shared in (False, True):
                most = min(2**64 - 1, 2**(int(address[1:]) - page_size_log2))
                if page_size_log2 == 0 and address == "i32":
                    most -= 1
                limits = f"0 {most} shared" if shared else "0"
                if page_size_log2 != 16:
                    limits += f" (pagesize {1 << page_size_log2})"
                text = (HERE / "hash.wat").read_text()
                size = "(memory.size $m)"
                for old, new in (("PAGES", size if address == "i64" else
                                  f"(i64.extend_i32_u {size})"),
                                 ("BYTES_EACH", str(1 << page_size_log2)),
                                 ("LIMITS", limits), ("ADDRESS", address)):
                    text = text.replace(old, new)
                done = subprocess.run([options.wasm_tools, "parse", "-"], check=True,
                                      input=text.encode(), capture_output=True)
                yield (address, page_size_log2, shared), done.stdout


def kind_of(memory):
    return memory.address, memory.page_size_log2, memory.shared


class Reference:
    """Executes modules in wasmtime."""

    def __init__(self, options):
        import engine
        self.api = engine
        self.engine = engine.make_engine()
        self.options = options
        self.host = self.compile(options.host_wasm.read_bytes())
        self.hashes = {kind: (data, self.compile(data)) for kind, data in make_hashes(options)}

    def compile(self, data):
        return self.api.wasmtime.Module(self.engine, data)

    def execute(self, data, exported, random, max_instances):
        """The steps of a module. Raises Unusable."""
        return Execution(self, self.compile(data), exported, random).run(max_instances)


class Execution:
    def __init__(self, reference, module, exported, random):
        self.reference, self.module, self.exported = reference, module, exported
        self.random = random
        self.steps = []

    def run(self, max_instances):
        calls = [(function, n == 0) for function in self.exported.functions
                 for n in range(CALLS_EACH if function.params else 1)]
        self.random.shuffle(calls)
        instances = 0
        while calls and instances < max_instances and self.instantiate():
            instances += 1
            self.call_until_trap(calls)
        return self.steps

    def instantiate(self):
        api = self.reference.api
        self.store = api.Store(self.reference.engine)
        host = self.store.instantiate(self.reference.host, {})
        try:
            self.instance = self.store.instantiate(self.module, {"host": host})
        except api.Trapped as trap:
            self.steps.append(Instantiate(trap.kinds))
            return False
        self.steps.append(Instantiate(()))
        self.hashers = [
            (memory, self.store.instantiate(
                self.reference.hashes[kind_of(memory)][1],
                {"subject": self.instance.memory(memory.name)}))
            for memory in self.exported.memories]
        return True

    def look(self):
        return Look([(item, self.instance.get(item.name, item.type))
                     for item in self.exported.globals],
                    [(memory, hasher.call("hash", [], ["i64", "i64"]))
                     for memory, hasher in self.hashers])

    def call_until_trap(self, calls):
        seen = self.look()
        while calls:
            function, plain = calls.pop()
            arguments = [argument(kind, self.random, plain) for kind in function.params]
            try:
                results = self.instance.call(function.name, arguments, function.results)
            except self.reference.api.Trapped as trap:
                self.steps += [seen, Call(function.name, arguments, [], trap.kinds)]
                return
            self.steps.append(Call(function.name, arguments, results, ()))
            seen = self.look()
        self.steps.append(seen)


# --- The steps as commands of test/tools/wast

def as_json(value):
    kind, bits = value
    if kind == "v128":
        mask = 2**64 - 1
        return {"type": kind, "lane_type": "i64", "value": [str(bits & mask), str(bits >> 64)]}
    if kind in INTERESTING:
        return {"type": kind, "value": str(bits)}
    return {"type": kind} if bits == "non-null" else {"type": kind, "value": "null"}


class Script:
    """One program's commands. A command's line is its position here."""

    def __init__(self, folder, host):
        self.folder = folder
        self.commands = []
        self.owners = []  # of each command: the module's index, what it is
        shutil.copy(host, folder / "host.wasm")
        self.add(None, "host", type="module", name="host", filename="host.wasm")
        self.add(None, "host", type="register", name="host", **{"as": "host"})

    def add(self, owner, what, **command):
        self.owners.append((owner, what))
        self.commands.append({**command, "line": len(self.commands)})

    def add_module(self, index, data, steps, hashes):
        file = f"{index}.wasm"
        (self.folder / file).write_bytes(data)
        shared = shares_body(index)
        if shared:
            self.add(index, "definition", type="module_definition", name=str(index), filename=file)
        for number, step in enumerate(steps):
            if isinstance(step, Instantiate):
                instance = f"{index}-{number}"
                self.instantiate(index, file, instance, shared, step.traps)
                hashers = {}
            elif isinstance(step, Call):
                self.call(index, instance, step)
            else:
                self.look(index, instance, step, hashes, hashers)

    def instantiate(self, index, file, instance, shared, traps):
        if traps:
            self.add(index, "instantiation", type="assert_uninstantiable", filename=file,
                     texts=traps)
            return
        if shared:
            self.add(index, "instantiation", type="module_instance", instance=instance,
                     module=str(index))
        else:
            self.add(index, "instantiation", type="module", name=instance, filename=file)
        self.add(index, "registration", type="register", name=instance, **{"as": instance})

    def invoke(self, index, what, instance, field, arguments, results):
        self.add(index, what, type="assert_return", expected=[as_json(v) for v in results],
                 action={"type": "invoke", "module": instance, "field": field,
                         "args": [as_json(v) for v in arguments]})

    def call(self, index, instance, step):
        what = f"call of {step.name!r} with {step.arguments}"
        if step.traps:
            self.add(index, what, type="assert_trap", texts=step.traps,
                     action={"type": "invoke", "module": instance, "field": step.name,
                             "args": [as_json(v) for v in step.arguments]})
        else:
            self.invoke(index, what, instance, step.name, step.arguments, step.results)

    def look(self, index, instance, step, hashes, hashers):
        for item, value in step.globals:
            self.add(index, f"global {item.name!r}", type="assert_return",
                     expected=[as_json(value)],
                     action={"type": "get", "module": instance, "field": item.name})
        for number, (memory, results) in enumerate(step.memories):
            if memory.name not in hashers:
                hasher = hashers[memory.name] = f"{instance}-hash-{number}"
                data = exports.with_imports_of(
                    hashes[kind_of(memory)][0],
                    {("subject", "memory"): (instance, memory.name)})
                (self.folder / f"{hasher}.wasm").write_bytes(data)
                self.add(index, "hasher", type="module", name=hasher, filename=f"{hasher}.wasm")
            self.invoke(index, f"memory {memory.name!r}", hashers[memory.name], "hash", [], results)

    def write(self):
        path = self.folder / "commands.json"
        path.write_text(json.dumps({"commands": self.commands}, indent=1, ensure_ascii=False),
                        encoding="utf-8")
        return path


# --- Batches

class Outcome:
    def __init__(self):
        self.checks = 0                       # results of commands that were compared
        self.modules = collections.Counter()  # by level
        self.left_out = collections.Counter()
        self.ends = collections.Counter()     # of calls and instantiations, in wasmtime
        self.failures = []                    # (module, level, text)

    def add(self, other):
        self.checks += other.checks
        self.modules += other.modules
        self.left_out += other.left_out
        self.ends += other.ends
        self.failures += other.failures


def compile_and_run(options, folder, level, script):
    """(compared, {left-out reason: commands}, [(module, text)]); a program that isn't made
    or dies is a failure of module None."""
    exe = folder / "exe"
    build = pathlib.Path(options.build)
    command = [build / "bin/wast-compile", folder / "commands.json", "--spectest",
               options.spectest, "--runner", build / "wast/x86_64-linux/runner.o", "-o", exe,
               "--relaxed-simd=deterministic", *level.split("+")]
    outputs = []
    for name, arguments, seconds, fine in (("wast-compile", command, COMPILE_SECONDS, (0,)),
                                           ("the program", [exe], RUN_SECONDS, (0, 1))):
        try:
            done = subprocess.run(arguments, capture_output=True, text=True, timeout=seconds,
                                  errors="replace")
        except subprocess.TimeoutExpired:
            return 0, {}, [(None, f"{name} takes more than {seconds} s")]
        if done.returncode not in fine:
            return 0, {}, [(None, f"{name}: exit {done.returncode}: {done.stderr.strip()[-500:]}")]
        outputs.append(done.stdout)
    exe.unlink()
    return read_output("".join(outputs), script)


def read_output(text, script):
    compared, left_out, failures = 0, collections.Counter(), []
    for line in text.splitlines():
        words = line.split(" ", 3)
        if words[0] == "count":
            compared += int(words[2]) + int(words[3])
        elif words[0] == "skipped":
            reason = words[3]
            left_out[reason] += int(words[2])
            if not any(re.search(pattern, reason) for pattern, _ in LEFT_OUT):
                failures.append((None, f"left out: {reason}"))
        elif words[0] == "FAILED":
            number = int(words[2].rstrip(":"))
            owner, what = script.owners[number]
            failures.append((owner, f"{what}: {words[3]}"))
    return compared, left_out, failures


class Runner:
    def __init__(self, options, scratch):
        self.options, self.scratch = options, scratch
        self.reference = Reference(options)

    def prepare(self, indices):
        """{index: (module, steps)} of one batch, without those that wasmtime can't run."""
        config, fuel = batch_config(Random(f"runs batch {indices[0] // BATCH}"))
        made, unusable = {}, collections.Counter()
        for index in indices:
            data, exported = make_module(self.options, index, config, fuel)
            try:
                steps = self.reference.execute(data, exported, Random(f"runs calls {index}"),
                                               MAX_INSTANCES[shares_body(index)])
                made[index] = data, steps
            except self.reference.api.Unusable as error:
                unusable[str(error)] += 1
        return made, unusable

    def check(self, made, level, folder):
        """Compiles and runs some modules together; on a failure that can't be laid to one of
        them, each alone."""
        folder.mkdir(parents=True)
        script = Script(folder, self.options.host_wasm)
        for index, (data, steps) in made.items():
            script.add_module(index, data, steps, self.reference.hashes)
        script.write()
        outcome = Outcome()
        compared, left_out, failures = compile_and_run(self.options, folder, level, script)
        if len(made) > 1 and any(owner is None for owner, _ in failures):
            shutil.rmtree(folder)
            for index in made:
                outcome.add(self.check({index: made[index]}, level, folder / str(index)))
            if not outcome.failures:
                outcome.failures.append((f"{min(made)}-{max(made)}", level,
                                         f"together only: {failures[0][1]}"))
            return outcome
        outcome.checks = compared
        outcome.modules[level] = len(made)
        outcome.left_out.update(left_out)
        for owner, text in failures:
            outcome.failures.append((owner if owner is not None else min(made), level, text))
        if failures and self.options.keep:
            kept = pathlib.Path(self.options.keep) / f"runs-{min(made)}{level}"
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(folder, kept)
            outcome.failures[-1] = (*outcome.failures[-1][:2],
                                    f"{outcome.failures[-1][2]}\n  saved in {kept}; made again "
                                    "alone by --only NUMBER")
        shutil.rmtree(folder)
        return outcome

    def run(self, indices):
        batch = indices[0] // BATCH
        made, unusable = self.prepare(indices)
        outcome = Outcome()
        for reason, count in unusable.items():
            outcome.left_out[reason] += count
        outcome.ends.update(" or ".join(step.traps) or "returned" for _, steps in made.values()
                            for step in steps if isinstance(step, Call))
        levels = self.options.levels.split(",")
        if batch % MORE_EVERY == 0 and self.options.more_levels:
            levels += self.options.more_levels.split(",")
        for number, level in enumerate(levels):
            if made:
                outcome.add(self.check(made, level, self.scratch / f"{indices[0]}-{number}"))
        return outcome


def report(total):
    for level, count in total.modules.items():
        print(f"{count:6} modules {level.replace('+', ' ')}")
    print("calls: " + ", ".join(f"{count} {end}" for end, count in total.ends.most_common()))
    print(f"{total.checks:6} results, traps, globals and memories compared")
    for reason, count in total.left_out.most_common():
        print(f"skipped {count}: {reason}")
    failed = len({(index, level) for index, level, _ in total.failures})
    passed = sum(total.modules.values()) - failed
    print(f"{passed} passed, {failed} failed, {sum(total.left_out.values())} skipped")
    return 1 if failed or passed <= 0 else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--wasm-tools", required=True)
    parser.add_argument("--wasmtime", required=True, help="folder of the Python package")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="the first one, a whole batch's")
    parser.add_argument("--levels", default="-O0,-O2",
                        help="separated by commas; options of a level by '+'")
    parser.add_argument("--more-levels", default="", help=f"of every {MORE_EVERY}th batch")
    parser.add_argument("--only", action="append", type=int, default=[], metavar="INDEX")
    parser.add_argument("--keep", default="fuzz-failures", help="where what failed is saved")
    options = parser.parse_args()
    sys.path.insert(0, options.wasmtime)

    total = Outcome()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        options.host_wat = HERE / "host.wat"
        for name, source in (("host", HERE / "host.wat"), ("spectest", SPECTEST)):
            path = scratch / f"{name}.wasm"
            subprocess.run([options.wasm_tools, "parse", source, "-o", path], check=True)
            setattr(options, f"{name}_wasm" if name == "host" else name, path)
        runner = Runner(options, scratch)
        runner.reference.api.use_large_stacks()
        batches = [[index] for index in options.only] or [
            list(range(start, min(start + BATCH, options.first + options.count)))
            for start in range(options.first, options.first + options.count, BATCH)]
        with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            for outcome in pool.map(runner.run, batches):
                total.add(outcome)
                for index, level, text in outcome.failures:
                    print(f"FAILED: {index} {level}: {text}", flush=True)
    return report(total)


if __name__ == "__main__":
    sys.exit(main())
