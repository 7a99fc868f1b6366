;; OPTIONS: --invoke f()
;; STDOUT: "ab"
;; EXIT: 0
(component
  (core module $m
    (memory (export "memory") 1)
    (data (i32.const 32) "ab")
    (func (export "f") (result i32) (i32.store (i32.const 16) (i32.const 32)) (i32.store (i32.const 20) (i32.const 2)) (i32.const 16))
    ;; Gets what f returned, after the text was read.
    (func (export "post") (param i32)
      (if (i32.ne (local.get 0) (i32.const 16)) (then unreachable))
      (i32.store (i32.const 32) (i32.const 0))))
  (core instance $i (instantiate $m))
  (func (export "f") (result string)
    (canon lift (core func $i "f") (memory (core memory $i "memory")) (post-return (core func $i "post"))))
)
