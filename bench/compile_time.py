"""How long compiling takes: sqlite's library and a program that uses it, as a C guest."""
import pathlib

import builds
import contenders
import measure

FOLDER = pathlib.Path(__file__).resolve().parent
ROUNDS, QUICK_ROUNDS = 3, 1
SQLITE_FLAGS = ["-DSQLITE_OS_OTHER=1", "-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION",
                "-DSQLITE_ENABLE_FTS4", "-DSQLITE_ENABLE_RTREE", "-DSQLITE_TEMP_STORE=3"]


class Sqlite(contenders.Program):
    """The sqlite of the crate libsqlite3-sys with sqlite_main.c, for contenders."""

    def __init__(self, cache, work):
        super().__init__(FOLDER / "sqlite_main.c", work)
        self.library = contenders.in_cache(cache, "crates/libsqlite3-sys-*/*/sqlite3/sqlite3.c")
        if not self.library:
            raise RuntimeError("the crate libsqlite3-sys is not in the cache; ./dev bench fetches it")
        self.sources = [self.source, self.library]

    def c_command(self, flags, out):
        return ["clang-22", *flags, "-w", *SQLITE_FLAGS, "-I", self.library.parent, self.library,
                self.source, "-o", out, "-lm"]

    def native(self):
        out = self.folder / "native"
        return builds.make(out, [self.c_command(contenders.OPTIMISED, out)], self.sources)

    def guest(self):
        out = self.folder / "guest.wasm"
        flags = ["--target=wasm32-wasi", "--sysroot=/usr", "-O3"]
        return builds.make(out, [self.c_command(flags, out)], self.sources)


def compile_commands(options, guest, out):
    ours = pathlib.Path(options.build, "bin", "wasi-aotc").resolve()
    commands = {}
    for peer in [] if options.no_peers else contenders.peers(options.cache):
        if peer.name == "wasmtime":
            commands["wasmtime compile"] = [peer.tool, "compile", "-o", out, guest]
    for level in ("-O2", "-O0"):
        for threads in (["-j1"], []):
            name = " ".join(["wasi-aotc", level, *threads])
            commands[name] = [ours, level, *threads, guest, "-o", out]
    return commands


def run_compilers(options, work):
    program = Sqlite(options.cache, work)
    guest = program.guest()
    commands = compile_commands(options, guest, program.folder / "compiled")
    results = measure.interleaved(commands, QUICK_ROUNDS if options.quick else ROUNDS)
    return {"guest_bytes": guest.stat().st_size,
            "compilers": {name: runs.as_data() for name, runs in results.items()}}


def report(data):
    compilers = data["compilers"]
    base = compilers.get("wasmtime compile")
    lines = [f"compile sqlite ({data['guest_bytes'] / 1e6:.2f} MB)    CPU s  on the clock s  "
             "peak MiB  CPU × wasmtime"]
    for name, runs in compilers.items():
        ratio = f"{runs['best'] / base['best']:15.2f}" if base else f"{'–':>15}"
        lines.append(f"{name:26} {runs['best']:8.2f} {min(runs['clock']):15.2f} "
                     f"{runs['peak_kib'] / 1024:9.0f} {ratio}")
    return lines
