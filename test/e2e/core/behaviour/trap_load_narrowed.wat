;; R1, R2: only the first byte of the value is needed
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (global $at (mut i32) (i32.const 65533))
  (func (export "_start")
    (i32.store8 (i32.const 0) (i32.load (global.get $at))))
)
