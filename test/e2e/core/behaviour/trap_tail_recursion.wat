;; a program with tail calls still traps where a plain recursion has no end
;; EXIT: 134
;; STDERR: wasm trap: call stack exhausted
(module
  (memory (export "memory") 1)
  (func $last (param i32) (result i32) (local.get 0))
  (func $deep (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return_call $last (i32.const 1))))
    (i32.add (call $deep (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
  (func (export "_start") (drop (call $deep (i32.const 1)))))
