;; EXIT: 134
;; STDERR: wasm trap: null reference
(module
  (memory (export "memory") 1)
  (tag $e)
  (global $none (mut exnref) (ref.null exn))
  (func (export "_start") ;; a trap is not caught
    (block $h
      (try_table (catch_all $h)
        (if (i32.load (i32.const 0)) (then (throw $e)))
        (throw_ref (global.get $none))))))
