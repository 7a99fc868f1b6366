;; R1: the first f32 that does not fit an i32
;; EXIT: 134
;; STDERR: error: wasm trap: integer overflow
(module
  (memory (export "memory") 1)
  (global $big (mut f32) (f32.const 2147483648))
  (func (export "_start") (drop (i32.trunc_f32_s (global.get $big))))
)
