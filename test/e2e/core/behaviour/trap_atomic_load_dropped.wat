;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1 1 shared)
  (func $load (param i32) (result i64) (i64.atomic.load (local.get 0)))
  (func (export "_start") (drop (call $load (i32.const 65536)))))
