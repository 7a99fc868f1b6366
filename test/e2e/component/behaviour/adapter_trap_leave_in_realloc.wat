;; EXIT: 134
;; STDERR: error: wasm trap: cannot leave component instance
;; OPTIONS: --invoke run()
;; The callee's realloc calls another component.
(component
  (component $other
    (core module $m (func (export "f")))
    (core instance $m (instantiate $m))
    (func (export "f") (canon lift (core func $m "f"))))
  (component $callee
    (import "other" (func $other))
    (core func $other' (canon lower (func $other)))
    (core module $m
      (import "" "other" (func $other))
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (call $other) (i32.const 8))
      (func (export "f") (param i32 i32)))
    (core instance $i (instantiate $m (with "" (instance (export "other" (func $other'))))))
    (func (export "f") (param "x" string)
      (canon lift (core func $i "f") (memory (core memory $i "memory"))
        (realloc (core func $i "realloc")))))
  (component $caller
    (import "f" (func $f (param "x" string)))
    (core module $libc (memory (export "memory") 1))
    (core instance $libc (instantiate $libc))
    (core func $f' (canon lower (func $f) (memory (core memory $libc "memory"))))
    (core module $m
      (import "" "f" (func $f (param i32 i32)))
      (func (export "run") (result i32) (call $f (i32.const 0) (i32.const 0)) (i32.const 7)))
    (core instance $m (instantiate $m (with "" (instance (export "f" (func $f'))))))
    (func (export "run") (result u32) (canon lift (core func $m "run"))))
  (instance $other (instantiate $other))
  (instance $callee (instantiate $callee (with "other" (func $other "f"))))
  (instance $caller (instantiate $caller (with "f" (func $callee "f"))))
  (export "run" (func $caller "run")))
