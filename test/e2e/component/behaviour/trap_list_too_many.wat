;; OPTIONS: --invoke f()
;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: list is too long
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (result i32) (i32.store (i32.const 16) (i32.const 0)) (i32.store (i32.const 20) (i32.const -1)) (i32.const 16)))
  (core instance $i (instantiate $m))
  (func (export "f") (result (list u64)) (canon lift (core func $i "f") (memory (core memory $i "memory"))))
)
