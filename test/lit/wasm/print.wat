;; REQUIRES: wasm-check, wasm-tools
;; What is parsed is printed, with indices and offsets.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasm-check --print %t.wasm | FileCheck %s

;; CHECK: (module $"m"  ;; 0x0
(module $m
  ;; CHECK-NEXT: (type (;0;) (func (param i32 i64) (result f64)))  ;; 0x
  (type (func (param i32 i64) (result f64)))
  ;; CHECK-NEXT: (type (;1;) (func))
  (type (func))
  ;; CHECK-NEXT: (rec
  ;; CHECK-NEXT: (type (;2;) (sub (struct (field (mut i8)) (field (ref null 3)))))
  ;; CHECK-NEXT: (type (;3;) (array (mut v128)))
  ;; CHECK-NEXT: )
  (rec (type $s (sub (struct (field (mut i8)) (field (ref null $a)))))
       (type $a (array (mut v128))))
  ;; CHECK-NEXT: (import "env" "a\"b" (func (;0;) (type 1)))
  (import "env" "a\"b" (func))
  ;; CHECK-NEXT: (import "env" "mem" (memory (;0;) 1 2 shared))
  (import "env" "mem" (memory 1 2 shared))
  ;; CHECK-NEXT: (func (;1;) $"f" (type 0) (param i32 i64) (result f64)
  (func $f (type 0)
    ;; CHECK-NEXT: (local (;2 times;) externref)
    (local externref externref)
    ;; CHECK-NEXT: {{^    }}block (result i32)
    (block (result i32)
      ;; CHECK-NEXT: {{^      }}local.get 0
      ;; CHECK-NEXT: i32.load8_u offset=16
      (i32.load8_u offset=16 (local.get 0))
      ;; CHECK-NEXT: i64.const 0
      ;; CHECK-NEXT: i64.load 1 offset=4294967296 align=4
      ;; CHECK-NEXT: drop
      (drop (i64.load 1 offset=0x100000000 align=4 (i64.const 0)))
      ;; CHECK-NEXT: {{^      }}if
      ;; CHECK-NEXT: {{^        }}i32.const -1
      ;; CHECK-NEXT: {{^        }}br_table 0 0
      ;; CHECK-NEXT: {{^      }}else
      ;; CHECK-NEXT: {{^        }}unreachable
      ;; CHECK-NEXT: {{^      }}end
      (if (then (br_table 0 0 (i32.const -1))) (else (unreachable)))
      ;; CHECK-NEXT: i32.const 5
      ;; CHECK-NEXT: {{^    }}end
      (i32.const 5))
    drop
    ;; CHECK: call_indirect 0 (type 1)
    (call_indirect (type 1) (i32.const 0))
    ;; CHECK: f64.const (;1.5;) 0x3ff8000000000000
    (f64.const 1.5)
    ;; CHECK-NEXT: {{^  }})
  )
  ;; CHECK-NEXT: (table (;0;) 4 8 funcref)
  (table 4 8 funcref)
  ;; CHECK-NEXT: (memory (;1;) i64 0)
  (memory i64 0)
  ;; CHECK-NEXT: (global (;0;) (mut i32) (i32.const 7))
  (global (mut i32) (i32.const 7))
  ;; CHECK-NEXT: (export "run" (func 1))
  (export "run" (func $f))
  ;; CHECK-NEXT: (start 0)
  (start 0)
  ;; CHECK-NEXT: (elem (;0;) (table 0) (offset i32.const 1) func 1 0)
  (elem (i32.const 1) func 1 0)
  ;; CHECK-NEXT: (data (;0;) (memory 0) (offset i32.const 8) (;3 bytes;))
  (data (i32.const 8) "abc")
)
