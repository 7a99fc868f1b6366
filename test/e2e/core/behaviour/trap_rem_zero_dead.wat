;; R2: a division whose result nobody needs
;; EXIT: 134
;; STDERR: error: wasm trap: integer divide by zero
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (i64.rem_u (i64.const 7) (i64.extend_i32_u (i32.load (i32.const 0))))))
)
