#!/usr/bin/env python3
"""Compares our validator's verdicts with those of `wasm-tools validate`.

On every module of the core specification's suite, and on modules made by number
(modules.py): smith's, also with bodies of random bytes, mutated and damaged ones. Both
must accept or both must reject. What one of them doesn't have or limits, and where
wasm-tools differs from the specification, is named below, with a reason.

usage: compare_validators.py --check WASM_CHECK --wasm-tools WASM_TOOLS --suite FOLDER
           [--count N] [--sample N] [--only INDEX]... [--keep FOLDER]
"""
import argparse
import collections
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from random import Random

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import modules
import spec_json

# What we have, by the names of wasm-tools.
FEATURES = (
    "bulk-memory", "bulk-memory-opt", "call-indirect-overlong", "custom-page-sizes", "exceptions",
    "extended-const", "floats", "function-references", "gc", "gc-types", "legacy-exceptions", "memory64",
    "multi-memory", "multi-value", "mutable-global", "reference-types", "relaxed-simd",
    "saturating-float-to-int", "sign-extension", "simd", "tail-call", "threads",
    "wide-arithmetic")

# Limits: (whose, pattern of the message, why). The other one may say anything.
LIMITS = (
)

# Where one of the two is known to differ from the specification, as narrowly as can be
# said: (name, pattern of our verdict, pattern of theirs, why).
EXPLAINED = (
)

CHUNK = 50


class Verdict:
    """What a validator says of a module: accepted, or why not."""

    def __init__(self, text):
        self.text = text
        self.accepted = text == "ok"
        self.unsupported = text.startswith("error unsupported: ")


class Case:
    def __init__(self, name, how, path):
        self.name, self.how, self.path = name, how, path


class Maker:
    """Makes the module of each index, from the suite's or from nothing."""

    def __init__(self, options, scratch):
        self.options, self.scratch = options, scratch
        self.wasts = sorted(pathlib.Path(options.suite).rglob("*.wast"))
        self.converted = {}
        self.lock = threading.Lock()

    def suite_modules(self, index):
        """The modules that the suite's file `index` holds."""
        with self.lock:
            if index not in self.converted:
                folder = self.scratch / f"suite-{index}"
                spec_json.convert(self.options.wasm_tools, self.wasts[index], folder)
                self.converted[index] = sorted(folder.glob("*.wasm"))
        return self.converted[index]

    def smith(self, random, config, **more):
        return modules.smith(self.options.wasm_tools, modules.random_seed(random),
                             {**config, **more})

    def mutated(self, random, folder):
        source = folder / f"source-{random.getrandbits(64):x}.wasm"
        source.write_bytes(self.smith(random, modules.mutable_config(random)))
        try:
            return modules.mutate(self.options.wasm_tools, source, random, random.random() < 0.4)
        finally:
            source.unlink()

    def from_suite(self, random):
        chosen = self.suite_modules(random.randrange(len(self.wasts)))
        if not chosen:
            raise modules.NotMade("no module in it")
        return random.choice(chosen).read_bytes()

    def attempt(self, index, random, folder):
        kind = index % 20
        if kind < 7:
            return "smith", self.smith(random, modules.any_config(random))
        if kind < 9:
            config = modules.any_config(random)
            return "smith, any bodies", self.smith(random, config, **{"allow-invalid-funcs": True})
        if kind < 12:
            return "mutated", self.mutated(random, folder)
        if kind < 14:
            return "mutated, damaged", modules.damage(self.mutated(random, folder), random)
        if kind < 17:
            config = modules.any_config(random)
            return "smith, damaged", modules.damage(self.smith(random, config), random)
        return "suite, damaged", modules.damage(self.from_suite(random), random)

    def make(self, index, folder):
        """The case of `index`; a generator that gives up is asked again with other numbers."""
        for attempt in range(50):
            try:
                how, data = self.attempt(index, Random(f"validators {index} {attempt}"), folder)
            except modules.NotMade as error:
                failure = error
                continue
            path = folder / f"{index}.wasm"
            path.write_bytes(data)
            return Case(str(index), how, path)
        raise failure


def our_verdicts(check, paths, folder):
    """One process judges all. If it dies, the module it died of and all after it have none."""
    listing = folder / "list"
    listing.write_text("".join(f"{path}\n" for path in paths))
    done = subprocess.run([check, "--list", str(listing)], capture_output=True, text=True,
                          errors="replace")
    lines = done.stdout.splitlines()
    verdicts = [Verdict(line) for line in lines[:len(paths)]]
    died = Verdict(f"died: exit {done.returncode}: {done.stderr.strip()[-300:]}")
    return verdicts + [died] * (len(paths) - len(verdicts))


