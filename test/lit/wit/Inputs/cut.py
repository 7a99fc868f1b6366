"""cut.py FILE SCRATCH: wit-compose on prefixes of FILE and on FILE with bytes
changed exits 0 or 1, and says one line when it is 1."""
import pathlib
import subprocess
import sys

data = pathlib.Path(sys.argv[1]).read_bytes()
scratch = pathlib.Path(sys.argv[2])
scratch.mkdir(parents=True, exist_ok=True)
inputs = [data[:end] for end in range(0, len(data), 7)]
for at in range(0, len(data), 31):
    for bit in (0, 3, 7):
        inputs.append(data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1:])
for number, content in enumerate(inputs):
    file = scratch / "cut.wit"
    file.write_bytes(content)
    run = subprocess.run(["wit-compose", "abi", str(file)], capture_output=True)
    good = run.returncode == 0 or (run.returncode == 1 and run.stderr.startswith(b"error: ") and
                                   run.stderr.count(b"\n") == 1)
    if not good:
        (scratch / f"bad{number}.wit").write_bytes(content)
        sys.exit(f"input {number}: exit {run.returncode}: {run.stderr[:300]!r}")
