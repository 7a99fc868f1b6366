;; REQUIRES: wasi-aotc, wasm-tools
;; Labels carry values as phis; several results go through an area of the caller.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s
(module
  (memory (export "memory") 1)

  ;; CHECK-LABEL: define internal void @m0.f0.two(ptr %0, i32 %1, ptr noalias nonnull %2)
  ;; CHECK: phi i32
  ;; CHECK-NEXT: phi i64
  ;; CHECK: ret void
  (func $two (param i32) (result i32 i64) (local.get 0) (i64.const 7))

  ;; A million labels would be as many switch cases, but one block each target.
  ;; CHECK-LABEL: @m0.f1.table(
  ;; CHECK: switch i32 {{%.*}}, label %case [
  ;; CHECK-NEXT: i32 0, label %[[INNER:.*]]
  ;; CHECK-NEXT: i32 2, label %[[INNER]]
  ;; CHECK-NEXT: ]
  (func $table (param i32) (result i32)
    (block $outer (result i32)
      (block $inner (result i32)
        (br_table $inner $outer $inner $outer (i32.const 5) (local.get 0)))
      (drop) (i32.const 9)))

  ;; Code behind an unconditional branch is not translated, whatever is in it.
  ;; CHECK-LABEL: @m0.f2.dead(
  ;; CHECK-NOT: = add
  ;; CHECK: ret i32
  (func $dead (result i32)
    (return (i32.const 1))
    (block (loop (if (i32.const 0) (then (br 2)) (else unreachable))))
    (i32.add))

  ;; CHECK-LABEL: @m0.f3(
  ;; CHECK: [[AREA:%.*]] = alloca { i32, i64 }
  ;; CHECK: notail call void @m0.f0.two(ptr poison, i32 3, ptr {{.*}}[[AREA]])
  (func (export "_start") (drop (call $two (i32.const 3))) (drop)))
