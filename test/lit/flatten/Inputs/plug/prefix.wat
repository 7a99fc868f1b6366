(component
  (core module $m (func (export "length") (result i32) (i32.const 7)))
  (core instance $i (instantiate $m))
  (func $length (result u32) (canon lift (core func $i "length")))
  (instance $prefix (export "length" (func $length)))
  (export "a:b/prefix" (instance $prefix)))
