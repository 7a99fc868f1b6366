;; EXIT: 134
;; STDERR: error: wasm trap: unaligned atomic
;; the effective address counts, and before it is compared with the bounds
(module
  (memory (export "memory") 1)
  (func (export "_start") (drop (i32.atomic.load16_u offset=0x10001 (i32.const 2)))))
