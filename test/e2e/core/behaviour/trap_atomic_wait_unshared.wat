;; EXIT: 134
;; STDERR: error: wasm trap: expected shared memory
;; before the bounds, after the alignment
(module
  (memory (export "memory") 1 1)
  (func (export "_start")
    (drop (memory.atomic.wait32 (i32.const 65536) (i32.const 0) (i64.const 0)))
    (unreachable)))
