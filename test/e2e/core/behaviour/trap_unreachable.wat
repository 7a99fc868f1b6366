;; R1
;; EXIT: 134
;; STDERR: error: wasm trap: unreachable
(module
  (func (export "_start") unreachable)
  (memory (export "memory") 1)
)
