#!/usr/bin/env python3
"""Runs the lit tests; the last line is `N passed, N failed, N skipped`.

lit's own output stays as it is; the numbers come from its result file. A skip
is a test that lit calls unsupported.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=here.parents[1] / "build" / "release", type=pathlib.Path)
    parser.add_argument("tests", nargs="*", default=[str(here)])
    args = parser.parse_args()
    lit = shutil.which("lit", path="/usr/lib/llvm-22/bin" + os.pathsep + os.environ["PATH"])
    if not lit:
        sys.exit("error: lit is missing (package llvm-22-tools)")
    results = args.build / "lit-results.json"
    results.unlink(missing_ok=True)
    verbosity = "-sv" if sys.stdout.isatty() else "-qv"
    subprocess.run([lit, verbosity, "--no-progress-bar", "--timeout", "120", "-o", str(results),
                    "-D", f"build={args.build}", *args.tests], check=False)
    count = {"passed": 0, "failed": 0, "skipped": 0}
    if results.exists():
        for test in json.loads(results.read_text())["tests"]:
            code = test["code"]
            kind = ("passed" if code in ("PASS", "XFAIL", "FLAKYPASS")
                    else "skipped" if code in ("UNSUPPORTED", "SKIPPED", "EXCLUDED") else "failed")
            count[kind] += 1
    else:
        count["failed"] += 1
    print(", ".join(f"{n} {kind}" for kind, n in count.items()))
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
