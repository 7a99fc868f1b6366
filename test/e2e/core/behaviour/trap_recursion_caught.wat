;; EXIT: 134
;; STDERR: wasm trap: call stack exhausted
(module
  (memory (export "memory") 1)
  (tag $e)
  (func $endless (param i32) (result i32)
    (if (i32.eq (local.get 0) (i32.const -1)) (then (throw $e)))
    (block $h
      (try_table (catch_all $h)
        (return (i32.add (call $endless (i32.add (local.get 0) (i32.const 2))) (i32.const 1)))))
    (i32.const 0))
  (func (export "_start") (drop (call $endless (i32.load (i32.const 0))))))
