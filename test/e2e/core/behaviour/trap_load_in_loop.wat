;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
;; the first round's load; only the last one's value is needed
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $last (param $at i32) (param $step i32) (param $rounds i32) (result i32)
    (local $value i32)
    (loop $again
      (local.set $value (i32.load (local.get $at)))
      (local.set $at (i32.add (local.get $at) (local.get $step)))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $value))
  (func (export "_start") (local $one i32)
    (drop (call $args (i32.const 0) (i32.const 4)))
    (local.set $one (i32.load (i32.const 0)))
    (i32.store (i32.const 32)
      (call $last (i32.add (local.get $one) (i32.const 0x1fffe)) (i32.const -0x8000)
                  (i32.add (local.get $one) (i32.const 4))))))
