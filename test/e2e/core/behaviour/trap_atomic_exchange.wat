;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
;; a comparison that fails is an access all the same
(module
  (memory (export "memory") 1 1 shared)
  (func (export "_start")
    (drop (i64.atomic.rmw8.cmpxchg_u (i32.const 65536) (i64.const 1) (i64.const 1)))))
