;; Messages name the import and say what is wrong, with the offset of the definition.
;; RUN: rm -rf %t && mkdir %t
;; RUN: wasm-tools json-from-wast %s -o %t/out.json --wasm-dir %t
;; RUN: not wasm-check %t/out.0.wasm 2>&1 | FileCheck %s --check-prefix=MISSING
;; RUN: not wasm-check %t/out.1.wasm 2>&1 | FileCheck %s --check-prefix=FUNC
;; RUN: not wasm-check %t/out.2.wasm 2>&1 | FileCheck %s --check-prefix=NESTED
;; RUN: not wasm-check %t/out.3.wasm 2>&1 | FileCheck %s --check-prefix=CORE

;; MISSING: error: {{.*}}.0.wasm: at 0x{{[0-9a-f]+}}: missing import named `x`
(assert_invalid (component
  (component $c (import "x" (func)))
  (instance (instantiate $c))) "")

;; FUNC: type mismatch for import `x`: expected func(a:u32), found func(a:string)
(assert_invalid (component
  (import "f" (func $f (param "a" string)))
  (component $c (import "x" (func (param "a" u32))))
  (instance (instantiate $c (with "x" (func $f))))) "")

;; NESTED: type mismatch for import `x`: type mismatch for `i`: missing expected export `f`
(assert_invalid (component
  (import "x" (instance $x (export "i" (instance))))
  (component $c (import "x" (instance (export "i" (instance (export "f" (func)))))))
  (instance (instantiate $c (with "x" (instance $x))))) "")

;; CORE: type mismatch for export `f` of module instantiation argument `m`: expected func (param i32), found func
(assert_invalid (component
  (core module $a (func (export "f")))
  (core module $b (import "m" "f" (func (param i32))))
  (core instance $a (instantiate $a))
  (core instance (instantiate $b (with "m" (instance $a))))) "")
