"""Core modules made by number: the same number, the same module, on every machine.

What makes them: `wasm-tools smith` from random bytes and a random configuration,
`wasm-tools mutate` from another module, and damage done to bytes. All randomness comes
from random.Random(text), whose results Python keeps from version to version; a new
version of wasm-tools makes other modules of the same numbers.

Entry points: smith(), mutate(), damage().
"""
import subprocess

# A configuration's key for what each feature of the validators' common list allows. What
# has no key is always generated.
SMITH_FEATURES = {
    "bulk-memory-enabled": "bulk-memory",
    "custom-page-sizes-enabled": "custom-page-sizes",
    "exceptions-enabled": "exceptions",
    "extended-const-enabled": "extended-const",
    "gc-enabled": "gc",
    "memory64-enabled": "memory64",
    "multi-value-enabled": "multi-value",
    "reference-types-enabled": "reference-types",
    "relaxed-simd-enabled": "relaxed-simd",
    "saturating-float-to-int-enabled": "saturating-float-to-int",
    "sign-extension-ops-enabled": "sign-extension",
    "simd-enabled": "simd",
    "tail-call-enabled": "tail-call",
    "threads-enabled": "threads",
    "wide-arithmetic-enabled": "wide-arithmetic",
}
# Proposals that we don't have; smith makes use of the first unless told otherwise.
NEVER = ("compact-imports-enabled", "custom-descriptors-enabled",
         "shared-everything-threads-enabled", "acquire-release-atomics-enabled",
         "multibyte-array-access-enabled")
TIMEOUT = 60


class NotMade(Exception):
    """No module came out; the text says why."""


def flags_of(config):
    """A configuration as the options of `wasm-tools smith`; False and True as it has them."""
    result = []
    for key, value in config.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        result += [f"--{key}", text]
    return result


def run_tool(command, seed):
    done = subprocess.run(command, input=seed, capture_output=True, timeout=TIMEOUT)
    if done.returncode != 0:
        raise NotMade(done.stderr.decode(errors="replace").strip()[-300:]
                      or f"exit {done.returncode}")
    return done.stdout


def smith(wasm_tools, seed, config, *options):
    """A module from the bytes `seed`; `config` by smith's keys."""
    never = {key: False for key in NEVER}
    return run_tool([wasm_tools, "smith", *options, *flags_of({**never, **config})], seed)


def any_features(random):
    """Each feature on or off, most of them on."""
    everything = random.random() < 0.3
    return {key: everything or random.random() < 0.75 for key in sorted(SMITH_FEATURES)}


def any_config(random):
    """Modules of every kind and size, all of them valid."""
    config = any_features(random)
    some = random.choice((1, 3, 10, 30))  # of each thing at least so many, at most twice
    config.update({
        "max-memories": random.choice((0, 1, 1, 2, 5)),
        "max-tables": random.choice((0, 1, 1, 3, 10)) if config["reference-types-enabled"] else 1,
        "min-types": some, "max-types": 2 * some,
        "min-funcs": random.choice((1, some)), "max-funcs": 2 * some,
        "min-globals": random.choice((0, some)), "max-globals": 2 * some,
        "max-imports": random.choice((0, 5, 20)),
        "max-tags": random.choice((0, 3, 20)),
        "max-instructions": random.choice((20, 100, 400)),
        "min-uleb-size": random.choice((1, 1, 1, 2, 5)),
        "generate-custom-sections": random.random() < 0.2,
        "allow-start-export": random.random() < 0.7,
    })
    return config


def mutable_config(random):
    """What `wasm-tools mutate` can read: it has little but WebAssembly 2."""
    config = any_config(random)
    config.update({"gc-enabled": False, "exceptions-enabled": False, "max-tags": 0,
                   "custom-page-sizes-enabled": False, "wide-arithmetic-enabled": False})
    return config


def random_seed(random):
    """Bytes for smith: the more, the larger the module may be."""
    return random.randbytes(random.choice((200, 1000, 5000, 20000)))


