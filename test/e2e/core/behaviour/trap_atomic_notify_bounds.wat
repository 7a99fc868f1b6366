;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
;; also where nobody can wait
(module
  (memory (export "memory") 1)
  (func (export "_start") (drop (memory.atomic.notify (i32.const 65536) (i32.const 0)))))
