;; R2: both ways of the branch are the same
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (if (i32.load (i32.const 0x10000))
      (then (i32.store (i32.const 8) (i32.const 1)))
      (else (i32.store (i32.const 8) (i32.const 1)))))
)
