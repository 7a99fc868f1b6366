;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
;; bytes compared until two differ, which none do before the memory ends
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $compare (param $a i32) (param $b i32) (param $n i32) (result i32)
    (loop $again
      (if (i32.ne (i32.load8_u (local.get $a)) (i32.load8_u (local.get $b)))
        (then (return (local.get $n))))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (local.set $b (i32.add (local.get $b) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 0))
  (func (export "_start")
    (drop (call $args (i32.const 0) (i32.const 4)))
    (i32.store (i32.const 8)
      (call $compare (i32.sub (i32.const 65528) (i32.load (i32.const 0))) (i32.const 1000) (i32.const 12)))))
