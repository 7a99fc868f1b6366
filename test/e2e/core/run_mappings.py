#!/usr/bin/env python3
"""No host mapping, `brk` heap included, lies in a reservation of linear memory.

Compiles a guest that waits for standard input, and looks at /proc/PID/maps
while it waits. The reservation is found from outside, as the run of mappings
without a gap around the largest one that nobody may access. In it there may be
only the memory's own pages (readable and writable: anonymous, or pages of the
executable that were moved there) and pages without access.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

GUEST = """(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 17)
  (data (i32.const 0) "\\10\\00\\00\\00\\01\\00\\00\\00")
  (data (i32.const 1048576) "far away")
  (func (export "_start")
    (i32.store8 (i32.const 16) (i32.const 33))
    (drop (memory.grow (i32.const 3)))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))))
"""
INDEX_SPACE = 1 << 32


def mappings(pid):
    for line in pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines():
        fields = line.split(None, 5)
        begin, end = (int(part, 16) for part in fields[0].split("-"))
        yield begin, end, fields[1], fields[5] if len(fields) > 5 else ""


def faults(found, exe):
    inaccessible = [m for m in found if m[2].startswith("---")]
    if not inaccessible:
        return ["no mapping without access: nothing is reserved"]
    largest = max(inaccessible, key=lambda m: m[1] - m[0])
    # The memory's own pages come before the rest of its reservation, without a gap.
    begin = largest[0]
    while any(m[1] == begin and m[2].startswith("rw") for m in found):
        begin = next(m[0] for m in found if m[1] == begin)
    problems = []
    if largest[1] - begin < INDEX_SPACE:
        problems.append(f"only {largest[1] - begin:#x} bytes are reserved")
    for low, high, access, name in found:
        if low >= largest[1] or high <= begin:
            continue
        if name not in ("", str(exe)) or access not in ("rw-p", "---p"):
            problems.append(f"{low:#x}-{high:#x} {access} {name} lies in the reservation")
    heap_begins = [m for m in found if m[3] == "[heap]"]
    if any(abs(m[0] - largest[1]) < (1 << 30) for m in heap_begins):
        problems.append("the brk heap begins right behind the reservation")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--wasm-tools", required=True)
    options = parser.parse_args()
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "guest.wat").write_text(GUEST)
        subprocess.run([options.wasm_tools, "parse", folder / "guest.wat", "-o",
                        folder / "guest.wasm"], check=True)
        for level in ("-O0", "-O2"):
            exe = folder / "guest"
            subprocess.run([options.compiler, folder / "guest.wasm", level, "-o", exe], check=True)
            child = subprocess.Popen([exe], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            child.stdout.read(1)  # the guest is running
            problems = faults(list(mappings(child.pid)), exe)
            child.communicate(b"x")
            if child.returncode != 0:
                problems.append(f"exit {child.returncode}")
            for problem in problems:
                print(f"FAIL mappings {level}: {problem}")
            failed += bool(problems)
            passed += not problems
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
