;; The low half of a vector load is widened; its high half lies outside
;; EXIT: 134
;; STDERR: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (v128.store (i32.const 0)
      (i16x8.extend_low_i8x16_s (v128.load (i32.const 65528))))))
