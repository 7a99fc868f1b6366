"""Rust's std::net on wasm32-wasip2: the programs of net/, compiled by us and natively,
talk to each other on loopback, and are compared."""
import contextlib
import os
import pathlib
import socket
import struct
import subprocess
import threading
import time

import guests
import test_hardening
from test_sockets import many_descriptors

NET = pathlib.Path(__file__).resolve().parent / "net"
CLIENTS = 1000


def families():
    yield "127.0.0.1"
    if os.path.exists("/proc/net/if_inet6"):
        yield "[::1]"


def native(wasi):
    return guests.build_project(NET, "native", wasi.cache)


def compiled(wasi, *grants, level="-O2"):
    return wasi.compile(guests.build_project(NET, "wasm32-wasip2", wasi.cache), *grants,
                        level=level)


@contextlib.contextmanager
def serving(wasi, exe, host, prefix=()):
    """The echo server of `exe`, called by the command `prefix`, and its address."""
    with subprocess.Popen([*prefix, *wasi.command(exe, "serve", f"{host}:0")],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          preexec_fn=many_descriptors) as process:
        try:
            yield process, f"{host}:{int(process.stdout.readline())}"
        finally:
            process.kill()


def std_net(wasi):
    """An echo server with a thousand connections, and its clients."""
    programs = {"native": native(wasi), "ours": compiled(wasi, "--inherit-network"),
                "ours -O0": compiled(wasi, "--inherit-network", level="-O0")}
    for host in families():
        for server, client in (("ours", "native"), ("native", "ours"), ("ours", "ours"),
                               ("ours -O0", "ours -O0")):
            with serving(wasi, programs[server], host) as (process, address):
                for topic in (("clients", address, str(CLIENTS), "2"), ("pings", address, "100"),
                              ("bulk", address, "50"), ("stop", address)):
                    got = wasi.run(programs[client], *topic, preexec_fn=many_descriptors)
                    wasi.expect(f"{topic[0]}: {server} serves {client} on {host}",
                                got.code == 0 and not got.err, got)
                out, err = process.communicate(timeout=30)
                wasi.expect(f"{server} on {host}: all were there at once", process.returncode == 0
                            and out == b"at most %d\n" % CLIENTS, (process.returncode, out, err))


def std_net_udp(wasi):
    for exe in (native(wasi), compiled(wasi, "--inherit-network")):
        for host in families():
            got = wasi.run(exe, "udp", f"{host}:0")
            wasi.expect(f"{exe.name}: a pair on {host}", got.out == b"udp\n", got)


def std_net_lookup(wasi):
    exe = compiled(wasi, "--allow-name-lookup", "localhost", level="-O0")
    got, want = (wasi.run(program, "look-up", "localhost") for program in (exe, native(wasi)))
    wasi.expect("localhost, as the native one says", got.out == want.out != b"", (got, want))
    got = wasi.run(exe, "look-up", "other.localhost")
    wasi.expect("a name that isn't granted", got.code == 0 and
                got.out.startswith(b"Permission denied"), got)


# Errors.

def listener(backlog=16):
    server = socket.create_server(("127.0.0.1", 0), backlog=backlog)
    server.settimeout(30)
    return server, "127.0.0.1:%d" % server.getsockname()[1]


@contextlib.contextmanager
def full_listener():
    """One that takes no more connections: nobody accepts, and its queue is full."""
    server, address = listener(0)
    waiting = [socket.socket() for _ in range(2)]
    for client in waiting:
        client.setblocking(False)
        client.connect_ex(server.getsockname())
    time.sleep(0.05)
    with server:
        yield address
    for client in waiting:
        client.close()


@contextlib.contextmanager
def resetting_listener():
    """One that resets a connection when something comes."""
    server, address = listener()

    def reset():
        peer, _ = server.accept()
        peer.recv(5)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.close()

    thread = threading.Thread(target=reset)
    thread.start()
    with server:
        yield address
        thread.join()


def std_net_errors(wasi):
    """What std::io::ErrorKind there is, as in the native build."""
    both = {"native": native(wasi), "ours": compiled(wasi, "--inherit-network")}
    for name, exe in both.items():
        def says(topic, address, want):
            got = wasi.run(exe, *([topic, address] if address else [topic]))
            wasi.expect(f"{name}: {topic}", got.code == 0 and got.out.decode() == want + "\n", got)

        says("states", None, "states")
        server, address = listener()
        server.close()
        says("connect", address, "Some(ConnectionRefused)")
        with full_listener() as address:
            says("connect-timeout", address, "Some(TimedOut) true")
        with resetting_listener() as address:
            # The C library below Rust's makes an I/O error of it (docs/wasi.md).
            kind = {"native": "ConnectionReset", "ours": "Uncategorized"}[name]
            says("reset", address, f"Some({kind}) Some(BrokenPipe)")
        server, address = listener()
        with server:
            start = time.monotonic()
            says("silence", address,
                 "Some(WouldBlock) true Some(WouldBlock) Some(WouldBlock)")
            wasi.expect(f"{name}: ends though nobody reads what it wrote",
                        time.monotonic() - start < 20)


