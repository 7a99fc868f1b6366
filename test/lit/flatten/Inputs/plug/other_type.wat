;; The prefix's length is a text.
(component
  (core module $m (memory (export "memory") 1) (func (export "length") (result i32) (i32.const 8)))
  (core instance $i (instantiate $m))
  (func $length (result string) (canon lift (core func $i "length") (memory (core memory $i "memory"))))
  (instance $prefix (export "length" (func $length)))
  (export "a:b/prefix" (instance $prefix)))
