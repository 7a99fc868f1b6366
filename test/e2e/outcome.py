"""What came of the commands of .wast files, counted by their kinds, and how it is printed."""
import collections
import re


class Outcome:
    def __init__(self):
        self.passed = collections.Counter()   # by kind of command
        self.failed = collections.Counter()
        self.skipped = collections.Counter()  # by (kind, reason, file)
        self.failures = []

    def read(self, name, file, text):
        for line in text.splitlines():
            words = line.split(" ", 3)
            if words[0] == "count":
                self.passed[words[1]] += int(words[2])
                self.failed[words[1]] += int(words[3])
            elif words[0] == "skipped":
                self.skipped[words[1], shortened(words[3]), file] += int(words[2])
            elif words[0] == "FAILED":  # "FAILED line N: KIND: TEXT"; its count comes by itself
                self.failures.append(f"{name}: {line}")

    def fail(self, name, text):
        self.failed["file"] += 1
        self.failures.append(f"{name}: FAILED: {text}")

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


def shortened(reason):
    """The proposal or feature, without what exactly of it."""
    return re.split(r": |, ", reason)[0]


def report(total):
    """By kind of command, then what was skipped by reason and file; the exit code."""
    kinds = sorted(set(total.passed) | set(total.failed) | {kind for kind, _, _ in total.skipped})
    for kind in kinds:
        skipped = sum(n for (k, _, _), n in total.skipped.items() if k == kind)
        print(f"{kind:24} {total.passed[kind]:7} passed {total.failed[kind]:5} failed "
              f"{skipped:5} skipped")
    reasons = collections.defaultdict(collections.Counter)
    for (_, reason, file), count in total.skipped.items():
        reasons[reason][file] += count
    for reason, files in sorted(reasons.items()):
        listed = ", ".join(f"{file} {count}" for file, count in sorted(files.items()))
        print(f"skipped {sum(files.values())}: {reason}: {listed}")
    passed, failed = sum(total.passed.values()), sum(total.failed.values())
    print(f"{passed} passed, {failed} failed, {sum(total.skipped.values())} skipped")
    return 1 if failed or not passed else 0
