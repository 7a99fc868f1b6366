"""R6: every pointer and length that a preview-1 function takes, wrong in every way; and
that no record which a function fills in shows what was in the host's memory (R13).

A module is made from the table below: each of its cases is one call with one argument
replaced, and it notes the calls that answered otherwise than they should. A pointer to
nowhere is `fault`, and what lies at the very end of memory, unaligned, works.
"""
import os
import re
import socket
import struct
import subprocess


from test_coverage import ROOT

PAGES = 16
END = PAGES * 65536
FAULT, NOENT, INVAL, NAMETOOLONG, NOTSUP = 21, 44, 28, 37, 58

# Where good arguments lie. NOTES: pairs of a case's number and what it answered.
PATH, BUFFER, LIST, RESULT, NOTES = 1024, 4096, 16384, 20480, 131072
FILE, LISTENER, CONNECTION = "fd-file", 0, 1
FOLDER = 3


class Out:
    """A pointer to what the call fills in, of so many bytes."""

    def __init__(self, size):
        self.size = size


class Area:
    """A pointer, followed by its length in so many bytes; `want` of an empty one."""

    def __init__(self, at, length, scale=1, want=0):
        self.at, self.length, self.scale, self.want = at, length, scale, want


def path(at=PATH):
    return Area(at, 4, want=NOENT)


def data(want=0):
    return Area(BUFFER, 64, want=want)


def iovecs():
    return Area(LIST, 2, 8)


class Long:
    """An i64."""

    def __init__(self, value):
        self.value = value


# The value that a call answers with good arguments is not of interest but for `fault`.
CALLS = {
    "args_get": [Out(4), Out(2)], "args_sizes_get": [Out(4), Out(4)],
    "environ_get": [Out(4), Out(11)], "environ_sizes_get": [Out(4), Out(4)],
    "clock_res_get": [1, Out(8)], "clock_time_get": [1, Long(0), Out(8)],
    "fd_fdstat_get": [FILE, Out(24)], "fd_filestat_get": [FILE, Out(64)],
    "fd_pread": [FILE, iovecs(), Long(0), Out(4)], "fd_prestat_get": [FOLDER, Out(8)],
    "fd_prestat_dir_name": [FOLDER, Area(BUFFER, 64, want=NAMETOOLONG)],
    "fd_pwrite": [FILE, iovecs(), Long(0), Out(4)], "fd_read": [FILE, iovecs(), Out(4)],
    "fd_readdir": [FOLDER, data(), Long(0), Out(4)],
    "fd_seek": [FILE, Long(0), 0, Out(8)], "fd_tell": [FILE, Out(8)],
    "fd_write": [FILE, iovecs(), Out(4)],
    "path_create_directory": [FOLDER, path()], "path_filestat_get": [FOLDER, 0, path(PATH + 8), Out(64)],
    "path_filestat_set_times": [FOLDER, 0, path(), Long(0), Long(0), 0],
    "path_link": [FOLDER, 0, path(), FOLDER, path()],
    "path_open": [FOLDER, 0, path(), 0, Long(0), Long(0), 0, Out(4)],
    "path_readlink": [FOLDER, path(), data(want=NOENT), Out(4)],
    "path_remove_directory": [FOLDER, path()], "path_rename": [FOLDER, path(), FOLDER, path()],
    "path_symlink": [path(), FOLDER, path()], "path_unlink_file": [FOLDER, path()],
    "poll_oneoff": [Area(LIST + 1024, 1, 48, INVAL), Out(32), None, Out(4)],
    "random_get": [data()], "sock_accept": [LISTENER, 0, Out(4)],
    "sock_recv": [CONNECTION, iovecs(), 0, Out(4), Out(2)],
    "sock_send": [CONNECTION, iovecs(), 0, Out(4)],
}
# Those that take no pointer.
WITHOUT = {"fd_advise", "fd_allocate", "fd_close", "fd_datasync", "fd_fdstat_set_flags",
           "fd_fdstat_set_rights", "fd_filestat_set_size", "fd_filestat_set_times", "fd_renumber",
           "fd_sync", "proc_exit", "proc_raise", "sched_yield", "sock_shutdown"}


def good(parameter, slot):
    """The core arguments of one parameter."""
    if isinstance(parameter, Out):
        return [RESULT + 256 * slot]
    if isinstance(parameter, Area):
        return [parameter.at, parameter.length]
    return [parameter]


