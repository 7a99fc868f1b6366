;; EXIT: 134
;; STDERR: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (memory $bytes 10 (pagesize 1))
  (func (export "_start") (i32.store8 $bytes (i32.const 10) (i32.const 1))))
