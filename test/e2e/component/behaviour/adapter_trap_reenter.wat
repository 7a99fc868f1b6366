;; EXIT: 134
;; STDERR: error: wasm trap: cannot enter component instance
;; OPTIONS: --invoke run()
;; A child calls its parent, which calls the child again.
(component
  (core module $parent
    (table (export "table") 1 funcref)
    (type $f (func (result i32)))
    ;; What the child calls: it may come back into its parent, but not go on into the child.
    (func (export "g") (result i32) (call_indirect (type $f) (i32.const 0)))
    (func (export "run") (result i32) (call_indirect (type $f) (i32.const 0))))
  (core instance $parent (instantiate $parent))
  (func $g (result u32) (canon lift (core func $parent "g")))
  (component $child
    (import "g" (func $g (result u32)))
    (core func $g' (canon lower (func $g)))
    (core module $m
      (import "" "g" (func $g (result i32)))
      (func (export "f") (result i32) (call $g)))
    (core instance $m (instantiate $m (with "" (instance (export "g" (func $g'))))))
    (func (export "f") (result u32) (canon lift (core func $m "f"))))
  (instance $child (instantiate $child (with "g" (func $g))))
  (core func $f' (canon lower (func $child "f")))
  (core module $fill
    (import "" "table" (table 1 funcref))
    (import "" "f" (func $f (result i32)))
    (elem (i32.const 0) $f))
  (core instance $filled (instantiate $fill (with "" (instance
    (export "table" (table $parent "table")) (export "f" (func $f'))))))
  (func (export "run") (result u32) (canon lift (core func $parent "run"))))
