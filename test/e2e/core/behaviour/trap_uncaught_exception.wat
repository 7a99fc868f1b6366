;; EXIT: 134
;; STDERR: wasm trap: uncaught exception: failure
;; STDERR: +0x43
(module
  (memory (export "memory") 1)
  (tag $failure (param i32))
  (tag $other)
  (func $thrower (param i32) (if (local.get 0) (then (throw $failure (i32.const 1)))))
  (func (export "_start")
    (block $h
      (try_table (catch $other $h)
        (call $thrower (i32.load (i32.const 0)))
        (call $thrower (i32.const 1))))))
