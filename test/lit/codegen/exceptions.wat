;; REQUIRES: wasi-aotc, wasm-tools
;; Only what an exception may come out of returns one, and is asked for it.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm --emit=llvm --instances=pointer -o - | FileCheck %s --check-prefix=POINTER
;; A program without throw has nothing of it.
;; RUN: sed 's/ throw 0/ unreachable/' %s > %t.none.wat
;; RUN: wasm-tools parse %t.none.wat -o %t.none.wasm
;; RUN: wasi-aotc %t.none.wasm --emit=llvm -o - | FileCheck %s --check-prefix=NONE
;; NONE-NOT: exception_
;; NONE-NOT: { i32, ptr }
(module
  (memory (export "memory") 1)
  (type $i (func (param i32) (result i32)))
  (tag $e (export "failure") (param i32 v128))
  (table 4 funcref)
  (elem (i32.const 0) $throws $pure)
  ;; CHECK-DAG: @i0.tag0 = internal constant %aotc.Tag { ptr @[[NAME:[a-z0-9.]+]] }
  ;; CHECK-DAG: @[[NAME]] = private unnamed_addr constant [2 x i8] c"e\00"
  ;; POINTER-DAG: @i0.state = internal global %aotc.Instance {{.*}} ptr @i0.tag0

  ;; CHECK-LABEL: define internal { i32, ptr } @m0.f0.throws(ptr %0, i32 %1)
  ;; CHECK: %[[E:.*]] = call nonnull ptr @aotc_exception_new(ptr @i0.tag0, i64 32,
  ;; CHECK: handler:
  ;; CHECK-NEXT: %[[X:.*]] = phi ptr [ %[[E]],
  ;; CHECK-NEXT: %[[R:.*]] = insertvalue { i32, ptr } poison, ptr %[[X]], 1
  ;; CHECK-NEXT: ret { i32, ptr } %[[R]]
  ;; CHECK: insertvalue { i32, ptr } zeroinitializer, i32 {{.*}}, 0
  (func $throws (type $i)
    (if (local.get 0) (then (local.get 0) (v128.const i64x2 1 2) throw 0))
    (i32.const 1))

  ;; Called in place of one that throws: returns null.
  ;; CHECK-LABEL: define internal { i32, ptr } @m0.f1.pure(
  ;; CHECK-NOT: phi ptr
  (func $pure (type $i) (i32.add (local.get 0) (i32.const 2)))

  ;; Of another type than what throws.
  ;; CHECK-LABEL: define internal i64 @m0.f2.other(
  (func $other (param i64) (result i64) (i64.add (local.get 0) (i64.const 2)))

  ;; CHECK-LABEL: define internal { i32, ptr } @m0.f3.passes(
  ;; CHECK: %[[C:.*]] = notail call { i32, ptr } @m0.f0.throws(
  ;; CHECK-NEXT: %[[X:.*]] = extractvalue { i32, ptr } %[[C]], 1
  ;; CHECK-NEXT: extractvalue { i32, ptr } %[[C]], 0
  ;; CHECK-NEXT: %[[B:.*]] = icmp ne ptr %[[X]], null
  ;; CHECK-NEXT: br i1 %[[B]], label %handler, label %{{.*}}, !prof
  (func $passes (type $i) (call $throws (local.get 0)))

  ;; What catches all stays as it is, and nobody asks after a call of a pure one.
  ;; CHECK-LABEL: define internal i32 @m0.f4.guards(
  ;; CHECK: notail call { i32, ptr } @m0.f1.pure(
  ;; CHECK-NOT: icmp ne ptr
  ;; CHECK: notail call { i32, ptr } @m0.f3.passes(
  ;; CHECK: icmp ne ptr
  ;; CHECK: handler:
  ;; CHECK: call void @aotc_exception_caught(ptr
  (func $guards (type $i)
    (block $h
      (try_table (catch_all $h)
        (return (call $passes (call $pure (local.get 0))))))
    (i32.const 3))

  ;; A legacy clause makes a reference where a rethrow names it.
  ;; CHECK-LABEL: define internal { i32, ptr } @m0.f5.legacy(
  ;; CHECK: handler:
  ;; CHECK: icmp eq ptr %{{.*}}, @i0.tag0
  ;; CHECK: call void @aotc_exception_caught(
  ;; CHECK: call void @aotc_exception_referenced(
  (func $legacy (type $i)
    try (result i32)
      (call $throws (local.get 0))
    catch $e
      drop
    catch_all
      rethrow 0
    end)

  (func (export "_start")
    (drop (call $legacy (call $guards (i32.wrap_i64 (call $other (i64.const 1))))))
    (drop (call_indirect (type $i) (i32.const 1) (i32.const 0)))))
