"""component_rules.py FOLDER: a component for each rule of the canonical ABI that a
guest can break; compiled, run, and its end compared.

A case is what stands in `run`, in `realloc` (its result is local 4, the address
of a block that nobody else has) and in `post-return`; the exit code; a text of
stderr. The host functions at hand: $bytes (len, result), which calls realloc;
$args (result), which calls it often; $stdout, $flush, $subscribe, $drop-out, $drop-poll, $block.
"""
import pathlib
import subprocess
import sys

TEMPLATE = """
(component
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $error-t))
  (import "wasi:io/poll@0.2.0" (instance $poll
    (export "pollable" (type $p (sub resource)))
    (export "[method]pollable.block" (func (param "self" (borrow $p))))
    (export "poll" (func (param "in" (list (borrow $p))) (result (list u32))))))
  (alias export $poll "pollable" (type $pollable))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (export "output-stream" (type $o (sub resource)))
    (alias outer 1 $error-t (type $error'))
    (export "error" (type $e (eq $error')))
    (alias outer 1 $pollable (type $pollable'))
    (export "pollable" (type $p (eq $pollable')))
    (type $stream-error (variant (case "last-operation-failed" (own $e)) (case "closed")))
    (export "stream-error" (type $se (eq $stream-error)))
    (export "[method]output-stream.blocking-flush"
      (func (param "self" (borrow $o)) (result (result (error $se)))))
    (export "[method]output-stream.subscribe" (func (param "self" (borrow $o)) (result (own $p))))))
  (alias export $streams "output-stream" (type $out))
  (import "wasi:cli/stdout@0.2.0" (instance $cli
    (alias outer 1 $out (type $out'))
    (export "output-stream" (type $o (eq $out')))
    (export "get-stdout" (func (result (own $o))))))
  (import "wasi:random/random@0.2.0" (instance $random
    (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
  (import "wasi:cli/environment@0.2.0" (instance $environment
    (export "get-arguments" (func (result (list string))))))
  (type $own-t (resource (rep i32)))
  (core module $libc
    (memory (export "memory") 1)
    (table (export "table") 1 1 funcref)
    (type $realloc (func (param i32 i32 i32 i32) (result i32)))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (call_indirect (type $realloc) (local.get 0) (local.get 1) (local.get 2) (local.get 3)
        (i32.const 0))))
  (core instance $libc (instantiate $libc))
  (alias core export $libc "memory" (core memory $memory))
  (alias core export $libc "realloc" (core func $realloc))
  (core func $bytes
    (canon lower (func $random "get-random-bytes") (memory $memory) (realloc $realloc)))
  (core func $args (canon lower (func $environment "get-arguments") (memory $memory)
    (realloc $realloc) ENCODING))
  (core func $stdout (canon lower (func $cli "get-stdout")))
  (core func $flush
    (canon lower (func $streams "[method]output-stream.blocking-flush") (memory $memory)))
  (core func $subscribe (canon lower (func $streams "[method]output-stream.subscribe")))
  (core func $block (canon lower (func $poll "[method]pollable.block")))
  (core func $poll-f (canon lower (func $poll "poll") (memory $memory) (realloc $realloc)))
  (core func $drop-out (canon resource.drop $out))
  (core func $drop-poll (canon resource.drop $pollable))
  (core func $new (canon resource.new $own-t))
  (core func $rep (canon resource.rep $own-t))
  (core func $drop-own (canon resource.drop $own-t))
  (core module $main
    (import "libc" "memory" (memory 1))
    (import "libc" "table" (table 1 1 funcref))
    (import "h" "bytes" (func $bytes (param i64 i32)))
    (import "h" "args" (func $args (param i32)))
    (import "h" "stdout" (func $stdout (result i32)))
    (import "h" "flush" (func $flush (param i32 i32)))
    (import "h" "subscribe" (func $subscribe (param i32) (result i32)))
    (import "h" "block" (func $block (param i32)))
    (import "h" "poll" (func $poll (param i32 i32 i32)))
    (import "h" "drop-out" (func $drop-out (param i32)))
    (import "h" "drop-poll" (func $drop-poll (param i32)))
    (import "h" "new" (func $new (param i32) (result i32)))
    (import "h" "rep" (func $rep (param i32) (result i32)))
    (import "h" "drop-own" (func $drop-own (param i32)))
    (global $heap (mut i32) (i32.const 1024))
    (elem (i32.const 0) $realloc)
    (func $realloc (param $old i32) (param $old-size i32) (param $align i32) (param $size i32)
        (result i32)
      (local $block i32)
      (local.set $block (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
      (global.set $heap (i32.add (local.get $block) (local.get $size)))
      REALLOC
      (local.get $block))
    (func (export "run") (result i32)
      (local $a i32) (local $b i32)
      RUN)
    (func (export "post") (param i32)
      POST))
  (core instance $main (instantiate $main
    (with "libc" (instance $libc))
    (with "h" (instance
      (export "bytes" (func $bytes)) (export "args" (func $args)) (export "stdout" (func $stdout))
      (export "flush" (func $flush)) (export "subscribe" (func $subscribe))
      (export "block" (func $block)) (export "poll" (func $poll-f))
      (export "drop-out" (func $drop-out)) (export "drop-poll" (func $drop-poll))
      (export "new" (func $new)) (export "rep" (func $rep)) (export "drop-own" (func $drop-own))))))
  (func $run (result (result)) (canon lift (core func $main "run") (post-return (core func $main "post"))))
  (component $shim
    (import "run" (func $run (result (result))))
    (export "run" (func $run)))
  (instance $exported (instantiate $shim (with "run" (func $run))))
  (export "wasi:cli/run@0.2.3" (instance $exported)))
"""