def mutate(wasm_tools, path, random, preserve_semantics):
    """Another module from the one at `path`."""
    command = [wasm_tools, "mutate", str(path), "--seed", str(random.getrandbits(32)),
               "--fuel", "2000"]
    if preserve_semantics:
        command.append("--preserve-semantics")
    return run_tool(command, b"")


# --- Damage

INTERESTING = (0x00, 0x01, 0x02, 0x0b, 0x3f, 0x40, 0x41, 0x5e, 0x60, 0x63, 0x64, 0x69, 0x6b, 0x6f,
               0x70, 0x7b, 0x7f, 0x80, 0xfb, 0xfc, 0xfd, 0xfe, 0xff)
CODE_SECTION = 10


def read_leb(data, at):
    """(value, position behind it) of an unsigned LEB128 number; ValueError if there is none."""
    value = shift = 0
    while at < len(data) and shift < 35:
        byte = data[at]
        at += 1
        value |= (byte & 0x7f) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise ValueError("no number")


def leb(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7f | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def split_sections(data):
    """[(id, contents)] of a module; ValueError if it isn't made of sections."""
    sections, at = [], 8
    while at < len(data):
        size, start = read_leb(data, at + 1)
        if start + size > len(data):
            raise ValueError("too long")
        sections.append((data[at], data[start:start + size]))
        at = start + size
    return sections


def split_bodies(contents):
    """The function bodies of a code section."""
    count, at = read_leb(contents, 0)
    bodies = []
    for _ in range(count):
        size, at = read_leb(contents, at)
        bodies.append(contents[at:at + size])
        at += size
    return bodies


def damage_bytes(data, random):
    """One small change: bits, bytes, insertions, deletions, copies."""
    data = bytearray(data)
    at = random.randrange(len(data)) if data else 0
    kind = random.randrange(7)
    if kind == 0 and data:
        data[at] ^= 1 << random.randrange(8)
    elif kind == 1 and data:
        data[at] = random.choice(INTERESTING)
    elif kind == 2 and data:
        data[at] = random.randrange(256)
    elif kind == 3:
        data[at:at] = bytes([random.choice(INTERESTING)])
    elif kind == 4:
        del data[at:at + random.choice((1, 1, 2, 4, 20))]
    elif kind == 5:
        source = random.randrange(len(data) + 1)
        data[at:at] = data[source:source + random.choice((1, 2, 4, 16))]
    elif data:
        data[at] = (data[at] + random.choice((1, -1))) & 0xff
    return bytes(data)


def damage_inside(data, random):
    """A change inside a section, or a function's body, whose sizes are then put right: what
    lies behind it is read as it was. Or sections in another order."""
    sections = split_sections(data)
    if not sections:
        raise ValueError("no sections")
    which = random.randrange(len(sections))
    if random.random() < 0.1:
        other = random.randrange(len(sections))
        sections[which], sections[other] = sections[other], sections[which]
    elif random.random() < 0.05:
        sections.insert(random.randrange(len(sections) + 1), sections[which])
    else:
        code = [i for i, (ident, _) in enumerate(sections) if ident == CODE_SECTION]
        if code and random.random() < 0.6:
            which = code[0]
        ident, contents = sections[which]
        bodies = split_bodies(contents) if ident == CODE_SECTION else []
        if bodies and random.random() < 0.9:
            chosen = random.randrange(len(bodies))
            bodies[chosen] = damage_bytes(bodies[chosen], random)
            contents = leb(len(bodies)) + b"".join(leb(len(b)) + b for b in bodies)
        else:
            contents = damage_bytes(contents, random)
        sections[which] = (ident, contents)
    return data[:8] + b"".join(bytes([i]) + leb(len(c)) + c for i, c in sections)


def damage(data, random):
    """`data`, or a module of it whose structure is still right, changed in one or a few places."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        try:
            data = damage_inside(data, random) if random.random() < 0.85 else \
                damage_bytes(data, random)
        except ValueError:
            data = damage_bytes(data, random)
    return data
