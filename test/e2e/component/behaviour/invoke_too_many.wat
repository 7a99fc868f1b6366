;; OPTIONS: --invoke f
;; ARGUMENTS: 1 2
;; EXIT: 2
;; STDERR: error: there are more arguments than the function has parameters
;; STDERR: usage: 
;; STDERR:  x:u32
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (param i32)))
  (core instance $i (instantiate $m))
  (func (export "f") (param "x" u32) (canon lift (core func $i "f")))
)
