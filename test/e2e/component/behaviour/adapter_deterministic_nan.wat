;; STDOUT: 7
;; OPTIONS: --deterministic --invoke run()
;; In the deterministic profile a NaN that is passed on is the canonical one, in lists too.
(component
  (component $callee
    (core module $m
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
      (func (export "f") (param f32 f64 i32 i32)
        (if (i32.ne (i32.reinterpret_f32 (local.get 0)) (i32.const 0x7fc00000)) (then unreachable))
        (if (i64.ne (i64.reinterpret_f64 (local.get 1)) (i64.const 0x7ff8000000000000))
          (then unreachable))
        (if (i32.ne (i32.load (local.get 2)) (i32.const 0x7fc00000)) (then unreachable))
        (if (i32.ne (i32.load offset=4 (local.get 2)) (i32.const 0x3f800000)) (then unreachable))))
    (core instance $i (instantiate $m))
    (func (export "f") (param "a" f32) (param "b" f64) (param "c" (list f32))
      (canon lift (core func $i "f") (memory (core memory $i "memory"))
        (realloc (core func $i "realloc")))))
  (component $caller
    (import "f" (func $f (param "a" f32) (param "b" f64) (param "c" (list f32))))
    (core module $libc
      (memory (export "memory") 1)
      (data (i32.const 16) "\01\00\80\ff\00\00\80\3f"))
    (core instance $libc (instantiate $libc))
    (core func $f' (canon lower (func $f) (memory (core memory $libc "memory"))))
    (core module $m
      (import "" "f" (func $f (param f32 f64 i32 i32)))
      (func (export "run") (result i32)
        (call $f (f32.const -nan:0x200001) (f64.const -nan:0x1234) (i32.const 16) (i32.const 2))
        (i32.const 7)))
    (core instance $m (instantiate $m (with "" (instance (export "f" (func $f'))))))
    (func (export "run") (result u32) (canon lift (core func $m "run"))))
  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller (with "f" (func $callee "f"))))
  (export "run" (func $caller "run")))
