;; REQUIRES: wasi-aotc, wasm-tools, runtime
;; An indirect call checks index, null and type, in this order; a table that
;; nobody writes is constant data, with code and types side by side, and a call with
;; a known index direct.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm -O2 --emit=llvm-opt -o - | FileCheck %s --check-prefix=OPT
(module
  (type $unary (func (param i32) (result i32)))
  (memory (export "memory") 1)
  (table $fixed 3 3 funcref)
  (elem (table $fixed) (i32.const 1) func $double)
  (table $changing 2 funcref)

  (elem (table $changing) (i32.const 1) func $double)

  ;; CHECK-DAG: @i0.calls0 = internal constant [3 x { ptr, i64 }] [{ ptr, i64 } zeroinitializer, { ptr, i64 } { ptr @m0.f0.double, i64 1 }, { ptr, i64 } zeroinitializer]
  ;; CHECK-DAG: @i0.elements1 = internal global [2 x ptr] [ptr null, ptr @i0.ref0]
  ;; CHECK-DAG: @i0.ref0 = internal constant %aotc.FuncRecord { ptr @m0.f0.double, ptr null, i64 1 }
  (func $double (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1)))

  ;; CHECK-LABEL: @m0.f1.through(
  ;; CHECK: icmp uge i64 {{%.*}}, 3
  ;; CHECK: [[TYPE:%.*]] = load i64, ptr {{%.*}}, align 8, !invariant.load
  ;; CHECK: icmp eq i64 [[TYPE]], 0
  ;; CHECK: icmp ne i64 [[TYPE]], 1
  ;; CHECK: br i1 {{%.*}}, label %traps,
  ;; CHECK: notail call i32 {{%.*}}(ptr poison, i32 4)
  ;; CHECK-DAG: call void @aotc_trap(i32 3, i32 %{{[0-9]+}}
  ;; CHECK-DAG: call void @aotc_trap(i32 4, i32 %{{[0-9]+}}
  ;; CHECK-DAG: call void @aotc_trap(i32 5, i32 %{{[0-9]+}}
  (func $through (param i32) (result i32)
    (call_indirect $fixed (type $unary) (i32.const 4) (local.get 0)))

  ;; CHECK-LABEL: @m0.f2.changing(
  ;; CHECK: icmp uge i64 {{%.*}}, 2
  ;; CHECK: [[RECORD:%.*]] = load ptr, ptr {{%.*}}, align 8, !tbaa
  ;; CHECK: icmp eq ptr [[RECORD]], null
  ;; CHECK: load i64, ptr {{%.*}}, align 8, !invariant.load
  ;; CHECK: icmp ne i64 {{%.*}}, 1
  ;; CHECK: notail call i32 {{%.*}}(ptr {{%.*}}, i32 4)
  (func $changing (param i32) (result i32)
    (call_indirect $changing (type $unary) (i32.const 4) (local.get 0)))

  ;; OPT-LABEL: define {{.*}}@m0.f3(
  ;; OPT-NOT: call i32 %
  ;; OPT: store i32 8, ptr
  ;; OPT: ret void
  (func (export "_start")
    (table.set $changing (i32.const 0) (ref.null func))
    (i32.store (i32.const 0) (call $through (i32.const 1)))))
