"""A Python component (componentize-py, 18 MB and more): compiling it, compiling it again when its
script has changed, and a hello from exec to exit."""
import os
import pathlib
import shutil
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path += [str(FOLDER.parent / "test" / "e2e"), str(FOLDER.parent / "test" / "e2e" / "real")]

import compile_time
import contenders
import measure
import real_guests
import startup

ROUNDS, QUICK_ROUNDS = 200, 40


def guests(cache, work):
    """The component, and one that differs in its script."""
    changed = work / "python_changed"
    shutil.rmtree(changed, ignore_errors=True)
    shutil.copytree(FOLDER / "python_hello", changed,
                    ignore=shutil.ignore_patterns("__pycache__"))
    (changed / "script.py").write_text('GREETING = "hello, hello"\n')
    return [real_guests.Python(f"hello-py{i}", str(source)).build("wasm32-wasip2", cache)
            for i, source in enumerate((FOLDER / "python_hello", changed))]


def compile_all(options, work, component, changed, wasmtime):
    compiler = compile_time.compiler_command(options.build)
    ours = [*compiler, "-O2", component, "-o", work / "hello-py"]
    runs = {"wasi-aotc -O0": measure.run_once([*compiler, "-O0", "--no-cache", component, "-o",
                                               work / "hello-py-O0"])}
    with tempfile.TemporaryDirectory(dir=work) as cache:
        kept = dict(os.environ, WASI_AOTC_CACHE_DIR=cache)
        runs["wasi-aotc -O2"] = measure.run_once(ours, env=kept)
        again = [*compiler, "-O2", changed, "-o", work / "hello-py-changed"]
        runs["— with another script"] = measure.run_once(again, env=kept)
    if wasmtime:
        runs["wasmtime compile"] = measure.run_once([wasmtime, "compile", "-o",
                                                     work / "hello-py.cwasm", component])
    return runs


def run(options, work):
    peers = [] if options.no_peers else contenders.peers(options.cache)
    wasmtime = next((peer.tool for peer in peers if peer.name == "wasmtime"), None)
    component, changed = guests(pathlib.Path(options.cache), work)
    runs = compile_all(options, work, component, changed, wasmtime)
    commands = {"wasi-aotc -O2": [work / "hello-py"]}
    if wasmtime:
        commands["wasmtime, precompiled"] = [wasmtime, "run", "--allow-precompiled",
                                             work / "hello-py.cwasm"]
    spawner = startup.build_spawner(options.build, work)
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    return {"component_bytes": component.stat().st_size,
            "compilers": {name: r.as_data() for name, r in runs.items()},
            "start": startup.time_starts(spawner, rounds, commands)}


def report(data):
    size = f"Python component ({data['component_bytes'] / 1e6:.1f} MB)"
    return [*compile_time.table(size, data["compilers"]), "",
            f"{'its hello, exec to exit':30}  best ms  median ms   RSS KiB",
            *(f"{name:30} {r['best'] * 1e3:8.2f} {r['median'] * 1e3:10.2f} {r['resident_kib']:9}"
              for name, r in data["start"].items())]
