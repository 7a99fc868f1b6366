;; OPTIONS: --invoke f
;; STDOUT: 0
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (param i32 i32) (result i32) (local.get 0)))
  (core instance $i (instantiate $m))
  (func (export "f") (param "x" (option u32)) (result u32) (canon lift (core func $i "f")))
)
