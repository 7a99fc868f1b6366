"""Component-model types for generated tests: random types, values of them, their WAVE
text, and enough of the canonical ABI to write an echo in core WebAssembly.

This is a second implementation of layout and flattening (CanonicalABI.md, "Alignment",
"Element Size", "Flattening"), made from the specification alone: the compiler's is
tested against it, so it must share nothing with it.
"""
import math
import struct

INTEGERS = {"u8": (0, 2**8), "u16": (0, 2**16), "u32": (0, 2**32), "u64": (0, 2**64),
            "s8": (-2**7, 2**7), "s16": (-2**15, 2**15), "s32": (-2**31, 2**31),
            "s64": (-2**63, 2**63)}
SCALAR_SIZES = {"bool": 1, "u8": 1, "s8": 1, "u16": 2, "s16": 2, "u32": 4, "s32": 4, "u64": 8,
                "s64": 8, "f32": 4, "f64": 8, "char": 4}
ESCAPES = {"\\": "\\\\", '"': '\\"', "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def align_up(offset, alignment):
    return (offset + alignment - 1) // alignment * alignment


def discriminant_size(cases):
    return 1 if cases <= 2**8 else 2 if cases <= 2**16 else 4


def quoted(text, quote):
    other = "'" if quote == '"' else '"'
    body = "".join(c if c == other else ESCAPES.get(c) or
                   (c if c.isprintable() else "\\u{%x}" % ord(c)) for c in text)
    return quote + body + quote


class Scalar:
    """bool, the integers, the floats, char."""
    named = False

    def __init__(self, name):
        self.name = name
        self.size = self.alignment = SCALAR_SIZES[name]
        self.flat = ["f32" if name == "f32" else "f64" if name == "f64" else
                     "i64" if name in ("u64", "s64") else "i32"]

    def parts(self):
        return []

    def text(self, ref):
        return self.name

    def random(self, rng):
        if self.name == "bool":
            return rng.random() < 0.5
        if self.name == "char":
            return random_char(rng)
        if self.name in INTEGERS:
            low, high = INTEGERS[self.name]
            return rng.choice([low, high - 1, 0 if low == 0 else -1, rng.randrange(low, high)])
        if self.name == "f32":
            bits = rng.choice([0, 0x80000000, 0x7F800000, 0x7FC00000, rng.getrandbits(32)])
            return struct.unpack("<f", struct.pack("<I", bits))[0]
        bits = rng.choice([0, 1 << 63, 0x7FF << 52, 0xFFF << 52, rng.getrandbits(64)])
        return struct.unpack("<d", struct.pack("<Q", bits))[0]

    def wave(self, value):
        if self.name == "bool":
            return "true" if value else "false"
        if self.name == "char":
            return quoted(value, "'")
        if self.name in INTEGERS:
            return str(value)
        return "nan" if math.isnan(value) else "inf" if value == math.inf else \
            "-inf" if value == -math.inf else repr(value)

    def parse(self, reader):
        if self.name == "char":
            return reader.quoted("'")
        word = reader.word()
        if self.name == "bool":
            return {"true": True, "false": False}[word]
        if self.name in INTEGERS:
            return int(word)
        value = float(word)
        return struct.unpack("<f", struct.pack("<f", value))[0] if self.name == "f32" else value

    def same(self, a, b):
        if self.name in ("f32", "f64"):
            return (math.isnan(a) and math.isnan(b)) or \
                (a == b and math.copysign(1, a) == math.copysign(1, b))
        return a == b

    def store(self, code, values, offset):
        kind = self.flat[0]
        width = {1: "8", 2: "16", 4: "" if kind in ("i32", "f32") else "32", 8: ""}[self.size]
        code.append(f"({kind}.store{width} offset={offset} (local.get $at) {values.pop(0)})")


class Pointed:
    """string and list: a pointer and a length."""
    named = False
    size, alignment = 8, 4
    flat = ["i32", "i32"]

    def store(self, code, values, offset):
        for at in (offset, offset + 4):
            code.append(f"(i32.store offset={at} (local.get $at) {values.pop(0)})")


class String(Pointed):
    def parts(self):
        return []

    def text(self, ref):
        return "string"

    def random(self, rng):
        kind = rng.choice([(0x20, 0x7F), (0x20, 0x100), (0x1F600, 0x1F640), (0x3B1, 0x3C9), None])
        length = rng.choice([0, 1, 3, 17, 70])
        return "".join(random_char(rng) if kind is None else chr(rng.randrange(*kind))
                       for _ in range(length))

    def wave(self, value):
        return quoted(value, '"')

    def parse(self, reader):
        return reader.quoted('"')

    def same(self, a, b):
        return a == b


class List(Pointed):
    def __init__(self, element):
        self.element = element

    def parts(self):
        return [self.element]

    def text(self, ref):
        return f"(list {ref(self.element)})"

    def random(self, rng):
        return [self.element.random(rng) for _ in range(rng.choice([0, 1, 2, 5]))]

    def wave(self, value):
        return "[" + ", ".join(map(self.element.wave, value)) + "]"

    def parse(self, reader):
        return reader.sequence("[", "]", lambda _: self.element.parse(reader))

    def same(self, a, b):
        return len(a) == len(b) and all(map(self.element.same, a, b))


class Product:
    """record and tuple."""

    def __init__(self, types, labels=None):
        self.types, self.labels, self.named = types, labels, labels is not None
        self.alignment = max(t.alignment for t in types)
        self.offsets, end = [], 0
        for part in types:
            self.offsets.append(align_up(end, part.alignment))
            end = self.offsets[-1] + part.size
        self.size = align_up(end, self.alignment)
        self.flat = [kind for part in types for kind in part.flat]

    def parts(self):
        return self.types

    def text(self, ref):
        if not self.named:
            return "(tuple " + " ".join(map(ref, self.types)) + ")"
        fields = (f'(field "{label}" {ref(part)})' for label, part in zip(self.labels, self.types))
        return "(record " + " ".join(fields) + ")"

    def random(self, rng):
        return [part.random(rng) for part in self.types]

    def wave(self, value):
        texts = [part.wave(v) for part, v in zip(self.types, value)]
        if not self.named:
            return "(" + ", ".join(texts) + ")"
        return "{" + ", ".join(f"{label}: {text}" for label, text in zip(self.labels, texts)) + "}"

    def parse(self, reader):
        if not self.named:
            return reader.sequence("(", ")", lambda i: self.types[i].parse(reader))
        if reader.next_is("{:}"):  # all fields are none
            reader.expect("{:}")
            return [None] * len(self.labels)
        fields = dict(reader.sequence("{", "}", lambda _: self.field(reader)))
        return [fields.get(label) for label in self.labels]  # an absent option is none

    def field(self, reader):
        label = reader.word()
        reader.expect(":")
        return label, self.types[self.labels.index(label)].parse(reader)

    def same(self, a, b):
        return len(a) == len(b) and all(part.same(x, y) for part, x, y in zip(self.types, a, b))

    def store(self, code, values, offset):
        for part, at in zip(self.types, self.offsets):
            part.store(code, values, offset + at)


def join(a, b):
    return a if a == b else "i32" if {a, b} == {"i32", "f32"} else "i64"


def joined_as(value, joined, wanted):
    """`value` of the joined core type as the case's own."""
    return {("i32", "f32"): f"(f32.reinterpret_i32 {value})",
            ("i64", "i32"): f"(i32.wrap_i64 {value})",
            ("i64", "f32"): f"(f32.reinterpret_i32 (i32.wrap_i64 {value}))",
            ("i64", "f64"): f"(f64.reinterpret_i64 {value})"}.get((joined, wanted), value)


class Variant:
    """variant, enum, option, result: (label, type or None) a case."""

    def __init__(self, keyword, cases):
        self.keyword, self.cases = keyword, cases
        self.named = keyword in ("variant", "enum")
        payloads = [part for _, part in cases if part]
        discriminant = discriminant_size(len(cases))
        self.alignment = max([discriminant] + [part.alignment for part in payloads])
        self.payload_at = align_up(discriminant,
                                   max([1] + [part.alignment for part in payloads]))
        self.size = align_up(self.payload_at + max([0] + [part.size for part in payloads]),
                             self.alignment)
        rest = []
        for part in payloads:
            for i, kind in enumerate(part.flat):
                rest[i:i + 1] = [join(rest[i], kind) if i < len(rest) else kind]
        self.flat = ["i32"] + rest

    def parts(self):
        return [part for _, part in self.cases if part]

    def text(self, ref):
        if self.keyword == "enum":
            return "(enum " + " ".join(f'"{label}"' for label, _ in self.cases) + ")"
        if self.keyword == "option":
            return f"(option {ref(self.cases[1][1])})"
        if self.keyword == "result":
            ok, err = (part for _, part in self.cases)
            return "(result" + (f" {ref(ok)}" if ok else "") + \
                (f" (error {ref(err)})" if err else "") + ")"
        return "(variant " + " ".join(f'(case "{label}"' + (f" {ref(part)}" if part else "") + ")"
                                      for label, part in self.cases) + ")"

    def random(self, rng):
        case = rng.choice([0, len(self.cases) - 1, rng.randrange(len(self.cases))])
        part = self.cases[case][1]
        if self.keyword == "option":
            return [part.random(rng)] if case else None
        return case, part.random(rng) if part else None

    def wave(self, value):
        if self.keyword == "option":
            return f"some({self.cases[1][1].wave(value[0])})" if value else "none"
        label, part = self.cases[value[0]]
        return f"{label}({part.wave(value[1])})" if part else label

    def parse(self, reader):
        label = reader.word()
        case = [name for name, _ in self.cases].index(label.removeprefix("%"))
        part = self.cases[case][1]
        payload = reader.sequence("(", ")", lambda _: part.parse(reader))[0] if part else None
        if self.keyword == "option":
            return [payload] if case else None
        return case, payload

    def same(self, a, b):
        if self.keyword == "option":
            return a is None and b is None or bool(a and b) and self.cases[1][1].same(a[0], b[0])
        return a[0] == b[0] and (not self.cases[a[0]][1] or self.cases[a[0]][1].same(a[1], b[1]))

    def store(self, code, values, offset):
        taken = [values.pop(0) for _ in self.flat]
        width = {1: "8", 2: "16", 4: ""}[discriminant_size(len(self.cases))]
        code.append(f"(i32.store{width} offset={offset} (local.get $at) {taken[0]})")
        for number, (_, part) in enumerate(self.cases):
            if not part:
                continue
            own = [joined_as(value, joined, wanted) for value, joined, wanted
                   in zip(taken[1:], self.flat[1:], part.flat)]
            code.append(f"(if (i32.eq {taken[0]} (i32.const {number})) (then")
            part.store(code, own, offset + self.payload_at)
            code.append("))")


class Flags:
    named = True

    def __init__(self, labels):
        self.labels = labels
        self.size = self.alignment = 1 if len(labels) <= 8 else 2 if len(labels) <= 16 else 4
        self.flat = ["i32"]

    def parts(self):
        return []

    def text(self, ref):
        return "(flags " + " ".join(f'"{label}"' for label in self.labels) + ")"

    def random(self, rng):
        return [label for label in self.labels if rng.random() < 0.5]

    def wave(self, value):
        return "{" + ", ".join(value) + "}"

    def parse(self, reader):
        return reader.sequence("{", "}", lambda _: reader.word())

    def same(self, a, b):
        return sorted(a) == sorted(b)

    def store(self, code, values, offset):
        width = {1: "8", 2: "16", 4: ""}[self.size]
        code.append(f"(i32.store{width} offset={offset} (local.get $at) {values.pop(0)})")


def random_char(rng):
    while True:
        char = chr(rng.choice([rng.randrange(0x80), rng.randrange(0x800), rng.randrange(0x110000)]))
        if not 0xD800 <= ord(char) < 0xE000 and char != "\0":  # no NUL in an argument
            return char


def random_type(rng, depth):
    if depth == 0 or rng.random() < 0.2:
        return String() if rng.random() < 0.25 else Scalar(rng.choice(list(SCALAR_SIZES)))
    some = lambda: random_type(rng, depth - 1)
    maybe = lambda: some() if rng.random() < 0.7 else None
    several = lambda: [some() for _ in range(rng.randint(1, 5))]
    match rng.randrange(8):
        case 0:
            return List(some())
        case 1:
            return Product(several())
        case 2:
            types = several()
            return Product(types, [f"f{i}" for i in range(len(types))])
        case 3:
            count = rng.choice([1, 2, 5, 256, 257])
            return Variant("variant", [(f"c{i}", maybe() if i < 5 else None)
                                       for i in range(count)])
        case 4:
            return Variant("enum", [(f"e{i}", None) for i in range(rng.choice([1, 3, 256, 257]))])
        case 5:
            return Variant("option", [("none", None), ("some", some())])
        case 6:
            return Variant("result", [("ok", maybe()), ("err", maybe())])
        case _:
            return Flags([f"g{i}" for i in range(rng.choice([1, 8, 9, 16, 17, 32]))])


class WaveReader:
    """Reads WAVE text, by the type that is expected."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def skip(self):
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def expect(self, token):
        self.skip()
        if not self.text.startswith(token, self.at):
            raise ValueError(f"expected {token!r} at {self.at} of {self.text!r}")
        self.at += len(token)

    def next_is(self, token):
        self.skip()
        return self.text.startswith(token, self.at)

    def word(self):
        self.skip()
        begin = self.at
        while self.at < len(self.text) and (self.text[self.at].isalnum() or
                                            self.text[self.at] in "+-.%"):
            self.at += 1
        return self.text[begin:self.at]

    def sequence(self, opening, closing, element):
        self.expect(opening)
        values = []
        while not self.next_is(closing):
            values.append(element(len(values)))
            if not self.next_is(closing):
                self.expect(",")
        self.expect(closing)
        return values

    def quoted(self, quote):
        self.expect(quote)
        out = []
        while not self.text.startswith(quote, self.at):
            char = self.text[self.at]
            self.at += 1
            out.append(self.escape() if char == "\\" else char)
        self.at += 1
        return "".join(out)

    def escape(self):
        char = self.text[self.at]
        self.at += 1
        if char == "u":
            end = self.text.index("}", self.at)
            code, self.at = int(self.text[self.at + 1:end], 16), end + 1
            return chr(code)
        return {"n": "\n", "t": "\t", "r": "\r"}.get(char, char)
