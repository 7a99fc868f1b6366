;; an active element segment that does not fit
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds table access
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 1) func $f)
  (func $f (export "_start"))
)
