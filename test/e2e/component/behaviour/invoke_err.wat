;; OPTIONS: --invoke f()
;; STDOUT: err
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (result i32) (i32.const 1)))
  (core instance $i (instantiate $m))
  (func (export "f") (result (result)) (canon lift (core func $i "f")))
)
