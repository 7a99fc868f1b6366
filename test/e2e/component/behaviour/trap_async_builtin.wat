;; EXIT: 134
;; STDERR: error: wasm trap: unsupported: waitable-set.new
;; OPTIONS: --invoke run()
;; What isn't there yet traps when it is called, and not before.
(component
  (core func $new (canon waitable-set.new))
  (core func $get (canon context.get i32 1))
  (core func $set (canon context.set i32 1))
  (core func $inc (canon backpressure.inc))
  (core func $dec (canon backpressure.dec))
  (core module $m
    (import "" "new" (func $new (result i32)))
    (import "" "get" (func $get (result i32)))
    (import "" "set" (func $set (param i32)))
    (import "" "inc" (func $inc))
    (import "" "dec" (func $dec))
    (func (export "run") (result i32)
      (call $inc)
      (call $dec)
      (if (call $get) (then unreachable))
      (call $set (i32.const -5))
      (if (i32.ne (call $get) (i32.const -5)) (then unreachable))
      (call $new)))
  (core instance $m (instantiate $m (with "" (instance (export "new" (func $new))
    (export "get" (func $get)) (export "set" (func $set)) (export "inc" (func $inc))
    (export "dec" (func $dec))))))
  (func (export "run") (result u32) (canon lift (core func $m "run"))))
