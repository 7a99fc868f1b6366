;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
;; STDERR: at waits+0x
(module
  (memory (export "memory") 1 2 shared)
  (func $waits (export "_start")
    (drop (memory.atomic.wait64 offset=8 (i32.const 65528) (i64.const 0) (i64.const 0)))))
