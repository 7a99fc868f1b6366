;; OPTIONS: --invoke f()
;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: char isn't a Unicode scalar value
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (result i32) (i32.const 0xd800)))
  (core instance $i (instantiate $m))
  (func (export "f") (result char) (canon lift (core func $i "f") ))
)
