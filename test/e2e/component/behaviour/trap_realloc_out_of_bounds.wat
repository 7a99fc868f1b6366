;; OPTIONS: --invoke f([1])
;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: realloc's result is out of bounds of memory
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536)) (func (export "f") (param i32 i32)))
  (core instance $i (instantiate $m))
  (func (export "f") (param "x" (list u32)) (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
)
