;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: unknown handle index
;; OPTIONS: --invoke run()
;; There are no waitable sets yet, so no index is that of one.
(component
  (core func $f (canon waitable-set.drop))
  (core module $m
    (import "" "f" (func $f (param i32)))
    (func (export "run")
      (call $f (i32.const 1))))
  (core instance $m (instantiate $m (with "" (instance (export "f" (func $f))))))
  (func (export "run") (canon lift (core func $m "run"))))