def reset_stream(wasi):
    """wasi:sockets/network.network-error-code of a connection that was reset."""
    with resetting_listener() as address:
        host, port = address.split(":")
        with socket.create_connection((host, int(port)), timeout=30) as client:
            client.sendall(b"reset")
            client.setblocking(True)
            # Not read: that would take the error away.
            time.sleep(0.1)
            got = wasi.run(wasi.compile(wasi.wat("unstable")), stdout=client.fileno())
            wasi.expect("connection-reset", got.code == 1 and not got.err, got)


def std_net_denied(wasi):
    server, address = listener()
    with server:
        allowed = compiled(wasi, "--allow-tcp-connect", address, level="-O0")
        nothing = compiled(wasi, level="-O0")
        cases = [(allowed, "connect", address, "None"),
                 (allowed, "connect", "127.0.0.1:1", "Some(PermissionDenied)"),
                 (allowed, "listen", "127.0.0.1:0", "Some(PermissionDenied)"),
                 (nothing, "connect", address, "Some(PermissionDenied)"),
                 (nothing, "listen", "127.0.0.1:0", "Some(PermissionDenied)"),
                 (nothing, "udp-denied", "127.0.0.1:0", "Some(PermissionDenied)")]
        for exe, topic, to, want in cases:
            got = wasi.run(exe, topic, to)
            wasi.expect(f"{topic} {'granted' if exe is allowed else 'nothing granted'}: {want}",
                        got.code == 0 and got.out.decode() == want + "\n", got)


# Time.

def ticks(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        return sum(map(int, stat.read().rsplit(")", 1)[1].split()[11:13]))


def std_net_idle(wasi):
    """A server with connections that say nothing, and a program that waits for an answer."""
    if wasi.emulated("time", "the emulator's is measured"):
        return
    exe = compiled(wasi, "--inherit-network")
    server, silent = listener()
    with server, serving(wasi, exe, "127.0.0.1") as (process, address):
        host, port = address.split(":")
        clients = [socket.create_connection((host, int(port)), timeout=30) for _ in range(100)]
        with subprocess.Popen(wasi.command(exe, "pings", silent, "1"),
                              stderr=subprocess.DEVNULL) as waiting:
            time.sleep(0.2)
            before = [ticks(p.pid) for p in (process, waiting)]
            time.sleep(1.5)
            used = [ticks(p.pid) - b for p, b in zip((process, waiting), before)]
            wasi.expect("no busy wait", max(used) <= 2 and waiting.poll() is None, used)
            waiting.kill()
        for client in clients:
            client.close()


def system_calls(wasi, server, client, pings):
    """Of both, for that many pings."""
    logs = [wasi.work / name for name in ("server.calls", "client.calls")]
    traced = [["strace", "-f", "-qq", "-o", log] for log in logs]
    with serving(wasi, server, "127.0.0.1", traced[0]) as (process, address):
        got = wasi.run(*traced[1], client, "pings", address, str(pings))
        wasi.expect("pings, traced", got.code == 0, got)
        wasi.run(client, "stop", address)
        process.communicate(timeout=30)
    return sum(len(log.read_bytes().splitlines()) for log in logs)


def std_net_calls(wasi):
    """System calls of a ping, there and back, against the native build's. What it costs
    besides is measured by `./dev bench network`."""
    if wasi.emulated("std_net_calls", "strace sees the emulator's system calls") or \
            not test_hardening.strace(wasi):
        return
    calls = {}
    for name, exe in (("ours", compiled(wasi, "--inherit-network")), ("native", native(wasi))):
        few, many = (system_calls(wasi, exe, exe, pings) for pings in (10, 210))
        calls[name] = (many - few) / 200
    print(f"     system calls a ping: {calls}")
    # Two polls more; a ping in ten may meet a server that looks once more.
    wasi.expect("system calls as natively, and two polls",
                calls["ours"] <= calls["native"] + 2.1, calls)


TESTS = [std_net, std_net_udp, std_net_lookup, std_net_errors, reset_stream, std_net_denied,
         std_net_idle, std_net_calls]
