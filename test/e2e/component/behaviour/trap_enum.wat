;; OPTIONS: --invoke f()
;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: discriminant is out of range
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (result i32) (i32.const 2)))
  (core instance $i (instantiate $m))
  (type $e-plain (enum "a" "b"))
  (export $e "e" (type $e-plain))
  (func (export "f") (result $e) (canon lift (core func $i "f") ))
)
