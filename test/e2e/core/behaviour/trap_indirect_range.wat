;; R1
;; EXIT: 134
;; STDERR: error: wasm trap: undefined element
(module
  (memory (export "memory") 1)
  (table 2 funcref)
  (func (export "_start") (call_indirect (i32.const 2)))
)
