"""What runners whose tests are Python functions share: results are counted, tests chosen by
their names, and the last line is `N passed, N failed, N skipped`."""
import argparse
import os
import pathlib
import subprocess
import time

import guests


def parser(description):
    result = argparse.ArgumentParser(description=description.splitlines()[0])
    result.add_argument("--build", type=pathlib.Path, required=True)
    result.add_argument("--cache", type=pathlib.Path, required=True)
    result.add_argument("names", nargs="*")
    return result


class Checks:
    """Each test is called with this object; `name` is the one that runs."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.name = ""

    def expect(self, what, holds, details=""):
        if holds:
            self.passed += 1
            if os.environ.get("VERBOSE"):
                print(f"ok   {self.name}: {what}")
        else:
            self.failed += 1
            print(f"FAIL {self.name}: {what}: {str(details)[:1500]}", flush=True)

    def skip(self, what, why):
        """What can't be run here, which in CI is a failure."""
        if os.environ.get("CI") in ("true", "1"):
            return self.expect(what, False, why)
        self.skipped += 1
        print(f"SKIPPED {self.name}: {what}: {why}")

    def run_tests(self, tests, names):
        """Those of `names`, or all; the runner's exit code."""
        for test in tests:
            if names and test.__name__ not in names:
                continue
            self.name = test.__name__
            start = time.monotonic()
            try:
                test(self)
            except guests.Unavailable as why:
                self.skip("the guest", why)
            except (OSError, RuntimeError, subprocess.SubprocessError) as error:
                self.expect("runs", False, repr(error))
            print(f"     {test.__name__}: {time.monotonic() - start:.1f} s", flush=True)
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed else 0
