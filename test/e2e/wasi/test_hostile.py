"""R6, R8, R9, R10: what a component does wrong towards the host, end to end: pointers, lengths,
handles, strings, values, the allocator, times. hostile.wat is the component; here are its
cases."""
import concurrent.futures
import pathlib
import resource
import subprocess

import emulator

SOURCE = pathlib.Path(__file__).resolve().parent / "hostile.wat"

BOUNDS, ALIGNED = "pointer out of bounds of memory", "pointer isn't aligned"
UTF8, UTF16 = "string isn't valid UTF-8", "string isn't valid UTF-16"
STRING, LIST = "string is too long", "list is too long"
UNKNOWN, OTHER = "unknown handle index", "handle of another resource type"
OUTSIDE = "realloc's result is out of bounds of memory"
VALUE = "discriminant is out of range"
FINE = None


def write(at, size, result="(i32.const 64)"):
    return f"(call $write (global.get $stdout) (i32.const {at}) (i32.const {size}) {result})"


def poll(at, count, result=128):
    return f"(call $poll (i32.const {at}) (i32.const {count}) (i32.const {result}))"


def link(encoding, at, length, result=256):
    return (f"(call $link{encoding} (global.get $root) (i32.const {at}) (i32.const {length}) "
            f"(i32.const {result}))")


def random(length, mode, result="(i32.const 64)"):
    return f"(call $realloc-does (i32.const {mode})) (call $random (i64.const {length}) {result})"


def set_times(kind):
    return (f"(call $set-times (global.get $root) (i32.const {kind}) (i64.const 0) (i32.const 0) "
            "(i32.const 0) (i64.const 0) (i32.const 0) (i32.const 64)) "
            "(call $is (i32.load8_u (i32.const 64)) (i32.const 0))")


def timestamp(seconds, nanoseconds, code):
    """What set-times answers: 0 or 1, and then the error's number."""
    return (f"(call $set-times (global.get $root) (i32.const 2) (i64.const {seconds}) "
            f"(i32.const {nanoseconds}) (i32.const 0) (i64.const 0) (i32.const 0) (i32.const 64)) "
            f"(call $is (i32.load8_u (i32.const 64)) (i32.const 1)) "
            f"(call $is (i32.load8_u (i32.const 65)) (i32.const {code}))")


def names(encoding, bytes_at, length):
    """The link's target is "ä→", written in the encoding."""
    checks = " ".join(f"(call $is (i32.load8_u (i32.add (i32.load (i32.const 260)) (i32.const {i})))"
                      f" (i32.const {byte}))" for i, byte in enumerate(bytes_at))
    return (f"(call $is (i32.load8_u (i32.const 256)) (i32.const 0)) "
            f"(call $is (i32.load (i32.const 264)) (i32.const {length})) {checks}")


END = 260 * 65536
STORE = "(i32.store (i32.const 512) (global.get $pollable))"
MANY = 4_194_305  # pollables: 16 MiB, which lie in the guest's memory

INVALID = 12  # of wasi:filesystem/types.error-code
MILLION = """(local $i i32)
      (loop $more
        (i32.store (i32.add (i32.const 8388608) (local.get $i)) (global.get $pollable))
        (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4)))
                               (i32.const 4000000))))
      (call $poll (i32.const 8388608) (i32.const 1000000) (i32.const 128))
      (call $is (i32.load (i32.const 132)) (i32.const 1000000))"""

