;; A constant global of a subtype matches, and a table or memory with tighter limits.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasm-check %t.wasm
(component
  (core module $a
    (global (export "g") (ref func) (ref.func $f))
    (table (export "t") 2 4 funcref)
    (memory (export "m") 2 3)
    (func $f (export "f") (param i32)))
  (core module $b
    (import "a" "g" (global funcref))
    (import "a" "t" (table 1 8 funcref))
    (import "a" "m" (memory 1))
    (import "a" "f" (func (param i32))))
  (core instance $a (instantiate $a))
  (core instance (instantiate $b (with "a" (instance $a)))))
