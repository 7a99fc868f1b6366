;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
;; index and offset are unaligned, the address is not; the access is out of bounds
(module
  (memory (export "memory") 1)
  (func (export "_start") (drop (i64.atomic.load offset=0xfffd (i32.const 3)))))
