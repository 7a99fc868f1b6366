;; a function of a supertype is no function of the subtype
;; EXIT: 134
;; STDERR: wasm trap: indirect call type mismatch
(module
  (type $a (sub (func)))
  (type $b (sub $a (func)))
  (memory (export "memory") 1)
  (table 1 1 funcref)
  (elem (i32.const 0) $isA)
  (func $isA (type $a))
  (func (export "_start") (call_indirect (type $a) (i32.const 0)) (call_indirect (type $b) (i32.const 0))))
