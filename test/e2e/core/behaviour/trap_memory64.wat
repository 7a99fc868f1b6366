;; index + offset is beyond 2^64
;; EXIT: 134
;; STDERR: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (memory $big i64 1)
  (func (export "_start") (drop (i32.load $big offset=16 (i64.const -8)))))
