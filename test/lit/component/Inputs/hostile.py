"""Writes a component that is small and asks for much: hostile.py KIND > FILE."""
import sys


def leb(n, signed=False):
    out = b""
    while True:
        byte = n & 0x7F
        n >>= 7
        if n == 0 and not (signed and byte & 0x40):
            return out + bytes([byte])
        out += bytes([byte | 0x80])


def vec(items):
    return leb(len(items)) + b"".join(items)


def component(*sections):
    return b"\0asm\x0d\0\x01\0" + b"".join(bytes([i]) + leb(len(b)) + b for i, b in sections)


def nested_components():
    inner = component()
    for _ in range(10000):
        inner = component((4, inner))
    return inner


def nested_types():
    return component((7, b"\x01" + b"\x42\x01\x01" * 10000 + b"\x42\x00"))


def exporting(index, names):
    """An instance type that aliases type `index` around it and exports instances of it."""
    exports = [b"\x04\x00" + leb(len(n)) + n + b"\x05\x00" for n in names]
    return b"\x42" + vec([b"\x02\x03\x02\x01" + leb(index)] + exports)


def chained_types():
    return component((7, vec([b"\x42\x00"] + [exporting(i, [b"a"]) for i in range(1000)])))


def doubling_instances():
    return component((7, vec([b"\x42\x00"] + [exporting(i, [b"a", b"b"]) for i in range(60)])))


def doubling_values():
    types = [b"\x7d"]
    for _ in range(40):
        element = leb(len(types) - 1, True)
        types.append(b"\x70" + element)
        types.append(b"\x6f\x02" + leb(len(types) - 1, True) * 2)
    return component((7, vec(types)))


sys.stdout.buffer.write(globals()[sys.argv[1].replace("-", "_")]())
