;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: the call isn't asynchronous
;; OPTIONS: --invoke run()
;; task.return in a function that isn't lifted by the asynchronous ABI.
(component
  (core func $f (canon task.return))
  (core module $m
    (import "" "f" (func $f ))
    (func (export "run")
      (call $f)))
  (core instance $m (instantiate $m (with "" (instance (export "f" (func $f))))))
  (func (export "run") (canon lift (core func $m "run"))))
