"""The cases of run_programs.py: programs, what they get, and what is expected.

Without `code`, `out` and `err` a case expects what the native program does; with
`trap` an exit code of 134 and a trap line behind the native program's output.
"""
import dataclasses

from guests import Crate, Guest

HELLO_C = Guest("hello-c", "hello.c")
HELLO_RS = Guest("hello-rs", "hello.rs")
FILES = Guest("files", "files.c", ("-Wno-infinite-recursion",))
WORDCOUNT_C = Guest("wordcount-c", "wordcount.c")
WORDCOUNT = Guest("wordcount", "wordcount.rs")
# As clang has made exceptions so far, and as version 3.0 has them.
EXCEPTIONS = [Guest(f"exceptions-{name}", "exceptions.cpp",
                    ("-fno-rtti", "-mllvm", f"-wasm-use-legacy-eh={legacy}"))
              for name, legacy in (("legacy", "true"), ("new", "false"))]
HEXYL = Crate("hexyl", "hexyl")

# (guest, size in bytes at -O2): also checked for being static and quick to start.
BUDGETS = [(HELLO_C, 60_000), (HELLO_RS, 200_000)]


@dataclasses.dataclass(frozen=True)
class Case:
    guest: Guest | Crate  # or what else has its name, targets and build()
    name: str
    args: tuple = ()
    options: tuple = ()  # of wasi-aotc
    stdin: bytes = b""
    env: dict = dataclasses.field(default_factory=dict)
    files: dict = dataclasses.field(default_factory=dict)  # of bytes, or paths to copy
    reads: int | None = None  # what stdout's reader takes before it goes away
    targets: tuple = ()  # empty: all of the guest's
    unordered: bool = False  # compare lines in sorted order
    mask: str | None = None  # a regular expression for what differs from run to run
    code: int | None = None
    out: bytes | None = None
    err: str | None = None  # a regular expression
    trap: str | None = None  # the trap's kind, a regular expression
    panics: bool = False


TEXT = ("The quick brown fox jumps over the lazy dog.\n"
        "Größe, café, 東京 and the fox again\n" * 40).encode()
BINARY = bytes(range(256)) * 9 + b"\0" * 300 + b"tail"
TREE = {"data/one.txt": TEXT, "data/two.txt": b"two words\nno newline at the end",
        "data/below/three.txt": b"three three three\n", "data/empty": b"", "other.txt": b"other\n"}
DIR = ("--dir", ".")


def files(*args, **more):
    return Case(FILES, " ".join(a if a.isprintable() else "?" for a in args), args, **more)


def wordcount(name, *args, **more):
    return Case(WORDCOUNT, name, args, **more)


C_CASES = [
    Case(HELLO_C, "plain"),
    files("args", "a", "", "two words", "ü"),
    files("env", "COLOUR", env={"COLOUR": "blue"}, options=("--env", "COLOUR")),
    files("env", "COLOUR", env={"COLOUR": "blue"}, options=("--inherit-env",)),
    files("env", "FIXED", options=("--env", "FIXED=from the build"), code=0,
          out=b"from the build\n", err="^$"),
    files("env", "COLOUR", env={"COLOUR": "blue"}, code=0, out=b"unset\n", err="^$"),
    files("cat", stdin=TEXT),
    files("cat", stdin=BINARY * 50),
    files("cat", stdin=b""),
    files("cat", "data/one.txt", options=DIR, files=TREE),
    files("cat", "data/missing", options=DIR, files=TREE),
    files("cat", "data/one.txt", files=TREE, code=1, out=b"", err="data/one.txt: "),
    files("cat", "/one.txt", options=("--dir", "data::/"), files=TREE, code=0, out=TEXT, err="^$"),
    files("write", "new.txt", "some text", options=DIR, files=TREE),
    files("write", "no/such/folder", "x", options=DIR),
    files("list", "data", options=DIR, files=TREE),
    files("list", "nowhere", options=DIR, files=TREE),
    files("remove", "other.txt", options=DIR, files=TREE),
    files("tree", "data", options=DIR, files=TREE),
    files("numbers"),
    files("exit", "0"),
    files("exit", "7"),
    files("exit", "255"),
    files("abort", out=b"", err="", trap="unreachable", code=134),
    files("divide", "7", "-2"),
    files("divide", "7", "0", out=b"", err="", trap="integer divide by zero", code=134),
    files("divide", "-2147483648", "-1", out=b"", err="", trap="integer overflow", code=134),
    # This C library writes each line, to a pipe too: what happens before a trap has happened.
    files("load", "0x7fffffff", out=b"before the load\n", err="", trap="out of bounds memory access",
          code=134),
    files("load", "0xffffffff", out=b"before the load\n", err="", trap="out of bounds memory access",
          code=134),
    files("recurse", out=b"", err="", code=134,
          trap="(call stack exhausted|out of bounds memory access)"),
    Case(WORDCOUNT_C, "files", ("--top", "5", "data/one.txt", "data/two.txt"), DIR, files=TREE),
]

