;; EXIT: 134
;; STDERR: error: wasm trap: unaligned atomic
(module
  (memory (export "memory") 1 1)
  (func (export "_start")
    (drop (memory.atomic.wait64 (i32.const 4) (i64.const 0) (i64.const 0)))))
