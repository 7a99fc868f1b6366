"""Programs in C, Go and AssemblyScript, which rely on the fine points of preview 1."""
from guests import Guest
from program_cases import DIR, TEXT, TREE, Case
from real_guests import AssemblyScript, Go

POSIX = Guest("posix", "posix.c")
GO = Go("work-go", "work.go")
AS = AssemblyScript("work-as", "work.ts")


def posix(topic, **more):
    return Case(POSIX, topic, (topic,), DIR, files=TREE, **more)


C_CASES = [
    posix("stdio", stdin=b"some words\n to  read"),
    posix("folders"),
    posix("stat"),
    posix("time", stdin=b"x"),
    posix("pour", reads=100_000),
]


def go(name, *args, **more):
    # Go joins the working folder, the first one that is granted, and a path before it looks
    # for the grant: that must be an absolute path.
    return Case(GO, name, args or (name,), ("--dir", ".::/", "--env", "WORD"), **more)


GO_CASES = [
    go("goroutines"),
    go("timers"),
    go("files"),
    go("library"),
    go("lines", stdin=TEXT * 50),
    go("waiting", stdin=TEXT),
    # The native one dies of SIGPIPE here, whatever it was told.
    go("pour", reads=100_000, code=3, out=b"0123456789abcde\n" * 6250, err="^write failed\n$"),
    go("arguments", "arguments", "a", "", "two words", "ü", env={"WORD": "über"}),
    go("exit", "exit", "0"),
    go("exit code", "exit", "77"),
    go("panic", mask=r"\+0x[0-9a-f]+|(?m:^\t.*/work\.go)"),
    go("deadlock", mask=r"\+0x[0-9a-f]+|(?m:^\t.*/work\.go)"),
    go("no topic", "unknown"),
]


def assembly_script(name, *args, **more):
    return Case(AS, name, args or (name,), ("--env", "WORD"), env={"WORD": "größer"}, **more)


AS_CASES = [
    assembly_script("arguments", "arguments", "a", "", "ü"),
    assembly_script("library", stdin=TEXT * 10),
    assembly_script("time"),
    assembly_script("exit"),
    assembly_script("trace"),
    # The shim ends with a code that the other engine doesn't let through.
    assembly_script("throw", code=255, out=b"", err=r"^abort: on purpose in work\.ts\(\d+:3\)\n$"),
    assembly_script("bounds", code=255, out=b"", err="^abort: Index out of range in .*array"),
]

CASES = C_CASES + GO_CASES + AS_CASES