# name: (what the guest does, the rule that it breaks)
CASES = {
    # R6: pointers and lengths.
    "write to the end of memory": (write(END - 4, 4), FINE),
    "write beyond by a byte": (write(END - 3, 4), BOUNDS),
    "write of nothing at the end": (write(END, 0), FINE),
    "write of nothing behind the end": (write(END + 1, 0), BOUNDS),
    "write whose end wraps": (write(0xfffffff0, 0x20), BOUNDS),
    "write of 2^32-1 bytes": (write(1024, 0xffffffff), LIST),
    "write of 2^28 bytes": (write(1024, 1 << 28), LIST),
    "write of 2^28-1 bytes": (write(1024, (1 << 28) - 1), BOUNDS),
    "result out of bounds": (write(1024, 8, f"(i32.const {END - 8})"), BOUNDS),
    "result wraps": (write(1024, 8, "(i32.const 0xfffffffc)"), BOUNDS),
    "result unaligned": (write(1024, 8, "(i32.const 66)"), ALIGNED),
    "result in the argument": (write(1024, 8, "(i32.const 1024)"), FINE),
    "list unaligned": (STORE + poll(513, 1), ALIGNED),
    "list beyond by a byte": (STORE + poll(END - 4, 2), BOUNDS),
    "list whose size wraps": (STORE + poll(512, 0x40000001), LIST),
    "list of the same handle often": (STORE + poll(512, 1), FINE),
    "list of too many": (poll(0, MANY), "poll of too many pollables"),
    # R8: handles.
    "dropped twice": ("(call $drop-stream (global.get $stdout)) "
                      "(call $drop-stream (global.get $stdout))", UNKNOWN),
    "used after drop": ("(call $drop-pollable (global.get $pollable)) "
                        "(drop (call $ready (global.get $pollable)))", UNKNOWN),
    "another type": ("(drop (call $ready (global.get $stdout)))", OTHER),
    "another type dropped": ("(call $drop-stream (global.get $pollable))", OTHER),
    "another type in a list": ("(i32.store (i32.const 512) (global.get $stdout))" + poll(512, 1),
                               OTHER),
    "handle 0": ("(drop (call $ready (i32.const 0)))", UNKNOWN),
    "handle 2^32-1": ("(drop (call $ready (i32.const -1)))", UNKNOWN),
    "another component's": ("(call $use (global.get $stdout))", UNKNOWN),
    "a pollable of a dropped stream": ("(call $drop-stream (global.get $stdout)) (call $is "
                                       "(call $ready (global.get $pollable)) (i32.const 1)) "
                                       "(global.set $stdout (call $get-stdout)) (call $permit)",
                                       FINE),
    "handles without end": ("(loop $more (drop (call $network)) (br $more))", "too many handles"),
    # R10.
    "a million pollables": (MILLION, FINE),
    "seconds beyond those of the kernel": (timestamp(-1, 0, INVALID), FINE),
    "a billion nanoseconds": (timestamp(0, 1_000_000_000, INVALID), FINE),
    # R9: strings.
    "path that isn't UTF-8": (link(8, 1040, 3), UTF8),
    "path that is cut": (link(8, 1088, 2), UTF8),
    "surrogate as UTF-8": (link(8, 1096, 3), UTF8),
    "UTF-8 out of bounds": (link(8, END - 2, 4), BOUNDS),
    "UTF-8 of 2^28": (link(8, 0, 1 << 28), STRING),
    "UTF-8 of 2^32-1": (link(8, 0, 0xffffffff), STRING),
    "lone surrogate": (link(16, 1072, 3), UTF16),
    "odd UTF-16": (link(16, 1073, 1), ALIGNED),
    "UTF-16 of 2^27": (link(16, 0, 1 << 27), STRING),
    "UTF-16 whose size wraps": (link(16, 0, 0x80000001), STRING),
    "odd Latin-1 or UTF-16": (link(1, 1073, 1), ALIGNED),
    "lone surrogate behind the tag": (link(1, 1072, 0x80000003), UTF16),
    "UTF-8 there and back": (link(8, 1048, 4) + names(8, "ä→".encode(), 5), FINE),
    "UTF-16 there and back": (link(16, 1056, 4) + names(16, "ä→".encode("utf-16-le"), 2), FINE),
    "Latin-1 there, UTF-16 back": (link(1, 1048, 4) +
                                   names(1, "ä→".encode("utf-16-le"), (1 << 31) + 2), FINE),
    "empty path": (link(8, 0, 0) + "(call $is (i32.load8_u (i32.const 256)) (i32.const 1))", FINE),
    # R9: values.
    "variant's last case": (set_times(1), FINE),
    "variant out of range": (set_times(3), VALUE),
    "variant 2^32-1": (set_times(0xffffffff), VALUE),
    "enum out of range": ("(call $advise (global.get $root) (i64.const 0) (i64.const 0) "
                          "(i32.const 6) (i32.const 64))", VALUE),
    "flags that aren't there": ("(call $open (global.get $root) (i32.const 0xfffffffe) "
                                "(i32.const 1048) (i32.const 4) (i32.const 0xfffffff0) "
                                "(i32.const 0xffffffc1) (i32.const 64)) "
                                "(call $is (i32.load8_u (i32.const 64)) (i32.const 1))", FINE),
    # R9: realloc.
    "realloc": (random(8, 0), FINE),
    "realloc out of bounds": (random(32, 1), OUTSIDE),
    "realloc beyond by a byte": (random(32, 6), OUTSIDE),
    "realloc unaligned": ("(call $realloc-does (i32.const 2))" + STORE + poll(512, 1),
                          "realloc's result isn't aligned"),
    "realloc traps": (random(8, 3), "unreachable"),
    "realloc calls the host": (random(8, 4), "cannot leave component instance"),
    "realloc gives the same": (random(8, 5) + " (i64.store (i32.const 1024) "
                               "(i64.const 0x0a6465746e697270))", FINE),
    "list of 2^32-1 random bytes": (random(0xffffffff, 0), LIST),
    "list of no bytes": (random(0, 1), OUTSIDE),
}


def component(wasi):
    source, wasm = wasi.work / "hostile.wat", wasi.work / "hostile.wasm"
    functions = [f"    (func $f{i} {code}{' (call $fine)' if rule is FINE else ''})"
                 for i, (code, rule) in enumerate(CASES.values())]
    table = " ".join(f"$f{i}" for i in range(len(CASES)))
    cases = "\n".join([*functions, f"    (table funcref (elem {table}))"])
    source.write_text(SOURCE.read_text().replace("    ;; @CASES", cases))
    subprocess.run([wasi.wasm_tools, "parse", source, "-o", wasm], check=True)
    return wasm


def memory_limit():
    resource.setrlimit(resource.RLIMIT_DATA, (1 << 29, 1 << 29))


def hostile(wasi):
    limit = None if emulator.is_emulated(wasi.target) else memory_limit
    folder = wasi.folder()
    (folder / "link").symlink_to("ä→")
    for level in ("-O0", "-O2"):
        exe = wasi.compile(component(wasi), "--invoke", "case", "--dir", f"{folder}::/data",
                           level=level)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = pool.map(lambda n: wasi.run(exe, str(n), preexec_fn=limit),
                               range(len(CASES)))
            for (name, (_, rule)), got in zip(CASES.items(), results):
                if rule is FINE:
                    good = got.code == 0 and got.out.endswith(b"rinted\n()\n")
                else:
                    good = got.code == 134 and rule.encode() in got.err.splitlines()[0]
                wasi.expect(f"{level}: {name}", good, got)


TESTS = [hostile]
