;; OPTIONS: --invoke f()
;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: pointer out of bounds of memory
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (result i32) (i32.store (i32.const 16) (i32.const 65532)) (i32.store (i32.const 20) (i32.const 2)) (i32.const 16)))
  (core instance $i (instantiate $m))
  (func (export "f") (result (list u32)) (canon lift (core func $i "f") (memory (core memory $i "memory"))))
)
