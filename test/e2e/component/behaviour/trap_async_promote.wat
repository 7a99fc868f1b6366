;; EXIT: 134
;; STDERR: error: wasm trap: unsupported: thread.yield-then-promote
;; OPTIONS: --invoke run()
;; Nothing forbids to promote a thread that runs.
(component
  (core func $f (canon thread.yield-then-promote))
  (core module $m
    (import "" "f" (func $f (param i32) (result i32)))
    (func (export "run")
      (drop (call $f (i32.const 1)))))
  (core instance $m (instantiate $m (with "" (instance (export "f" (func $f))))))
  (func (export "run") (canon lift (core func $m "run"))))
