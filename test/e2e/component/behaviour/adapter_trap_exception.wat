;; EXIT: 134
;; STDERR: error: wasm trap: uncaught exception: at the end of a call between components
;; OPTIONS: --invoke run()
;; An exception may not leave a component, whatever the caller would catch.
(component
  (component $callee
    (core module $m
      (tag $t)
      (func (export "f") (throw $t)))
    (core instance $m (instantiate $m))
    (func (export "f") (canon lift (core func $m "f"))))
  (component $caller
    (import "f" (func $f))
    (core func $f' (canon lower (func $f)))
    (core module $m
      (import "" "f" (func $f))
      (func (export "run") (result i32)
        (block $caught (try_table (catch_all $caught) (call $f)))
        (i32.const 7)))
    (core instance $m (instantiate $m (with "" (instance (export "f" (func $f'))))))
    (func (export "run") (result u32) (canon lift (core func $m "run"))))
  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller (with "f" (func $callee "f"))))
  (export "run" (func $caller "run")))
