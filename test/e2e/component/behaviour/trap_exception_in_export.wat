;; OPTIONS: --invoke f(5)
;; EXIT: 134
;; STDERR: error: wasm trap: uncaught exception: boom
(component
  (core module $m
    (tag $boom (param i32))
    (func $f (export "f") (param i32) (throw $boom (local.get 0))))
  (core instance $i (instantiate $m))
  (func (export "f") (param "x" u32) (canon lift (core func $i "f"))))
