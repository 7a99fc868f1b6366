(component
  (component $a
    (core module $m (func (export "f")))
    (core instance $m (instantiate $m))
    (func (export "f") (canon lift (core func $m "f"))))
  (component $b
    (import "f" (func $f))
    (core func $g (canon lower (func $f))))
  (instance $a (instantiate $a))
  (instance $b (instantiate $b (with "f" (func $a "f")))))
