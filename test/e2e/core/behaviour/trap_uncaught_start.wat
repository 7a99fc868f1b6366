;; EXIT: 134
;; STDERR: wasm trap: uncaught exception: tag[0]
(module
  (memory (export "memory") 1)
  (tag)
  (func $init (if (i32.eqz (i32.load (i32.const 0))) (then (throw 0))))
  (start $init)
  (func (export "_start")))
