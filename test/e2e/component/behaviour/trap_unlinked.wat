;; OPTIONS: --stub-missing --invoke call
;; ARGUMENTS: true
;; EXIT: 134
;; STDERR: error: wasm trap: unlinked: foo:bar/baz@0.2.0#f was called
;; STDERR: at call+
;; What nothing provides may have any type; a resource has no values.
(component
  (import "foo:bar/baz@0.2.0" (instance $baz
    (export "r" (type (sub resource)))
    (export "f" (func (param "x" string) (param "y" f64) (result (tuple u8 u8))))))
  (core module $libc (memory (export "memory") 1))
  (core instance $libc (instantiate $libc))
  (core func $f (canon lower (func $baz "f") (memory (core memory $libc "memory"))))
  (core module $m
    (import "baz" "f" (func $f (param i32 i32 f64 i32)))
    (func $call (export "call") (param i32) (result i32)
      (if (local.get 0)
        (then (call $f (i32.const 0) (i32.const 0) (f64.const 0) (i32.const 0))))
      (i32.const 7)))
  (core instance $m (instantiate $m (with "baz" (instance (export "f" (func $f))))))
  (func (export "call") (param "really" bool) (result u8) (canon lift (core func $m "call"))))