RUST_CASES = [
    Case(HELLO_RS, "plain"),
    wordcount("stdin", "-", stdin=TEXT),
    wordcount("empty stdin", "-"),
    wordcount("folder", "data", options=DIR, files=TREE),
    wordcount("folder and file", "--top", "3", "data", "other.txt", options=DIR, files=TREE),
    wordcount("all words", "--all", "data", options=DIR, files=TREE, unordered=True),
    wordcount("writes a file", "--out", "counts.tsv", "data", "-", options=DIR, files=TREE,
              stdin=b"from standard input\n"),
    wordcount("replaces a file", "--out", "other.txt", "data", options=DIR, files=TREE),
    wordcount("variable", "data", options=(*DIR, "--env", "WORDCOUNT_MIN"), files=TREE,
              env={"WORDCOUNT_MIN": "4"}),
    wordcount("fixed variable", "data/two.txt", options=(*DIR, "--env", "WORDCOUNT_MIN=5"),
              files=TREE, code=0, err="^$",
              out=b"2 words, 2 different, 1 files\n      1 newline\n      1 words\n"),
    wordcount("bad variable", "-", options=("--inherit-env",), env={"WORDCOUNT_MIN": "many"}),
    wordcount("variable not granted", "-", stdin=b"a bb ccc\n", env={"WORDCOUNT_MIN": "3"}, code=0,
              out=b"3 words, 3 different, 1 files\n      1 a\n      1 bb\n      1 ccc\n", err="^$"),
    wordcount("computed code", "--code", "data", options=DIR, files=TREE),
    wordcount("bad option", "--top", "many"),
    wordcount("missing file", "data/nothing", options=DIR, files=TREE),
    wordcount("file not granted", "data/one.txt", files=TREE, out=b"",
              err="data/one.txt: (failed to find a pre-opened file descriptor|No such file)",
              code=2, targets=("wasm32-wasip1",)),
    wordcount("file not granted", "data/one.txt", files=TREE, out=b"",
              err="data/one.txt: (failed to find a pre-opened file descriptor|No such file)",
              code=1, targets=("wasm32-wasip2",)),
    wordcount("outside of the grant", "../other.txt", options=("--dir", "data"), files=TREE,
              out=b"", err="wordcount: ../other.txt: ", code=2, targets=("wasm32-wasip1",)),
    wordcount("outside of the grant", "../other.txt", options=("--dir", "data"), files=TREE,
              out=b"", err="wordcount: ../other.txt: ", code=1, targets=("wasm32-wasip2",)),
    wordcount("panic", "--panic", "data", options=DIR, files=TREE, code=134, trap="unreachable",
              panics=True),
]

HEXYL_CASES = [
    Case(HEXYL, "binary", ("binary",), DIR, files={"binary": BINARY}),
    Case(HEXYL, "text", ("text.txt",), DIR, files={"text.txt": TEXT}),
    Case(HEXYL, "stdin", (), DIR, stdin=BINARY),
    Case(HEXYL, "range", ("-s", "100", "-n", "64", "binary"), DIR, files={"binary": BINARY}),
    Case(HEXYL, "missing", ("nothing",), DIR),
    Case(HEXYL, "help", ("--help",), DIR),
]

CPP_CASES = [Case(guest, "plain") for guest in EXCEPTIONS]

CASES = C_CASES + CPP_CASES + RUST_CASES + HEXYL_CASES
