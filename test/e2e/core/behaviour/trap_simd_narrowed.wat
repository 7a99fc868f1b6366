;; A vector load of which only the first lane is needed still reaches over the end
;; EXIT: 134
;; STDERR: wasm trap: out of bounds memory access
(module
  (memory (export "memory") 1)
  (func $first (param i32) (result i32) (i32x4.extract_lane 0 (v128.load (local.get 0))))
  (func (export "_start")
    (i32.store (i32.const 0) (call $first (i32.const 65521)))))
