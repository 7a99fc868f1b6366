;; R1
;; EXIT: 134
;; STDERR: error: wasm trap: indirect call type mismatch
(module
  (memory (export "memory") 1)
  (type $other (func (param i32)))
  (table 1 funcref)
  (elem (i32.const 0) func $f)
  (func $f)
  (func (export "_start") (call_indirect (type $other) (i32.const 1) (i32.const 0)))
)
