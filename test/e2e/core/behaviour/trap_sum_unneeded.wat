;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
;; the sum runs out of memory, is needed on another path only, and a division by zero follows
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $sum (param $at i32) (param $rounds i32) (param $use i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (if (result i32) (local.get $use) (then (local.get $sum)) (else (i32.const 0))))
  (func (export "_start") (local $one i32)
    (drop (call $args (i32.const 0) (i32.const 4)))
    (local.set $one (i32.load (i32.const 0)))
    (i32.store (i32.const 32)
      (i32.div_u (i32.const 5)
        (call $sum (i32.const 0) (i32.add (local.get $one) (i32.const 65536))
          (i32.sub (local.get $one) (i32.const 1)))))))
