;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: unknown thread index
;; OPTIONS: --invoke run()
;; Each call has one thread, the first.
(component
  (core func $f (canon thread.resume-later))
  (core module $m
    (import "" "f" (func $f (param i32)))
    (func (export "run")
      (call $f (i32.const 2))))
  (core instance $m (instantiate $m (with "" (instance (export "f" (func $f))))))
  (func (export "run") (canon lift (core func $m "run"))))
