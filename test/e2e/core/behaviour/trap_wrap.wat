;; R6: index + offset beyond 2^32 does not wrap
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func (export "_start") (i32.store offset=0xffffffff (i32.const 0xffffffff) (i32.const 1)))
)
