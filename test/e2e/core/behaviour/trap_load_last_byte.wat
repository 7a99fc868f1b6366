;; R1: out of bounds by the last byte
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (global $at (mut i32) (i32.const 65533))
  (func (export "_start") (drop (i32.load (global.get $at))))
)
