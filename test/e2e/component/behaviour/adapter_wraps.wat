;; STDOUT: 7
;; OPTIONS: --invoke run()
;; Bits beyond a type's are none of the callee's business.
(component
  (component $callee
    (core module $m
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
      (func (export "f") (param i32 i32 i32 i32 i32)
        (if (i32.ne (local.get 0) (i32.const 0xff)) (then unreachable))
        (if (i32.ne (local.get 1) (i32.const -1)) (then unreachable))
        (if (i32.ne (local.get 2) (i32.const 1)) (then unreachable))
        (if (i32.ne (local.get 3) (i32.const 0x8000)) (then unreachable))
        (if (i32.ne (local.get 4) (i32.const -32768)) (then unreachable))))
    (core instance $i (instantiate $m))
    (func (export "f") (param "a" u8) (param "b" s8) (param "c" bool) (param "d" u16) (param "e" s16)
      (canon lift (core func $i "f") (memory (core memory $i "memory"))
        (realloc (core func $i "realloc")) string-encoding=utf8)))
  (component $caller
    (import "f" (func $f (param "a" u8) (param "b" s8) (param "c" bool) (param "d" u16) (param "e" s16)))
    (core module $libc
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
    (core instance $libc (instantiate $libc))
    (core func $f' (canon lower (func $f) (memory (core memory $libc "memory"))
      (realloc (core func $libc "realloc")) string-encoding=utf8))
    (core module $m
      (import "libc" "memory" (memory 1))
      (import "" "f" (func $f (param i32 i32 i32 i32 i32)))
      (func (export "run") (result i32)  (call $f (i32.const -1) (i32.const 0x2ff) (i32.const 0x100) (i32.const 0x18000) (i32.const 0x18000)) (i32.const 7)))
    (core instance $m (instantiate $m (with "libc" (instance $libc))
      (with "" (instance (export "f" (func $f'))))))
    (func (export "run") (result u32) (canon lift (core func $m "run"))))
  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller (with "f" (func $callee "f"))))
  (export "run" (func $caller "run")))
