"""What isn't granted is denied by the interface's own error."""
import re


def network(wasi):
    wasi.topic(wasi.compile(wasi.interfaces(), "--env", "X"), "denied")
    exe = wasi.compile(wasi.interfaces(), "--allow-tcp-connect", "127.0.0.0/24:7000-7999",
                       "--allow-tcp-connect", "LOCALHOST:6000", "--allow-tcp-listen",
                       "127.0.0.1:8000-8999")
    wasi.topic(exe, "granted")
    wasi.topic(wasi.compile(wasi.interfaces(), "--allow-udp", "127.0.0.1:5000-5999"), "udp-filter")
    exe = wasi.compile(wasi.interfaces(), "--allow-name-lookup", "*")
    wasi.topic(exe, "lookup")


GOOD = [
    ("--allow-tcp-connect", ["*:*", "example.com:443", "*.example.com:80-90", "10.0.0.0/8:*",
                             "[::1]:5", "[2001:db8::]/32:0-65535", "0.0.0.0/0:1"]),
    ("--allow-name-lookup", ["*", "*.example.com", "localhost"]),
    ("--dir", ["a", "a::b", "a::b::ro"]),
]
BAD = [
    ("--allow-tcp-connect", ["", "example.com", ":80", "*", "a:b", "1.2.3:80", "1.2.3.4/33:80",
                             "1.2.3.4/:80", "::1:80", "[::1:80", "[1.2.3.4]:80", "a/8:80", "a:1-",
                             "a:2-1", "a:65536", "a b:1", "a..b:1", "*.:1", "[::1]/129:1"]),
    ("--allow-name-lookup", ["", "a:80", "*a", "a b", "1.2.3.4"]),
    ("--dir", ["", "a::", "a::b::rw", "a::b::ro::x", "::b"]),
]


def options(wasi):
    module = wasi.wat("empty")
    for option, values in GOOD:
        got = wasi.run(wasi.tool, "-O0", module, "-o", wasi.folder() / "out",
                       *(word for value in values for word in (option, value)))
        wasi.expect(f"{option} {values}", got.code == 0 and not got.err, got)
    for option, values in BAD:
        for value in values:
            got = wasi.run(wasi.tool, "-O0", module, f"{option}={value}", "-o",
                           wasi.folder() / "out")
            wasi.expect(f"{option} {value!r} is refused", got.code == 2 and
                        re.fullmatch(rb"error: [^\n]+\n", got.err), got)


POLICY = r"""
dir = ["one::/one", "two\\x::/two::ro"]
env = ["A=\"b\"", "C"]
inherit-env = true
allow-tcp-connect = ["example.com:443"]
allow-tcp-listen = ["*:80-90"]
allow-udp = ["[::1]:53"]
allow-name-lookup = ["*.example.com"]
inherit-network = true
deny-clock = true
deny-random = true
"""
BAD_POLICIES = ["dri = []", "dir = 1", "dir = [1]", "inherit-env = 1", "dir = ['']", "dir = [",
                "allow-udp = ['x']", "= 1", "\0", "[dir]\na = 1", "[" * 100_000,
                "dir = " + "[" * 10_000]


def compile_module(wasi, *options):
    out = wasi.folder() / "out"
    return out, wasi.run(wasi.tool, "-O0", wasi.wat("empty"), "-o", out, *options)


def policy(wasi):
    folder = wasi.folder()
    (folder / "policy.toml").write_text(POLICY)
    exe, got = compile_module(wasi, "--policy", folder / "policy.toml")
    wasi.expect("a policy file", got.code == 0 and not got.err, got)
    got = wasi.run(wasi.tool, "inspect", exe)
    told = set(got.out.decode().splitlines())
    wasi.expect("inspect says the same", set(POLICY.split("\n")) - {""} <= told, got)
    # What inspect prints is a policy file for the same grants.
    (folder / "told.toml").write_bytes(got.out)
    again, got = compile_module(wasi, "--policy", folder / "told.toml")
    wasi.expect("and is one", got.code == 0 and again.read_bytes() == exe.read_bytes(), got)

    exe, got = compile_module(wasi)
    got = wasi.run(wasi.tool, "inspect", exe)
    wasi.expect("no grants, no imports", got.out == b"# imports: nothing\n", got)
    exe = wasi.compile(wasi.interfaces(), "--env", "NAME")
    got = wasi.run(wasi.tool, "inspect", exe)
    wasi.expect("imports", b"#   wasi:sockets/tcp@0.2." in got.out, got)
    for what in (wasi.tool, wasi.wat("empty"), folder, folder / "missing"):
        got = wasi.run(wasi.tool, "inspect", what)
        wasi.expect(f"inspect {what.name}", got.code == 1 and
                    re.fullmatch(rb"error: [^\n]+\n", got.err), got)
    whole = exe.read_bytes()
    for i in range(0, 2000, 7): # damaged headers
        (folder / "cut").write_bytes(whole[:i] if i % 2 else whole[:i] + b"\xff" + whole[i + 1:5000])
        got = wasi.run(wasi.tool, "inspect", folder / "cut")
        if got.code not in (0, 1):
            wasi.expect(f"inspect of what was damaged at {i}", False, got)
            break


def bad_policies(wasi):
    folder = wasi.folder()
    for text in BAD_POLICIES:
        (folder / "policy.toml").write_text(text)
        _, got = compile_module(wasi, "--policy", folder / "policy.toml")
        wasi.expect(f"the policy {text[:20]!r}", got.code == 2 and
                    re.fullmatch(rb"error: \S+policy.toml:\d+: [^\n]+\n", got.err), got)


def denied(wasi):
    for option, name in (("--deny-clock", b"wasi:clocks/"), ("--deny-random", b"wasi:random/")):
        got = wasi.run(wasi.tool, "-O0", wasi.interfaces(), option, "-o", wasi.folder() / "out")
        wasi.expect(option, got.code == 1 and name in got.err, got)
    got = wasi.run(wasi.tool, "-O0", wasi.preview1(), "--deny-random", "-o", wasi.folder() / "out")
    wasi.expect("preview 1", got.code == 1 and b"random_get" in got.err, got)


TESTS = [network, options, policy, bad_policies, denied]
