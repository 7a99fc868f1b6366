;; OPTIONS: --invoke div(1,0)
;; EXIT: 134
;; STDERR: error: wasm trap: integer divide by zero
;; STDERR: at div+
(component
  (core module $m
    (memory (export "memory") 1)
    (func $div (export "div") (param i32 i32) (result i32) (i32.div_u (local.get 0) (local.get 1))))
  (core instance $i (instantiate $m))
  (func (export "div") (param "x" u32) (param "y" u32) (result u32) (canon lift (core func $i "div")))
)
