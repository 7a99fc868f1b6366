"""Programs and libraries that people use, as crates: their code, put to work by little of ours.

`sqlite_main.c` and the packages of `real/` are ours; those name the versions of crates.
"""
import pathlib
import sys

import builds
import contenders

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "test" / "e2e"))
import guests

RUST_GUEST = "wasm32-wasip1"  # what all contenders can run
NATIVE_RUSTFLAGS = f"-C target-cpu={contenders.NATIVE_CPU}"


class Sqlite(contenders.Program):
    """The sqlite of the crate libsqlite3-sys, put to work by sqlite_main.c."""
    FLAGS = ["-DSQLITE_OS_OTHER=1", "-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION",
             "-DSQLITE_ENABLE_FTS4", "-DSQLITE_ENABLE_RTREE", "-DSQLITE_TEMP_STORE=3", "-w"]

    def __init__(self, cache, work):
        super().__init__("sqlite", work)
        self.library = contenders.in_cache(cache, "crates/libsqlite3-sys-*/*/sqlite3/sqlite3.c")
        if not self.library:
            raise RuntimeError("the crate libsqlite3-sys isn't in the cache; ./dev bench fetches it")

    def compiled(self, flags, out):
        sources = [self.library, FOLDER / "sqlite_main.c"]
        command = ["clang-22", *flags, *self.FLAGS, "-I", self.library.parent, *sources, "-o", out,
                   "-lm"]
        return builds.make(out, [command], sources)

    def native(self):
        return self.compiled(contenders.OPTIMISED, self.folder / "native")

    def guest(self):
        return self.compiled(["--target=wasm32-wasi", "--sysroot=/usr", "-O3"],
                             self.folder / "guest.wasm")


class CargoProgram(contenders.Program):
    """What cargo builds, kept in the cache."""

    def __init__(self, name, cache, work):
        super().__init__(name, work)
        self.cache = cache

    def native(self):
        return self.build("native", NATIVE_RUSTFLAGS)

    def guest(self):
        return self.build(RUST_GUEST, "")


class Package(CargoProgram):
    """A package of bench/real, which puts a library to work."""

    def build(self, target, rustflags):
        return guests.build_project(FOLDER / "real" / self.name, target, self.cache, rustflags)


class Ripgrep(CargoProgram):
    """A search in text that is made for it."""
    CRATE = guests.Crate("rg", "ripgrep", ("--locked", "--profile", "release-lto"))
    PATTERN = r"\w{5,9}(ing|tion)|\w+er \w+ly|per\w*"

    def __init__(self, cache, work):
        super().__init__("ripgrep", cache, work)

    def build(self, target, rustflags):
        target = "native-fast" if target == "native" else target
        return self.CRATE.build(target, self.cache, rustflags)

    def arguments(self, small):
        # One thread: in WebAssembly there are no others.
        return ["--no-config", "-j1", "--count-matches", "-i", "-w", self.PATTERN, "-"]

    def stdin(self, small):
        mebibytes = "0.1" if small else "24"
        script, out = FOLDER / "real" / "make_text.py", self.folder / f"text-{mebibytes}"
        return builds.make(out, [[sys.executable, script, mebibytes, out]], [script])


def all_of(cache, work):
    return [Sqlite(cache, work), Ripgrep(cache, work),
            *(Package(path.parent.name, cache, work)
              for path in sorted((FOLDER / "real").glob("*/Cargo.toml")))]
