;; OPTIONS: --invoke f("text")
;; EXIT: 134
;; STDERR: error: wasm trap: uncaught exception: full
;; The runtime library calls realloc, and no exception goes through it.
(component
  (core module $m
    (memory (export "memory") 1)
    (tag $full)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (if (i32.gt_u (local.get 3) (i32.const 3)) (then (throw $full)))
      (i32.const 64))
    (func (export "f") (param i32 i32) (result i32) (local.get 1)))
  (core instance $i (instantiate $m))
  (func (export "f") (param "s" string) (result u32)
    (canon lift (core func $i "f") (memory (core memory $i "memory"))
      (realloc (core func $i "realloc")))))
