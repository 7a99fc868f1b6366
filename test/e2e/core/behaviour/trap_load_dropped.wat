;; R2: a load that is dropped
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func (export "_start") (drop (i64.load offset=0x10000 (i32.const 0))))
)
