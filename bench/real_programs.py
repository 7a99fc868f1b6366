"""Programs and libraries that people use, as crates: their code, put to work by little of ours."""
import pathlib

import builds
import contenders

FOLDER = pathlib.Path(__file__).resolve().parent


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


def all_of(cache, work):
    return [Sqlite(cache, work)]
