;; EXIT: 134
;; STDERR: error: wasm trap: out of bounds memory access
;; an operation that changes nothing, its result unused: LLVM would make it a fence
(module
  (memory (export "memory") 1 1 shared)
  (func (export "_start") (drop (i32.atomic.rmw.or (i32.const 65536) (i32.const 0)))))
