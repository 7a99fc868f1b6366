;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
;; a value that isn't selected; x86-64 would make a branch around the load
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $loads (param $at i32) (param $other i32) (param $wanted i32)
    (i32.store (i32.const 32)
      (select (i32.load (local.get $at)) (local.get $other) (local.get $wanted))))
  (func (export "_start") (local $one i32)
    (drop (call $args (i32.const 0) (i32.const 4)))
    (local.set $one (i32.load (i32.const 0)))
    (call $loads (i32.add (local.get $one) (i32.const 0xfffffff0)) (local.get $one)
                 (i32.eq (local.get $one) (i32.const 7)))))
