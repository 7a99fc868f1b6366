"""wasi:sockets on loopback, and with a peer outside of the program."""
import os
import socket
import struct
import subprocess
import time


def sockets(wasi):
    for level in ("-O0", "-O2"):
        exe = wasi.compile(wasi.interfaces(), "--inherit-network", level=level)
        for topic in ("tcp", "tcp-states", "tcp-errors", "tcp-pending", "udp", "lookup"):
            wasi.topic(exe, topic)
        if os.path.exists("/proc/net/if_inet6"):
            wasi.topic(exe, "tcp-ipv6")
        else:
            wasi.skip("tcp-ipv6", "no IPv6 here")
        got = wasi.topic(exe, "many", preexec_fn=many_descriptors)
    del got


def many_descriptors():
    import resource
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))


def server(wasi):
    """A server in the program, a thousand clients outside."""
    exe = wasi.compile(wasi.interfaces(), "--allow-tcp-listen", "127.0.0.1:*")
    count = 1000
    many_descriptors()
    process = subprocess.Popen(wasi.command(exe, "serve"), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    try:
        address = ("127.0.0.1", int(process.stdout.readline()))
        clients = [socket.create_connection(address, timeout=30) for _ in range(count)]
        for i, client in enumerate(clients):
            client.sendall(b"client %d" % i)
        wrong = [i for i, client in enumerate(clients) if client.recv(100) != b"client %d" % i]
        wasi.expect("each gets its own back", not wrong, wrong[:10])
        # One that doesn't end well, and one that sends a lot.
        clients[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        clients.pop(0).close()
        big = os.urandom(300_000)
        clients[1].sendall(big)
        back = b""
        while len(back) < len(big):
            back += clients[1].recv(len(big))
        wasi.expect("a lot comes back", back == big)
        clients[2].sendall(b"stop")
        out, err = process.communicate(timeout=30)
        wasi.expect("all were there at once", process.returncode == 0 and
                    out == b"at most %d\nserve\n" % count, (process.returncode, out, err))
        for client in clients:
            client.close()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def idle(wasi):
    """Waiting costs no time."""
    if wasi.emulated("idle", "the emulator's own time is measured"):
        return
    exe = wasi.compile(wasi.interfaces(), "--allow-tcp-listen", "127.0.0.1:*")
    with subprocess.Popen(wasi.command(exe, "serve"), stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        time.sleep(1)
        with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
            user, system = map(int, stat.read().rsplit(")", 1)[1].split()[11:13])
        process.kill()
    wasi.expect("no busy wait", user + system <= 10, f"{user} + {system} ticks in a second")


TESTS = [sockets, server, idle]
