;; OPTIONS: --invoke f()
;; STDOUT: (255, -1, 65535, -1, true, {a, c})
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (result i32) (i64.store (i32.const 16) (i64.const -1)) (i64.store (i32.const 24) (i64.const -1)) (i32.store8 (i32.const 23) (i32.const 0xfd)) (i32.const 16)))
  (core instance $i (instantiate $m))
  (type $fl-plain (flags "a" "b" "c"))
  (export $fl "fl" (type $fl-plain))
  (func (export "f") (result (tuple u8 s8 u16 s16 bool $fl)) (canon lift (core func $i "f") (memory (core memory $i "memory"))))
)
