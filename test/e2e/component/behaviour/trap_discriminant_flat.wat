;; OPTIONS: --invoke f()
;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: discriminant is out of range
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (result i32) (i32.const 2)))
  (core instance $i (instantiate $m))
  (func (export "f") (result (result)) (canon lift (core func $i "f") ))
)
