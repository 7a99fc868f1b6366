"""What a module exports, with its types: as much of the binary format as that takes.

Only types without garbage collection: another one makes a NotMade. Entry point: read().
"""
import collections

from modules import NotMade, leb, read_leb, split_sections

FUNC, TABLE, MEMORY, GLOBAL, TAG = range(5)
VALUE_TYPES = {0x7f: "i32", 0x7e: "i64", 0x7d: "f32", 0x7c: "f64", 0x7b: "v128",
               0x70: "funcref", 0x6f: "externref", 0x69: "exnref"}

Function = collections.namedtuple("Function", "name params results")
Global = collections.namedtuple("Global", "name type")
Memory = collections.namedtuple("Memory", "name address page_size_log2 shared")
Exports = collections.namedtuple("Exports", "functions globals memories")


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def number(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7f) << shift
            shift += 7
            if byte < 0x80:
                return value

    def vector(self, item):
        return [item() for _ in range(self.number())]

    def name(self):
        size = self.number()
        self.at += size
        return self.data[self.at - size:self.at].decode()

    def value_type(self):
        code = self.byte()
        if code not in VALUE_TYPES:
            raise NotMade(f"a type of code {code:#x}")
        return VALUE_TYPES[code]

    def function_type(self):
        if self.byte() != 0x60:
            raise NotMade("a type that isn't a function's")
        return self.vector(self.value_type), self.vector(self.value_type)

    def limits(self):
        """(address type, page size, shared)."""
        flags = self.byte()
        self.number()
        if flags & 1:
            self.number()
        page_size_log2 = self.number() if flags & 8 else 16
        return "i64" if flags & 4 else "i32", page_size_log2, bool(flags & 2)

    def table_type(self):
        if self.data[self.at] == 0x40:
            raise NotMade("a table with a first value")
        self.value_type()
        self.limits()

    def global_type(self):
        result = self.value_type()
        self.byte()
        return result

    def tag_type(self):
        self.byte()
        self.number()

    def skip_constant(self):
        """A constant expression, by its instructions."""
        while (code := self.byte()) != 0x0b:
            if code in (0x41, 0x42, 0x23, 0xd2):
                self.number()
            elif code == 0xd0:
                self.number()
            elif code in (0x43, 0x44):
                self.at += 4 if code == 0x43 else 8
            elif code == 0xfd:
                self.number()
                self.at += 16
            elif code not in (0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e):
                raise NotMade(f"a constant of instruction {code:#x}")


def read(data):
    """The exports of a valid module."""
    types, spaces, exports = [], {kind: [] for kind in range(5)}, []

    def imported():
        reader.name(), reader.name()
        kind = reader.byte()
        descriptions = (lambda: types[reader.number()], reader.table_type, reader.limits,
                        reader.global_type, reader.tag_type)
        spaces[kind].append(descriptions[kind]())

    def defined_global():
        spaces[GLOBAL].append(reader.global_type())
        reader.skip_constant()

    sections = {
        1: lambda: types.extend(reader.vector(reader.function_type)),
        2: lambda: reader.vector(imported),
        3: lambda: spaces[FUNC].extend(reader.vector(lambda: types[reader.number()])),
        5: lambda: spaces[MEMORY].extend(reader.vector(reader.limits)),
        6: lambda: reader.vector(defined_global),
        7: lambda: exports.extend(
            reader.vector(lambda: (reader.name(), reader.byte(), reader.number()))),
    }
    for ident, contents in split_sections(data):
        reader = Reader(contents)
        if ident in sections:
            sections[ident]()
    return Exports([Function(name, *spaces[FUNC][i]) for name, kind, i in exports if kind == FUNC],
                   [Global(name, spaces[GLOBAL][i]) for name, kind, i in exports if kind == GLOBAL],
                   [Memory(name, *spaces[MEMORY][i]) for name, kind, i in exports
                    if kind == MEMORY])


def with_imports_of(data, names):
    """`data` with what it imports renamed: (module, name) by (module, name)."""
    def renamed(contents):
        reader = Reader(contents)
        count = reader.number()
        out = leb(count)
        for _ in range(count):
            module, name = names[reader.name(), reader.name()]
            start = reader.at
            assert reader.byte() == MEMORY
            reader.limits()
            for text in (module, name):
                out += leb(len(text.encode())) + text.encode()
            out += contents[start:reader.at]
        return out

    sections = [(ident, renamed(contents) if ident == 2 else contents)
                for ident, contents in split_sections(data)]
    return data[:8] + b"".join(bytes([i]) + leb(len(c)) + c for i, c in sections)
