;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: handle of another kind
;; OPTIONS: --invoke run()
;; A resource's handle, taken for that of a subtask.
(component
  (type $r (resource (rep i32)))
  (core func $f (canon subtask.drop))
  (core func $new (canon resource.new $r))
  (core module $m
    (import "" "f" (func $f (param i32)))
    (import "" "new" (func $new (param i32) (result i32)))
    (func (export "run")
      (call $f (call $new (i32.const 7)))))
  (core instance $m (instantiate $m (with "" (instance (export "f" (func $f)) (export "new" (func $new))))))
  (func (export "run") (canon lift (core func $m "run"))))
