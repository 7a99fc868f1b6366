"""Every function of wasi:cli/command and of preview 1, at work."""
import os
import pty
import socket
import subprocess

ENV = {"NAME": "value", "OTHER": "not granted"}


def data(folder, *more):
    return ("--env", "NAME", "--dir", f"{folder}::/data", *more)


def levels(wasi):
    return ["-O0", "-O2"] if wasi.all else ["-O0"]


def interfaces(wasi):
    for level in levels(wasi):
        folder = wasi.folder()
        exe = wasi.compile(wasi.interfaces(), *data(folder), level=level)
        for topic in ("cli", "clocks", "random", "files"):
            wasi.topic(exe, topic, env=ENV)
        got = wasi.run(exe, "streams", input=b"0123456789 and more" + bytes(3_000_000), env=ENV)
        wasi.expect("streams", (got.code, got.out, got.err) ==
                    (0, b"written \0\0\0 spliced 89\nstreams\n", b"to stderr\n"), got)
        for topic, code in (("fail", 1), ("code", 42)):
            got = wasi.run(exe, topic)
            wasi.expect(topic, got.code == code and got.out == b"", got)

        (folder / "file").write_bytes(b"as it was")
        exe = wasi.compile(wasi.interfaces(), "--dir", f"{folder}::/data::ro", level=level)
        wasi.topic(exe, "read-only")
        wasi.expect("nothing has changed", [p.name for p in folder.iterdir()] == ["file"])


def terminals(wasi):
    exe = wasi.compile(wasi.interfaces(), *data(wasi.folder()))
    leader, follower = pty.openpty()
    code = subprocess.run(wasi.command(exe, "terminals"), stdin=follower, stdout=follower,
                          stderr=follower, timeout=60, check=False).returncode
    os.close(follower)
    wasi.expect("terminals", code == 0, os.read(leader, 1000))
    os.close(leader)


def unstable(wasi):
    """What 0.2.12 gates and the published bindings leave out."""
    with open("/dev/full", "wb") as full:
        got = wasi.run(wasi.compile(wasi.wat("unstable")), stdout=full)
    wasi.expect("timezone, network-error-code", got.code == 0, got)


def preview1(wasi):
    for level in levels(wasi):
        folder = wasi.folder()
        exe = wasi.compile(wasi.preview1(), *data(folder), level=level)
        for topic in ("process", "descriptors", "folders", "cookies"):
            wasi.topic(exe, topic, env=ENV)
        wasi.topic(exe, "polling", input=b"abc")
        for topic, code in (("raise", 134), ("exit", 7)):
            got = wasi.run(exe, topic)
            wasi.expect(topic, got.code == code and got.out == b"", got)

        ours, theirs = socket.socketpair()
        ours.send(b"abcdef")
        wasi.topic(exe, "sockets", stdin=theirs)
        theirs.close()
        wasi.expect("sockets: what was sent", ours.recv(10) == b"ab")
        with socket.create_server(("127.0.0.1", 0)) as server:
            with socket.create_connection(server.getsockname()) as client:
                wasi.topic(exe, "accepting", stdin=server)
                wasi.expect("accepting: what was sent", client.recv(10) == b"hi")

        (folder / "file").write_bytes(b"as it was")
        exe = wasi.compile(wasi.preview1(), "--dir", f"{folder}::/data::ro", level=level)
        wasi.topic(exe, "read-only")


TESTS = [interfaces, terminals, unstable, preview1]
