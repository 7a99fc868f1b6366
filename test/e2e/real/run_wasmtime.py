"""A preview-1 program in another engine: run_wasmtime.py compile WASM OUT | run OUT ARGS...

The working folder is granted as ".", and all of the environment. Imports that nothing
provides trap, as with --stub-missing.
"""
import os
import sys

import wasmtime


def engine():
    config = wasmtime.Config()
    config.cranelift_opt_level = "none"
    return wasmtime.Engine(config)


def compile_module(source, out):
    with open(source, "rb") as wasm, open(out, "wb") as compiled:
        compiled.write(wasmtime.Module(engine(), wasm.read()).serialize())


def run(compiled, arguments):
    here = engine()
    module = wasmtime.Module.deserialize_file(here, compiled)
    wasi = wasmtime.WasiConfig()
    wasi.argv = [os.path.basename(compiled), *arguments]
    wasi.env = list(os.environ.items())
    wasi.inherit_stdin()
    wasi.inherit_stdout()
    wasi.inherit_stderr()
    wasi.preopen_dir(".", ".")
    store = wasmtime.Store(here)
    store.set_wasi(wasi)
    linker = wasmtime.Linker(here)
    linker.define_wasi()
    linker.define_unknown_imports_as_traps(module)
    try:
        linker.instantiate(store, module).exports(store)["_start"](store)
    except wasmtime.ExitTrap as end:
        return end.code
    except wasmtime.Trap as trap:
        print(trap, file=sys.stderr)
        return 134
    return 0


if __name__ == "__main__":
    if sys.argv[1] == "compile":
        compile_module(*sys.argv[2:])
    else:
        sys.exit(run(sys.argv[2], sys.argv[3:]))
