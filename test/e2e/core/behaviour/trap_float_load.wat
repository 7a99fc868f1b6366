;; R2: a float of which the low half is used
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (global $at (mut i32) (i32.const 65532))
  (func (export "_start")
    (i32.store (i32.const 8) (i32.wrap_i64 (i64.reinterpret_f64 (f64.load (global.get $at))))))
)
