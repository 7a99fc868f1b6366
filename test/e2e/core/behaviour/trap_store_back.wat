;; R2: storing back what was loaded
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (i32.store (i32.const 0x10000) (i32.load (i32.const 0x10000))))
)
