"""ripgrep and wasm-tools, from the crate registry, against their native builds.

A folder's entries come in the order that the file system has them: --sort, or lines are
compared in sorted order. Threads natively, none in WebAssembly: -j1. Without a path ripgrep
looks at what standard input is, but not in WebAssembly; likewise for the colour of paths.
"""
import pathlib

from guests import Crate
from program_cases import BINARY, DIR, TEXT, Case


class Tool(Crate):
    """Its native build is among the tools that ./dev installed."""

    def build(self, target, cache):
        if target == "native":
            return pathlib.Path(cache) / "tools" / "bin" / self.name
        return super().build(target, cache)


RIPGREP = Crate("rg", "ripgrep", ("--locked",), optimise="1")
WASM_TOOLS = Tool("wasm-tools", "wasm-tools", ("--locked", "--no-default-features", "--features",
                                               "parse,print,validate,strip"), optimise="1")

SOURCES = {
    "src/main.rs": b"fn main() {\n    // TODO: say more\n    println!(\"hello\");\n}\n",
    "src/deep/down/lib.rs": b"/// Adds.\npub fn add(a: i32) -> i32 {\n    a + 1 // TODO\n}\n" * 40,
    "src/notes.txt": TEXT,
    "target/out.rs": b"// TODO: ignored\n",
    ".gitignore": b"target/\n*.log\n",
    ".ignore": b"skipped.rs\n",
    "src/skipped.rs": b"// TODO: skipped\n",
    ".hidden/file.rs": b"// TODO: hidden\n",
    "run.log": b"TODO\n",
    "binary.rs": b"TODO \0\1\2\n" + BINARY,
    "utf16.txt": "TODO in UTF-16\n".encode("utf-16"),
    "empty.rs": b"",
    "long.txt": b"x" * 300_000 + b"TODO" + b"y" * 300_000 + b"\nTODO\n",
}
TIMES = r'"elapsed(_total)?":\{[^}]*\}|[0-9.]+ seconds?'


def rg(name, *args, sort=True, **more):
    options = ("--sort", "path") if sort else ("-j1",)
    return Case(RIPGREP, name, (*options, *args), more.pop("options", DIR),
                files=more.pop("files", SOURCES), **more)


RIPGREP_CASES = [
    rg("recursive", "TODO", "."),
    rg("in the order that comes", "-n", "TODO", ".", sort=False, unordered=True),
    rg("count", "-c", "TODO", "."),
    rg("count all", "--count-matches", "--include-zero", "-i", "fox|todo", "src"),
    rg("json", "--json", "TODO", "src", mask=TIMES),
    rg("statistics", "--stats", "TODO", "src", mask=TIMES),
    rg("globs", "-g", "*.rs", "-g", "!**/down/**", "TODO", "."),
    rg("types", "-trust", "-l", "TODO", "."),
    rg("no ignoring", "-uuu", "-l", "TODO", "."),
    rg("files", "--files", "."),
    rg("context", "-C2", "--heading", "-n", "pub fn", "src/deep"),
    rg("colour", "--color=always", "--colors=path:fg:blue", "--column", "fn (\\w+)", "src"),
    rg("replacing", "-r", "[$1]", "-o", "fn (\\w+)", "src"),
    rg("multiline", "-U", "main\\(\\) \\{\\n.*TODO", "src"),
    rg("words and case", "-w", "-S", "größe", "src"),
    rg("utf-16", "TODO", "utf16.txt"),
    rg("inverted", "-v", "-n", "fox", "src/notes.txt"),
    rg("bytes", "-b", "--vimgrep", "jumps", "src/notes.txt"),
    rg("stdin", "-n", "fox", "-", stdin=TEXT * 20),
    rg("much of stdin", "-c", "fox", "-", stdin=TEXT * 1000),
    rg("patterns from a file", "-f", "patterns", ".", files={**SOURCES, "patterns": b"jumps\nAdds\n"}),
    rg("configuration", "TODO", ".", options=(*DIR, "--env", "RIPGREP_CONFIG_PATH"),
       env={"RIPGREP_CONFIG_PATH": "rc"}, files={**SOURCES, "rc": b"-c\n--hidden\n"}),
    rg("nothing found", "nowhere to be seen", "."),
    rg("missing file", "TODO", "missing", "src/main.rs"),
    rg("bad pattern", "(", "."),
    rg("bad option", "--nonsense"),
    rg("not granted", "TODO", "src", options=(), code=1, out=b"", err="src"),
    rg("a reader that goes away", "x", ".", sort=False, reads=1000,
       files={"many.txt": b"x marks the spot\n" * 100_000}),
]

FUNCTIONS = "".join(f'(func (export "f{i}") (param i32 i64) (result i64) '
                    f'local.get 1 i64.const {i * 7919} i64.add)\n' for i in range(20_000))
LARGE = f'(module (memory 1) (data (i32.const 8) "{"x" * 100_000}") {FUNCTIONS})'.encode()
INVALID = b"(module (func $f (result i32) i64.const 1))"
# Of this repository's own making: a component, with all that it can have in it.
COMPONENT = (pathlib.Path(__file__).resolve().parents[1] / "wasi" / "unstable.wat").read_bytes()


def tools(name, *args, **more):
    return Case(WASM_TOOLS, name, args, DIR, **more)


WASM_TOOLS_CASES = [
    tools("parse", "parse", "large.wat", "-o", "out.wasm", files={"large.wat": LARGE}),
    tools("parse to print", "print", "large.wat", files={"large.wat": LARGE}),
    tools("strip", "strip", "-a", "large.wat", "-o", "out.wasm", files={"large.wat": LARGE}),
    tools("validate", "validate", "large.wat", files={"large.wat": LARGE}),
    tools("validate a component", "validate", "c.wat", files={"c.wat": COMPONENT}),
    tools("print a component", "print", "c.wat", files={"c.wat": COMPONENT}),
    tools("stdin and stdout", "parse", "-", "-t", stdin=COMPONENT),
    tools("invalid", "validate", "bad.wat", files={"bad.wat": INVALID}),
    tools("syntax", "parse", "bad.wat", files={"bad.wat": b"(module\n  (fun))\n"}),
    tools("not a module", "print", "bad.wasm", files={"bad.wasm": BINARY}),
    tools("cut off", "validate", "bad.wasm", files={"bad.wasm": b"\0asm\1\0\0\0\1\x50"}),
    tools("missing file", "print", "missing.wasm"),
    tools("missing folder", "strip", "a.wat", "-o", "no/such/folder", files={"a.wat": INVALID}),
    tools("a reader that goes away", "print", "large.wat", files={"large.wat": LARGE}, reads=5000),
]

CASES = RIPGREP_CASES + WASM_TOOLS_CASES
