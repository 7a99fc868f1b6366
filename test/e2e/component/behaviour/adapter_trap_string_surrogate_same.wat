;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: string isn't valid UTF-16
;; OPTIONS: --invoke run()
;; Half a pair at the end of memory, between equal encodings.
(component
  (component $callee
    (core module $m
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
      (func (export "f") (param i32 i32)))
    (core instance $i (instantiate $m))
    (func (export "f") (param "x" string)
      (canon lift (core func $i "f") (memory (core memory $i "memory"))
        (realloc (core func $i "realloc")) string-encoding=utf16)))
  (component $caller
    (import "f" (func $f (param "x" string)))
    (core module $libc
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
    (core instance $libc (instantiate $libc))
    (core func $f' (canon lower (func $f) (memory (core memory $libc "memory"))
      (realloc (core func $libc "realloc")) string-encoding=utf16))
    (core module $m
      (import "libc" "memory" (memory 1))
      (import "" "f" (func $f (param i32 i32)))
      (func (export "run") (result i32) (i32.store16 (i32.const 0xfffe) (i32.const 0xd800)) (call $f (i32.const 0xfffe) (i32.const 1)) (i32.const 7)))
    (core instance $m (instantiate $m (with "libc" (instance $libc))
      (with "" (instance (export "f" (func $f'))))))
    (func (export "run") (result u32) (canon lift (core func $m "run"))))
  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller (with "f" (func $callee "f"))))
  (export "run" (func $caller "run")))
