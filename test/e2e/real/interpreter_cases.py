"""Scripts in interpreters: CRuby, CPython, SpiderMonkey. What they use of their libraries is
in guests/; here is what they get."""
import pathlib

from program_cases import DIR, TEXT, TREE, Case
from real_guests import JavaScript, Python, Ruby

guests = pathlib.Path(__file__).resolve().parent / "guests"
GRANTS = (*DIR, "--env", "WORD")
WORD = {"WORD": "größer"}

RUBY = Ruby("ruby")
PYTHON = Python("work-py", "python")
JAVASCRIPT = JavaScript("work-js", "javascript")


def ruby(name, *args, **more):
    # Imports that only an embedding in JavaScript provides are never called.
    return Case(RUBY, name, ("./work.rb", *(args or (name,))), (*GRANTS, "--stub-missing"), env=WORD,
                files={**TREE, "work.rb": guests / "work.rb"}, **more)


RUBY_CASES = [
    ruby("library"),
    ruby("files"),
    ruby("clock"),
    ruby("stdin", "stdin", "a", "ü", stdin=TEXT * 50),
    # The other engine says EIO.
    ruby("pour", reads=100_000, code=3, out=(b"0123456789abcde" * 7000)[:100_000],
         err="^Errno::EPIPE\n$"),
    ruby("raise"),
    ruby("exit", "exit", "7"),
    ruby("abort"),
    ruby("syntax"),
    Case(RUBY, "missing script", ("./none.rb",), (*GRANTS, "--stub-missing")),
]


def python(name, *args, **more):
    return Case(PYTHON, name, args or (name,), GRANTS, env=WORD, files=TREE, **more)


PYTHON_CASES = [
    python("library"),
    python("files"),
    python("clock"),
    python("lines", stdin=TEXT * 50),
    python("arguments", "arguments", "a", "", "ü"),
    python("long"),
    python("pour", reads=100_000),
    python("fail"),
]


def javascript(name, *args, **more):
    return Case(JAVASCRIPT, name, args or (name,), GRANTS, env=WORD, files=TREE, **more)


JAVASCRIPT_CASES = [
    javascript("library"),
    javascript("files"),
    javascript("lines", stdin=TEXT * 20),
    javascript("environment"),
    javascript("arguments", "arguments", "a", "", "ü"),
    javascript("fail"),
]

CASES = RUBY_CASES + PYTHON_CASES + JAVASCRIPT_CASES
