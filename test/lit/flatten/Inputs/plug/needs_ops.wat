;; Gives what ops needs, and needs what ops gives.
(component
  (import "a:b/ops@1.0.0" (instance $ops (export "greet" (func (param "name" string) (result string)))))
  (core module $m (func (export "length") (result i32) (i32.const 7)))
  (core instance $i (instantiate $m))
  (func $length (result u32) (canon lift (core func $i "length")))
  (instance $prefix (export "length" (func $length)))
  (export "a:b/prefix" (instance $prefix)))
