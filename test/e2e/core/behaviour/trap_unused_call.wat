;; R2: an unused call of a function that only loads
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func $load (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "_start") (drop (call $load (i32.const 0x10000))))
)
