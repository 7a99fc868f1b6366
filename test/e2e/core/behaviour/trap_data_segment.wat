;; an active segment that does not fit traps at startup
;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (data (i32.const 65535) "ab")
  (func (export "_start"))
)
