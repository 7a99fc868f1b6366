"""check_errors.py ERRORS SCRATCH: every text must be refused, exit 1, with one
message that names the file, an offset and what the list says."""
import pathlib
import re
import subprocess
import sys

scratch = pathlib.Path(sys.argv[2])
scratch.mkdir(parents=True, exist_ok=True)
wrong = 0
for number, line in enumerate(pathlib.Path(sys.argv[1]).read_text().splitlines(), 1):
    text, message = (part.strip() for part in line.rsplit(" | ", 1))
    file = scratch / f"{number}.wit"
    file.write_text("package test:errors@1.0.0;\ninterface i {\n" + text + "\n}\n")
    run = subprocess.run(["wit-compose", "abi", str(file)], capture_output=True, text=True)
    shape = re.fullmatch(r"error: \S+: at 0x[0-9a-f]+: .*\n", run.stderr)
    if run.returncode != 1 or run.stdout or not shape or message not in run.stderr:
        wrong += 1
        print(f"{number}: {text}\n  wanted: {message}\n  got: {run.returncode} {run.stderr}")
sys.exit(1 if wrong else 0)
