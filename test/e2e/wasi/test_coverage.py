"""Every function of the host interface is called by a guest of these tests.

What there is: host_functions.def, which is made from WIT, and preview1.def. What
is called: the host calls that the compiler finds in the guests above
(--emit=program); calls that nothing uses aren't in them, since their linkers leave
them out. A function that comes with a newer WIT package fails here until a guest
calls it.
"""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[3]


def offered(wasi):
    text = (wasi.build / "generated/runtime-lib/host_functions.def").read_text()
    found = set(re.findall(r'AOTC_HOST_FUNCTION\("([^"]+)", "([^"]+)"', text))
    names = {f"{interface}#{function}" for interface, function in found}
    text = (ROOT / "runtime-lib/abi/preview1.def").read_text()
    return names, set(re.findall(r"^AOTC_PREVIEW1\((\w+),", text, re.M))


def called(wasi, wasm):
    got = wasi.run(wasi.tool, "--emit=program", wasm, "-o", "-")
    wasi.expect(f"the host calls of {wasm.stem}", got.code == 0, got)
    return got.out.decode()


def coverage(wasi):
    functions, preview1 = offered(wasi)
    wasi.expect("there is something to cover", len(functions) > 120 and len(preview1) == 46,
                (len(functions), len(preview1)))
    text = called(wasi, wasi.interfaces()) + called(wasi, wasi.wat("unstable"))
    # wasi:io/poll@0.2.12#poll is wasi:io/poll@0.2#poll
    calls = set(re.sub(r"@0\.2\.\d+#", "@0.2#", name)
                for name in re.findall(r"[a-z]+:[a-z]+/[a-z0-9-]+@[0-9.]+#\S+?(?=[\"\s,)]|$)", text))
    missing = sorted(functions - calls)
    wasi.expect("every function of wasi:cli/command", not missing, missing)
    text = called(wasi, wasi.preview1())
    missing = sorted(name for name in preview1
                     if not re.search(rf"wasi_snapshot_preview1\W+{name}\b", text))
    wasi.expect("every function of preview 1", not missing, missing)


TESTS = [coverage]
