"""The other engine: wasmtime, by its C interface.

Its Python interface has no v128, passes floats through Python's (which quiets NaNs) and
doesn't know all types, so that values are read and written here as bits. A value is
(type, bits): a number, or for a reference "null" or "non-null".
"""
import ctypes
import threading

import wasmtime
from wasmtime import _ffi as ffi

KINDS = {"i32": 0, "i64": 1, "f32": 2, "f64": 3, "v128": 4, "funcref": 5, "externref": 6,
         "anyref": 7, "exnref": 8}
SIZES = {"i32": 4, "i64": 8, "f32": 4, "f64": 8, "v128": 16}
STACK_BYTES = 32 << 20

# What our traps are called (traps.def), by wasmtime's codes: one of them must be it.
TRAPS = {
    "MEMORY_OUT_OF_BOUNDS": ("out of bounds memory access",),
    "HEAP_MISALIGNED": ("unaligned atomic",),
    "TABLE_OUT_OF_BOUNDS": ("out of bounds table access", "undefined element"),
    "INDIRECT_CALL_TO_NULL": ("uninitialized element",),
    "BAD_SIGNATURE": ("indirect call type mismatch",),
    "INTEGER_OVERFLOW": ("integer overflow",),
    "INTEGER_DIVISION_BY_ZERO": ("integer divide by zero",),
    "BAD_CONVERSION_TO_INTEGER": ("invalid conversion to integer",),
    "UNREACHABLE": ("unreachable",),
    "NULL_REFERENCE": ("null reference",),
    "UNCAUGHT_EXCEPTION": ("uncaught exception",),
}


class Unusable(Exception):
    """Nothing can be said of this module; the text says why."""


def reason_of(error):
    return f"wasmtime: {str(error).strip().splitlines()[-1].strip()}"


class Trapped(Exception):
    def __init__(self, trap):
        code = trap.trap_code
        name = code.name if code else None
        if not code and "exception" in trap.message:
            name = "UNCAUGHT_EXCEPTION"
        if name not in TRAPS:
            raise Unusable(f"wasmtime: {name or trap.message.strip().splitlines()[-1].strip()}")
        super().__init__(name)
        self.kinds = TRAPS[name]


def use_large_stacks():
    """Threads started from now on can hold what STACK_BYTES promises to guests."""
    threading.stack_size(STACK_BYTES + (4 << 20))


def make_engine():
    config = wasmtime.Config()
    for feature in ("wasm_custom_page_sizes", "wasm_exceptions", "wasm_function_references",
                    "wasm_gc", "wasm_memory64", "wasm_multi_memory", "wasm_multi_value",
                    "wasm_reference_types", "wasm_relaxed_simd",
                    "wasm_relaxed_simd_deterministic", "wasm_simd", "wasm_tail_call",
                    "wasm_threads", "wasm_wide_arithmetic", "shared_memory"):
        setattr(config, feature, True)
    # With signals, version 50 fails an assertion of its own at an access out of the bounds of
    # a shared memory.
    config.signals_based_traps = False
    config.parallel_compilation = False
    config.cranelift_opt_level = "none"
    # The stack of asynchronous calls, which we have none of, must not be smaller.
    set_async_stack = ffi.dll.wasmtime_config_async_stack_size_set
    set_async_stack.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    set_async_stack.restype = None
    set_async_stack(ctypes.cast(config.ptr(), ctypes.c_void_p), STACK_BYTES)
    config.max_wasm_stack = STACK_BYTES
    return wasmtime.Engine(config)


def write_value(slot, value):
    kind, bits = value
    ctypes.memset(ctypes.byref(slot), 0, ctypes.sizeof(slot))
    slot.kind = KINDS[kind]
    if kind in SIZES:
        data = bits.to_bytes(SIZES[kind], "little")
        ctypes.memmove(ctypes.byref(slot.of), data, len(data))


def read_value(slot, kind):
    if slot.kind != KINDS[kind]:
        raise Unusable(f"wasmtime gives a value of kind {slot.kind} for {kind}")
    if kind in SIZES:
        return kind, int.from_bytes(ctypes.string_at(ctypes.byref(slot.of), SIZES[kind]), "little")
    # A reference begins with its store's number, 0 for none.
    is_null = not any(ctypes.string_at(ctypes.byref(slot.of), 8))
    ffi.wasmtime_val_unroot(ctypes.byref(slot))
    return kind, "null" if is_null else "non-null"


class Store:
    """Where instances live that may import from each other."""

    def __init__(self, engine):
        self.engine = engine
        self.store = wasmtime.Store(engine)
        self.context = self.store._context()

    def instantiate(self, module, imports):
        """`imports` by name: instances, or one item's extern. Raises Trapped, Unusable."""
        linker = wasmtime.Linker(self.engine)
        for name, given in imports.items():
            if isinstance(given, Instance):
                linker.define_instance(self.store, name, given.instance)
            else:
                self.define(linker, name, *given)
        try:
            return Instance(self, linker.instantiate(self.store, module))
        except wasmtime.Trap as trap:
            raise Trapped(trap) from None
        except wasmtime.WasmtimeError as error:
            raise Unusable(reason_of(error)) from None


    def define(self, linker, module, name, item):
        """Linker.define() of the Python interface fails at shared memories."""
        texts = [text.encode() for text in (module, name)]
        words = [word for text in texts for word in (ctypes.create_string_buffer(text), len(text))]
        error = ffi.wasmtime_linker_define(linker.ptr(), self.context, *words, ctypes.byref(item))
        assert not error


class Instance:
    def __init__(self, store, instance):
        self.store, self.instance = store, instance

    def export(self, name):
        item = ffi.wasmtime_extern_t()
        text = name.encode()
        found = ffi.wasmtime_instance_export_get(
            self.store.context, ctypes.byref(self.instance._instance),
            ctypes.create_string_buffer(text), len(text), ctypes.byref(item))
        assert found, name
        return item

    def call(self, name, arguments, result_types):
        """The results. Raises Trapped, Unusable."""
        given = (ffi.wasmtime_val_t * len(arguments))()
        for slot, value in zip(given, arguments):
            write_value(slot, value)
        results = (ffi.wasmtime_val_t * len(result_types))()
        trap = ctypes.POINTER(ffi.wasm_trap_t)()
        error = ffi.wasmtime_func_call(
            self.store.context, ctypes.byref(self.export(name).of.func), given, len(arguments),
            results, len(result_types), ctypes.byref(trap))
        if error:
            raise Unusable(reason_of(wasmtime.WasmtimeError._from_ptr(error)))
        if trap:
            raise Trapped(wasmtime.Trap._from_ptr(trap))
        return [read_value(slot, kind) for slot, kind in zip(results, result_types)]

    def get(self, name, kind):
        """The value of an exported global."""
        slot = ffi.wasmtime_val_t()
        ffi.wasmtime_global_get(self.store.context, ctypes.byref(self.export(name).of.global_),
                                ctypes.byref(slot))
        return read_value(slot, kind)

    def memory(self, name):
        """An import's name and the exported memory, for Store.instantiate()."""
        return "memory", self.export(name)
