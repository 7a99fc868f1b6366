;; R2: x & 0
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (i32.store (i32.const 8) (i32.and (i32.load (i32.const 0x10000)) (i32.const 0))))
)
