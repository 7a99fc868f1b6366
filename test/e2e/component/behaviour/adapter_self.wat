;; STDOUT: 7
;; OPTIONS: --invoke run()
;; A component that lowers its own function: both sides have one memory, and blocks overlap.
(component
  (core module $libc
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 18))
    (data (i32.const 16) "abcdefgh"))
  (core instance $libc (instantiate $libc))
  (core module $callee
    (import "libc" "memory" (memory 1))
    (func (export "f") (param i32 i32) (result i32)
      (if (i32.ne (local.get 0) (i32.const 18)) (then unreachable))
      (if (i64.ne (i64.load (i32.const 18)) (i64.const 0x6867666564636261)) (then unreachable))
      (local.get 1)))
  (core instance $callee (instantiate $callee (with "libc" (instance $libc))))
  (func $f (param "x" string) (result u32)
    (canon lift (core func $callee "f") (memory (core memory $libc "memory"))
      (realloc (core func $libc "realloc"))))
  (core func $f' (canon lower (func $f) (memory (core memory $libc "memory"))))
  (core module $m
    (import "" "f" (func $f (param i32 i32) (result i32)))
    (func (export "run") (result i32)
      (i32.sub (call $f (i32.const 16) (i32.const 8)) (i32.const 1))))
  (core instance $m (instantiate $m (with "" (instance (export "f" (func $f'))))))
  (func (export "run") (result u32) (canon lift (core func $m "run"))))