def their_verdict(wasm_tools, path):
    done = subprocess.run([wasm_tools, "validate", f"--features=-all,{','.join(FEATURES)}",
                           str(path)], capture_output=True, text=True, errors="replace")
    if done.returncode == 0:
        return Verdict("ok")
    text = " ".join(done.stderr.split())
    kind = "error" if done.returncode == 1 else f"died: exit {done.returncode}"
    return Verdict(f"{kind}: {text}")


def excuse(ours, theirs):
    """Why two verdicts may differ; None if they may not."""
    for whose, pattern, _ in LIMITS:
        if re.search(pattern, (ours if whose == "ours" else theirs).text):
            return f"limit: {whose}: {pattern}"
    for name, our_pattern, their_pattern, _ in EXPLAINED:
        if re.search(our_pattern, ours.text) and re.search(their_pattern, theirs.text):
            return f"explained: {name}"
    return None


class Tally:
    def __init__(self, keep):
        self.keep = keep
        self.agreed = collections.Counter()   # by (how, accepted or rejected)
        self.excused = collections.Counter()  # by reason
        self.disagreed = 0

    def count(self, case, ours, theirs):
        died = ours.text.startswith("died") or theirs.text.startswith("died")
        if ours.accepted == theirs.accepted and not died:
            self.agreed[case.how, "accepted" if ours.accepted else "rejected"] += 1
            return
        reason = None if died else excuse(ours, theirs)
        if reason:
            self.excused[reason] += 1
            return
        self.disagreed += 1
        saved = self.keep / f"{case.name.replace('/', '-')}.wasm"
        saved.parent.mkdir(parents=True, exist_ok=True)
        saved.write_bytes(case.path.read_bytes())
        print(f"FAILED: {case.name} ({case.how})\n  ours:   {ours.text}\n  theirs: {theirs.text}\n"
              f"  saved as {saved}; made again by --only {case.name}", flush=True)

    def report(self):
        kinds = sorted({how for how, _ in self.agreed})
        for how in kinds:
            print(f"{how:20} {self.agreed[how, 'accepted']:6} accepted by both, "
                  f"{self.agreed[how, 'rejected']:6} rejected by both")
        for reason, count in self.excused.most_common():
            print(f"skipped {count}: {reason}")
        agreed, excused = sum(self.agreed.values()), sum(self.excused.values())
        print(f"{agreed} passed, {self.disagreed} failed, {excused} skipped")
        return 1 if self.disagreed or not agreed else 0


def judge(cases, options, folder):
    ours = our_verdicts(options.check, [case.path for case in cases], folder)
    return [(case, our, their_verdict(options.wasm_tools, case.path))
            for case, our in zip(cases, ours)]


def suite_chunk(maker, options, wasts, seen, folder):
    """Judges the modules of some files of the suite that weren't there before."""
    folder.mkdir()
    cases = []
    for index in wasts:
        name = "-".join(maker.wasts[index].relative_to(options.suite).with_suffix("").parts)
        for path in maker.suite_modules(index):
            digest = hashlib.sha256(path.read_bytes()).digest()
            if digest not in seen:
                seen.add(digest)
                cases.append(Case(f"{name}-{path.stem}", "suite", path))
    return judge(cases, options, folder)


def made_chunk(maker, options, indices, folder):
    folder.mkdir()
    judged = judge([maker.make(index, folder) for index in indices], options, folder)
    for case, ours, theirs in judged:
        if ours.accepted == theirs.accepted:
            case.path.unlink()
    return judged


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", required=True)
    parser.add_argument("--wasm-tools", required=True)
    parser.add_argument("--suite", required=True)
    parser.add_argument("--count", type=int, default=600, help="how many modules to make")
    parser.add_argument("--sample", type=int, default=1, help="only every Nth file of the suite")
    parser.add_argument("--only", action="append", type=int, default=[], metavar="INDEX")
    parser.add_argument("--keep", default="fuzz-failures", help="where what failed is saved")
    options = parser.parse_args()

    tally = Tally(pathlib.Path(options.keep))
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        scratch = pathlib.Path(scratch)
        maker = Maker(options, scratch)
        jobs, seen = [], set()
        wasts = [] if options.only else range(0, len(maker.wasts), options.sample)
        for start in range(0, len(wasts), 8):
            jobs.append(pool.submit(suite_chunk, maker, options, wasts[start:start + 8], seen,
                                    scratch / f"s{start}"))
        indices = options.only or range(options.count)
        for start in range(0, len(indices), CHUNK):
            jobs.append(pool.submit(made_chunk, maker, options, indices[start:start + CHUNK],
                                    scratch / f"m{start}"))
        for job in jobs:
            for case, ours, theirs in job.result():
                tally.count(case, ours, theirs)
    return tally.report()


if __name__ == "__main__":
    sys.exit(main())
