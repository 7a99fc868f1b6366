(component
  (core func $new (canon waitable-set.new))
  (core func $again (canon waitable-set.new))
  (core module $m
    (func (export "f") (result i32) (i32.const 0))
    (func (export "g") (result i32) (i32.const 0))
    (func (export "callback") (param i32 i32 i32) (result i32) (i32.const 0)))
  (core instance $m (instantiate $m))
  (func (export "sync") (result u32) (canon lift (core func $m "f")))
  (func (export "async") async (canon lift (core func $m "g") async (callback (core func $m "callback")))))
