;; REQUIRES: wasi-aotc, wasm-tools, runtime
;; In a program with tail calls nothing is passed on the stack: what finds no
;; register is stored right before the call and loaded first thing at entry.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm --partition-size=1 -O0 -o %t
(module
  (import "wasi_snapshot_preview1" "path_open" (func $open
    (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $open)

  ;; CHECK: @overflow.arguments = internal global

  ;; Five integers and eight others fit, four and eight with a results area.
  ;; CHECK-LABEL: define internal tailcc i32 @m0.f1.fits(ptr %0, i64 %1, i64 %2, i64 %3, i64 %4, double %5, i64 %6)
  ;; CHECK-NOT: @overflow.arguments
  ;; CHECK: store <2 x i64> {{.*}}, ptr @overflow.arguments
  ;; CHECK-NEXT: store i64 6, ptr getelementptr inbounds nuw ({ <2 x i64>, i64 }, ptr @overflow.arguments, i32 0, i32 1)
  ;; CHECK-NEXT: musttail call tailcc i32 @m0.f2.more(ptr poison, i64 1, i64 2, i64 3, i64 4, i64 5,
  (func $fits (param i64 i64 i64 i64 f64 i64) (result i32)
    (return_call $more (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5)
      (v128.const i64x2 0 0) (v128.const i64x2 1 0) (v128.const i64x2 2 0) (v128.const i64x2 3 0)
      (v128.const i64x2 4 0) (v128.const i64x2 5 0) (v128.const i64x2 6 0) (v128.const i64x2 7 0)
      (v128.const i64x2 8 0) (i64.const 6)))

  ;; CHECK-LABEL: define internal tailcc i32 @m0.f2.more(ptr %0, i64 %1, i64 %2, i64 %3, i64 %4, i64 %5,
  ;; CHECK-NOT: call
  ;; CHECK: load <2 x i64>, ptr @overflow.arguments
  ;; CHECK-NEXT: load i64, ptr getelementptr inbounds nuw ({ <2 x i64>, i64 }, ptr @overflow.arguments, i32 0, i32 1)
  (func $more (param i64 i64 i64 i64 i64 v128 v128 v128 v128 v128 v128 v128 v128 v128 i64)
    (result i32) (i32.wrap_i64 (local.get 14)))

  ;; CHECK-LABEL: define internal tailcc void @m0.f3.several(ptr %0, i32 %1, i32 %2, i32 %3, i32 %4, ptr noalias nonnull %5)
  (func $several (param i32 i32 i32 i32 i32) (result i32 i32)
    (return_call $several (local.get 4) (local.get 3) (local.get 2) (local.get 1) (local.get 0)))

  (func (export "_start") (drop
    (call $fits (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0) (f64.const 0) (i64.const 0)))
    (call $several (i32.const 0) (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4))
    (drop) (drop)
    (drop (call_indirect (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)
      (i32.const 9) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0)
      (i64.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))))

;; A host function keeps C's convention; a reference to it goes by a wrapper.
;; CHECK-LABEL: define internal tailcc i32 @host.code0(ptr %0, i32 %1, i32 %2, i32 %3, i32 %4, i32 %5)
;; CHECK: load i64, ptr @overflow.arguments
;; CHECK: notail call i32 @aotc_p1_path_open(ptr %0, i32 %1, i32 %2, i32 %3, i32 %4, i32 %5, i64 %{{.*}}, i64 %{{.*}}, i32 %{{.*}}, i32 %{{.*}})
