;; R3: 10^7 deep
;; EXIT: 134
;; STDERR: error: wasm trap: call stack exhausted
(module
  (memory (export "memory") 1)
  (func $down (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.load (i32.const 0)) (call $down (i32.sub (local.get 0) (i32.const 1)))))
      (else (i32.const 1))))
  (func (export "_start") (i32.store (i32.const 4) (call $down (i32.const 10000000))))
)
