;; R3
;; EXIT: 134
;; STDERR: error: wasm trap: call stack exhausted
(module
  (memory (export "memory") 1)
  (func $even (param i64) (result i64) (call $odd (i64.add (local.get 0) (i64.const 1))))
  (func $odd (param i64) (result i64) (call $even (i64.sub (local.get 0) (i64.const 2))))
  (func (export "_start") (drop (call $even (i64.const 0))))
)
