;; The whole index space may be had where the machine gives it, or -1; never a crash
(module
  (memory (export "memory") 0)
  (func (export "_start")
    (drop (memory.grow (i32.const 65536)))
    (if (i32.eq (memory.size) (i32.const 65536))
      (then (i32.store8 (i32.const -1) (i32.const 1))))))
