;; OPTIONS: --invoke f(-1)
;; STDOUT: -1
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (param i32) (result i32) (i32.or (i32.and (i32.const 0xff) (local.get 0)) (i32.const 0x700))))
  (core instance $i (instantiate $m))
  (func (export "f") (param "x" s8) (result s8) (canon lift (core func $i "f")))
)