OK = "(i32.const 0)"
BYTES = "(call $bytes (i64.const 16) (i32.const 8)) " + OK
ARGS = "(call $args (i32.const 8)) " + OK
LEAVE = "cannot leave component instance"
BOUNDS = "out of bounds of memory"
UNKNOWN = "unknown handle index"

CASES = {
    "fine": dict(run=BYTES, code=0),
    "grows": dict(run="(call $bytes (i64.const 60000) (i32.const 8))"
                      "(i32.or (i32.ne (i32.load (i32.const 8)) (i32.const 196608))"
                      " (i32.ne (i32.load (i32.const 12)) (i32.const 60000)))",
                  realloc="(drop (memory.grow (i32.const 3)))"
                          "(local.set $block (i32.const 196608))", code=0),
    "error": dict(run="(i32.const 1)", code=1),
    "neither": dict(run="(i32.const 2)", code=134, text="canonical ABI"),
    # realloc
    "realloc-behind": dict(run=BYTES, realloc="(local.set $block (i32.const 65521))", code=134,
                           text=BOUNDS),
    "realloc-last": dict(run=BYTES, realloc="(local.set $block (i32.const 65520))", code=0),
    "realloc-far": dict(run=BYTES, realloc="(local.set $block (i32.const -8))", code=134,
                        text=BOUNDS),
    "realloc-misaligned": dict(run=ARGS, realloc="(local.set $block (i32.const 1026))", code=134,
                               text="aligned"),
    "realloc-traps": dict(run=BYTES, realloc="(unreachable)", code=134, text="unreachable"),
    "realloc-calls": dict(run=BYTES, realloc="(call $args (i32.const 8))", code=134, text=LEAVE),
    "realloc-itself": dict(run=BYTES, realloc="(call $bytes (i64.const 1) (i32.const 8))", code=134,
                           text=LEAVE),
    "realloc-drops": dict(run="(drop (call $stdout)) " + BYTES,
                          realloc="(call $drop-out (i32.const 1))", code=134, text=LEAVE),
    "realloc-makes": dict(run=BYTES, realloc="(drop (call $new (i32.const 1)))", code=134,
                          text=LEAVE),
    "realloc-endless": dict(run=BYTES, realloc="(return (call $realloc (i32.const 0) (i32.const 0) "
                                               "(i32.const 1) (i32.const 0)))",
                            code=134, text="call stack exhausted"),
    "utf16-misaligned": dict(run=ARGS, encoding="string-encoding=utf16", code=134, text="aligned",
                             realloc="(if (i32.eq (local.get $align) (i32.const 2))"
                                     " (then (local.set $block (i32.const 2001))))"),
    # results and lengths
    "result-behind": dict(run="(call $bytes (i64.const 0) (i32.const 65532)) " + OK, code=134,
                          text=BOUNDS),
    "result-misaligned": dict(run="(call $bytes (i64.const 0) (i32.const 9)) " + OK, code=134,
                              text="aligned"),
    "too-long": dict(run="(call $bytes (i64.const -1) (i32.const 8)) " + OK, code=134,
                     text="too long"),
    "too-long-32": dict(run="(call $bytes (i64.const 0xffffffff) (i32.const 8)) " + OK, code=134,
                        text="too long"),
    "list-behind": dict(run="(call $poll (i32.const 0) (i32.const 16385) (i32.const 8)) " + OK,
                        code=134, text=BOUNDS),
    "list-overflow": dict(run="(call $poll (i32.const 8) (i32.const 0x40000000) (i32.const 8)) " + OK,
                          code=134, text="too long"),
    "list-misaligned": dict(run="(call $poll (i32.const 2) (i32.const 1) (i32.const 8)) " + OK,
                            code=134, text="aligned"),
    "too-many-pollables": dict(run="(drop (memory.grow (i32.const 300)))"
                                   "(call $poll (i32.const 0) (i32.const 4194305) (i32.const 8)) "
                                   + OK, code=134, text="too many pollables"),
    # handles
    "handle-zero": dict(run="(call $drop-out (i32.const 0)) " + OK, code=134, text=UNKNOWN),
    "handle-far": dict(run="(call $drop-out (i32.const -1)) " + OK, code=134, text=UNKNOWN),
    "dropped-twice": dict(run="(local.set $a (call $stdout)) (call $drop-out (local.get $a))"
                              "(call $drop-out (local.get $a)) " + OK, code=134, text=UNKNOWN),
    "used-after-drop": dict(run="(local.set $a (call $stdout)) (call $drop-out (local.get $a))"
                                "(call $flush (local.get $a) (i32.const 8)) " + OK, code=134,
                            text=UNKNOWN),
    "wrong-drop": dict(run="(call $drop-poll (call $stdout)) " + OK, code=134,
                       text="another resource type"),
    "wrong-use": dict(run="(call $block (call $stdout)) " + OK, code=134,
                      text="another resource type"),
    "forged": dict(run="(call $flush (call $new (i32.const 0x1000)) (i32.const 8)) " + OK, code=134,
                   text="another resource type"),
    "host-rep": dict(run="(drop (call $rep (call $stdout))) " + OK, code=134,
                     text="another resource type"),
    "child-outlives": dict(run="(local.set $a (call $stdout))"
                               "(local.set $b (call $subscribe (local.get $a)))"
                               "(call $drop-out (local.get $a)) (call $block (local.get $b))"
                               "(call $drop-poll (local.get $b)) " + OK, code=0),
    "own-kept": dict(run="(i32.ne (call $rep (call $new (i32.const 77))) (i32.const 77))", code=0),
    "endless-handles": dict(run="(loop (drop (call $new (i32.const 1))) (br 0)) " + OK, code=134,
                            text="too many handles"),
    # post-return
    "post-calls": dict(run=OK, post="(call $args (i32.const 8))", code=134, text=LEAVE),
    "post-drops": dict(run="(drop (call $stdout)) " + OK, post="(call $drop-out (i32.const 1))",
                       code=134, text=LEAVE),
}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name, case in CASES.items():
        text = TEMPLATE
        for word in ("REALLOC", "RUN", "POST", "ENCODING"):
            text = text.replace(word, case.get(word.lower(), ""))
        (folder / f"{name}.wat").write_text(text)
        module, program = folder / f"{name}.wasm", folder / name
        subprocess.run(["wasm-tools", "parse", folder / f"{name}.wat", "-o", module], check=True)
        level = case.get("level", "-O1")
        subprocess.run(["wasi-aotc", module, level, "-o", program], check=True)
        ran = subprocess.run([program, "one", "two"], capture_output=True, text=True, timeout=60,
                             check=False)
        if ran.returncode == case["code"] and case.get("text", "") in ran.stderr:
            continue
        failed += 1
        print(f"{name}: exit {ran.returncode}, expected {case['code']}; {ran.stderr!r}")
    sys.exit(1 if failed else 0)


main()
