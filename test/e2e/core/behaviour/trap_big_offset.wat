;; an offset larger than any guard
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func (export "_start") (drop (i32.load8_u offset=0xfffffff0 (i32.const 0x20))))
)
