#!/usr/bin/env python3
"""What a call between two components costs, ours and wasmtime's where it is installed.

usage: component_calls.py --build BUILD --wasm-tools WASM_TOOLS [--wasmtime FOLDER]

Times are the best of some runs of a whole process (ours) or call (wasmtime's), less the
same with no calls.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().with_suffix(".wat")
RUNS = 5
SCALAR_CALLS = 200_000_000
TEXT_CALLS, TEXT_BYTES = 50_000, 64 * 1024


def best(action):
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def ours(options, component, folder):
    for name in ("scalars", "texts"):
        subprocess.run([f"{options.build}/bin/wasi-aotc", component, "-O2", "--invoke", name,
                        "-o", folder / name], check=True)
    call = lambda name, *arguments: best(lambda: subprocess.run(
        [folder / name, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL))
    return (call("scalars", SCALAR_CALLS) - call("scalars", 0),
            call("texts", TEXT_CALLS, TEXT_BYTES) - call("texts", 0, TEXT_BYTES))


def wasmtimes(options, component):
    """With a hundredth of the scalar calls: each is slower by that much."""
    sys.path.insert(0, options.wasmtime)
    import wasmtime
    from wasmtime import component as model
    store = wasmtime.Store(wasmtime.Engine())
    linker = model.Linker(store.engine)
    instance = linker.instantiate(store, model.Component.from_file(store.engine, str(component)))

    def call(name, *arguments):
        function = instance.get_func(store, name)

        def once():
            function(store, *arguments)
            if hasattr(function, "post_return"):
                function.post_return(store)
        return best(once)
    return (100 * (call("scalars", SCALAR_CALLS // 100) - call("scalars", 0)),
            call("texts", TEXT_CALLS, TEXT_BYTES) - call("texts", 0, TEXT_BYTES))


def as_data(scalars, texts):
    return {"scalar_ns": scalars / SCALAR_CALLS * 1e9, "text_us": texts / TEXT_CALLS * 1e6,
            "text_gb_per_s": TEXT_CALLS * TEXT_BYTES / texts / 1e9 if texts > 0 else None}


def measure(options):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        component = folder / "component.wasm"
        subprocess.run([options.wasm_tools, "parse", SOURCE, "-o", component], check=True)
        results = {"wasi-aotc": as_data(*ours(options, component, folder))}
        if options.wasmtime:
            results["wasmtime"] = as_data(*wasmtimes(options, component))
    return results


def report(results):
    return [f"{name:12} {r['scalar_ns']:8.2f} ns a scalar call {r['text_us']:8.2f} us a "
            f"{TEXT_BYTES // 1024} KiB string {r['text_gb_per_s'] or float('inf'):6.1f} GB/s"
            for name, r in results.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--wasm-tools", required=True)
    parser.add_argument("--wasmtime", help="a folder with the Python package")
    print(*report(measure(parser.parse_args())), sep="\n")


if __name__ == "__main__":
    main()
