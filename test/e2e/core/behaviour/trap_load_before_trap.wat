;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
;; the load comes before the division by zero, which needs nothing of it
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $loads (param $at i32) (param $by i32) (local $value i32)
    (local.set $value (i32.load (local.get $at)))
    (i32.store (i32.const 32)
               (i32.add (i32.div_u (i32.const 5) (local.get $by)) (local.get $value))))
  (func (export "_start") (local $one i32)
    (drop (call $args (i32.const 0) (i32.const 4)))
    (local.set $one (i32.load (i32.const 0)))
    (call $loads (i32.add (local.get $one) (i32.const 0xfffffff0))
                 (i32.sub (local.get $one) (i32.const 1)))))
