;; OPTIONS: --invoke f()
;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: pointer isn't aligned
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (result i32) (i32.const 18)))
  (core instance $i (instantiate $m))
  (func (export "f") (result (tuple u32 u32)) (canon lift (core func $i "f") (memory (core memory $i "memory"))))
)
