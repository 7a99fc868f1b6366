;; EXIT: 134
;; STDOUT: 7
;; STDERR: error: wasm trap: out of bounds memory access
;; an address that wraps around is used, and the value printed, before the access that traps
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $use (param $p i32) (result i32)
    (i32.store8 (i32.add (local.get $p) (i32.const 64)) (i32.const 0x37)) ;; at 32
    (i32.store8 (i32.add (local.get $p) (i32.const 65)) (i32.const 10))
    (i32.store (i32.const 0) (i32.const 32))
    (i32.store (i32.const 4) (i32.const 2))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.load offset=80 (local.get $p)))
  (func (export "_start") (local $one i32)
    (drop (call $args (i32.const 0) (i32.const 4)))
    (local.set $one (i32.load (i32.const 0)))
    (i32.store (i32.const 16) (call $use (i32.sub (i32.const -31) (local.get $one))))))