def replacements(parameter):
    """(what, core arguments, the answer or None for anything but `fault`)"""
    if isinstance(parameter, Out):
        size = parameter.size
        yield "to the end", [END - size], None
        yield "unaligned", [END - size - 1], None
        for at in {END - size + 1, END, 1 << 31, (1 << 32) - size, (1 << 32) - 1}:
            yield f"at {at:#x}", [at], FAULT
    elif isinstance(parameter, Area):
        size = parameter.length * parameter.scale
        yield "unaligned, to the end", [END - size - 1, parameter.length], None
        yield "empty", [parameter.at, 0], parameter.want
        yield "empty at the end", [END, 0], parameter.want
        for at in {END - size + 1, END, 1 << 31, (1 << 32) - size, (1 << 32) - 1}:
            yield f"at {at:#x}", [at, parameter.length], FAULT
        # So long that it wraps, in bytes and in elements.
        lengths = {(1 << 32) - 1, ((1 << 32) - parameter.at) // parameter.scale,
                   END // parameter.scale}
        if parameter.scale > 1:
            lengths.add((1 << 32) // parameter.scale + 1)
        for length in lengths:
            yield f"of {length:#x}", [parameter.at, length], FAULT


def cases():
    """(name, function, core arguments, the answer)"""
    for function, parameters in CALLS.items():
        base = [good(p, i) for i, p in enumerate(parameters)]
        # poll_oneoff's length is behind its two areas.
        for i, parameter in enumerate(parameters):
            for what, arguments, want in replacements(parameter):
                replaced = base[:i] + [arguments] + base[i + 1:]
                if function == "poll_oneoff":
                    (list_at, count), (out,), _, (result,) = replaced
                    replaced = [[list_at, out, count, result]]
                flat = [argument for group in replaced for argument in group]
                yield f"{function}, argument {i} {what}", function, flat, want
    yield from buffers()


def buffers():
    """Lists whose buffers are wrong: a list lies at 12 places, each with two buffers."""
    for number, (first, second, want) in enumerate(BUFFER_LISTS):
        at = list_address(number)
        for function in ("fd_read", "fd_write", "fd_pread", "fd_pwrite", "sock_recv", "sock_send"):
            parameters = CALLS[function]
            flat = []
            for i, parameter in enumerate(parameters):
                flat += [at, 2] if isinstance(parameter, Area) else good(parameter, i)
            yield f"{function} of {first} and {second}", function, flat, want
    for function in ("fd_read", "fd_write"):
        yield (f"{function} of 65,536 buffers", function,
               [FILE, BIG_LIST, 65536, RESULT], 0)


BUFFER_LISTS = [((BUFFER, 8), (BUFFER + 4, 8), 0),  # overlap
                ((LIST, 8), (RESULT, 8), 0),  # the list itself, and the result
                ((BUFFER, 0), (BUFFER, 0), 0), ((END, 0), (BUFFER, 1), 0),
                ((BUFFER + 1, 3), (END - 1, 1), 0),
                ((BUFFER, 8), (END - 7, 8), FAULT), ((END, 1), (BUFFER, 8), FAULT),
                ((BUFFER, 8), (BUFFER, 0xffffffff), FAULT), ((0xffffffff, 1), (BUFFER, 8), FAULT),
                ((0xfffffff0, 0x20), (BUFFER, 8), FAULT), ((END + 1, 0), (BUFFER, 8), FAULT)]
BIG_LIST = 262144


# What of a record isn't a field: function, its arguments, where the record lies, those bytes.
PADDING = [("fd_fdstat_get", [FILE, RESULT], RESULT, [1, *range(4, 8)]),
           ("fd_filestat_get", [FILE, RESULT], RESULT, range(17, 24)),
           ("fd_prestat_get", [FOLDER, RESULT], RESULT, range(1, 4)),
           ("fd_readdir", [FOLDER, BUFFER, 24, Long(0), RESULT], BUFFER, range(21, 24)),
           ("poll_oneoff", [LIST + 1024, BUFFER, 1, RESULT], BUFFER,
            [*range(11, 16), *range(26, 32)])]


def padding(first):
    """Calls that note what isn't zero, as cases from number `first` on."""
    for number, (function, arguments, at, holes) in enumerate(PADDING, first):
        yield (f"(memory.fill (i32.const {at}) (i32.const 0xaa) (i32.const 64)) "
               f"(drop (call ${function} {' '.join(constants(arguments))}))")
        for hole in holes:
            yield (f"(call $note (i32.const {number}) (i32.const 0) "
                   f"(i32.load8_u (i32.const {at + hole})))")


def list_address(number):
    return LIST + 2048 + 16 * number


def constants(arguments):
    for argument in arguments:
        if isinstance(argument, Long):
            yield f"(i64.const {argument.value})"
        elif argument == FILE:
            yield "(global.get $file)"
        else:
            yield f"(i32.const {argument})"


def segment(at, values):
    text = "".join(f"\\{byte:02x}" for byte in struct.pack(f"<{len(values)}I", *values))
    return f'(data (i32.const {at}) "{text}")'


def module(kinds):
    imports = [f'(import "wasi_snapshot_preview1" "{name}" (func ${name} (param {params}) '
               "(result i32)))" for name, params in kinds.items() if name in CALLS]
    lists = [segment(LIST, [BUFFER, 8, BUFFER + 64, 8])]
    lists += [segment(list_address(n), [*first, *second])
              for n, (first, second, _) in enumerate(BUFFER_LISTS)]
    # -1: anything but fault
    calls = [f"(call $note (i32.const {i}) (i32.const {-1 if want is None else want}) "
             f"(call ${function} {' '.join(constants(arguments))}))"
             for i, (_, function, arguments, want) in enumerate(cases())]
    calls += padding(len(calls))
    parts = 50
    functions = [f"(func $part{i}\n    " + "\n    ".join(calls[i:i + parts]) + ")"
                 for i in range(0, len(calls), parts)]
    return f"""(module
  {chr(10).join(imports)}
  (memory (export "memory") {PAGES} {PAGES})
  (global $file (mut i32) (i32.const 0))
  (global $noted (mut i32) (i32.const {NOTES}))
  (data (i32.const {PATH}) "none")
  (data (i32.const {PATH + 8}) "file")
  {chr(10).join(lists)}
  (func $note (param $case i32) (param $want i32) (param $got i32)
    (memory.fill (i32.const {END - 4096}) (i32.const 0) (i32.const 4096))
    (if (i32.eq (local.get $want) (i32.const -1))
      (then (if (i32.ne (local.get $got) (i32.const {FAULT})) (then (return))))
      (else (if (i32.eq (local.get $got) (local.get $want)) (then (return)))))
    (i32.store (global.get $noted) (local.get $case))
    (i32.store offset=4 (global.get $noted) (local.get $got))
    (global.set $noted (i32.add (global.get $noted) (i32.const 8))))
  {chr(10).join(functions)}
  (func (export "_start") (local $i i32)
    (drop (call $path_open (i32.const {FOLDER}) (i32.const 0) (i32.const {PATH + 8}) (i32.const 4)
      (i32.const 0) (i64.const 0x1fffffff) (i64.const 0) (i32.const 0) (i32.const {RESULT})))
    (global.set $file (i32.load (i32.const {RESULT})))
    (loop $more
      (i32.store (i32.add (i32.const {BIG_LIST}) (i32.mul (local.get $i) (i32.const 8)))
                 (i32.const {BUFFER}))
      (i32.store (i32.add (i32.const {BIG_LIST + 4}) (i32.mul (local.get $i) (i32.const 8)))
                 (i32.const 1))
      (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                             (i32.const 65536))))
    {" ".join(f"(call $part{i})" for i in range(0, len(calls), parts))}
    (i32.store (i32.const {LIST}) (i32.const {NOTES}))
    (i32.store (i32.const {LIST + 4}) (i32.sub (global.get $noted) (i32.const {NOTES})))
    (drop (call $fd_write (i32.const 2) (i32.const {LIST}) (i32.const 1) (i32.const {RESULT})))))
"""


def kinds():
    """The core parameters of each function."""
    text = (ROOT / "runtime-lib/abi/preview1.def").read_text()
    return {name: params.lower().replace(",", "")
            for name, params in re.findall(r"^AOTC_PREVIEW1\((\w+), \(([^)]*)\)", text, re.M)}


def r6_pointers(wasi):
    if wasi.emulated("pointers", "it counts on a name of its own for the program"):
        return
    declared = kinds()
    wasi.expect("the table knows every function", set(CALLS) | WITHOUT == set(declared),
                set(declared) ^ (set(CALLS) | WITHOUT))
    source, wasm = wasi.work / "pointers.wat", wasi.work / "pointers.wasm"
    source.write_text(module(declared))
    subprocess.run([wasi.wasm_tools, "parse", source, "-o", wasm], check=True)
    names = [name for name, *_ in cases()] + [f"padding of {row[0]}'s record" for row in PADDING]
    for options in (("-O0",), ("-O2",), ("-O2", "--bounds=check")):
        folder = wasi.folder()
        (folder / "file").write_bytes(bytes(range(256)))
        exe = wasi.compile(wasm, "--dir", f"{folder}::/data", "--env", "NAME=value", *options[1:],
                           level=options[0])
        with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as caller:
            where = str(folder / "socket")
            listener.bind(where)
            listener.listen(64)
            callers = [socket.socket(socket.AF_UNIX) for _ in range(8)]
            for one in callers:
                one.connect(where)
            caller.close()
            ours, theirs = socket.socketpair()
            theirs.sendall(bytes(65536))
            got = wasi.run(exe, called="x", stdin=listener.fileno(), stdout=ours.fileno())
            for one in (*callers, ours, theirs):
                one.close()
        os.unlink(where)
        pairs = struct.iter_unpack("<II", got.err) if len(got.err) % 8 == 0 else [(0, got)]
        wrong = [(names[case], f"answered {code}") for case, code in pairs]
        wasi.expect(f"{len(names)} calls, {' '.join(options)}", got.code == 0 and not wrong,
                    (got.code, wrong[:20]))


TESTS = [r6_pointers]
