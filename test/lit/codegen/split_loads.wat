;; REQUIRES: wasi-aotc, wasm-tools, runtime
;; A load of what was just stored in parts is made of parts, so that the processor can pass
;; each on; one that a single store holds, or that nothing was stored to, stays whole.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=llvm-opt -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm -O2 --emit=asm -o - | FileCheck %s --check-prefix=X86
;; RUN: wasi-aotc %t.wasm -O2 --target riscv64 --emit=llvm-opt -o - | FileCheck %s
(module
  (memory 1)
  (table funcref (elem $tag $halves $whole $other))

  ;; CHECK-LABEL: define {{.*}}@m0.f0.tag(
  ;; CHECK: store i8 4
  ;; CHECK: store i32
  ;; CHECK: load volatile i8
  ;; CHECK: load volatile i8
  ;; CHECK: load volatile i16
  ;; CHECK: load volatile i32
  ;; CHECK: store i64
  ;; CHECK: ret void
  ;; X86-LABEL: m0.f0.tag:
  ;; X86: movzbl
  ;; X86: movq %{{.*}}, (
  ;; X86: retq
  (func $tag (param i32 i32)
    (i32.store8 (local.get 0) (i32.const 4))
    (i32.store offset=8 (local.get 1) (i32.const 1)) ;; may be the same place
    (i64.store (local.get 1) (i64.load (local.get 0))))

  ;; CHECK-LABEL: define {{.*}}@m0.f1.halves(
  ;; CHECK: load volatile i32
  ;; CHECK: load volatile i32
  ;; CHECK-NOT: load volatile
  ;; CHECK: ret void
  (func $halves (param i32 i32)
    (i32.store (local.get 0) (local.get 1))
    (i32.store offset=4 (local.get 0) (i32.const 1))
    (i32.store (local.get 1) (i32.const 2))
    (i64.store (local.get 1) (i64.load (local.get 0))))

  ;; CHECK-LABEL: define {{.*}}@m0.f2.whole(
  ;; CHECK-NOT: load volatile
  ;; CHECK: ret void
  (func $whole (param i32 i32)
    (i32.store8 (local.get 0) (i32.const 4))
    (i64.store (local.get 0) (i64.const 7))
    (i32.store (local.get 1) (i32.const 2))
    (i64.store (local.get 1) (i64.load (local.get 0))))

  ;; CHECK-LABEL: define {{.*}}@m0.f3.other(
  ;; CHECK-NOT: load volatile
  ;; CHECK: ret void
  (func $other (param i32 i32)
    (i32.store8 (local.get 0) (i32.const 4))
    (i64.store (local.get 1) (i64.load offset=1 (local.get 0))))

  (func (export "_start")
    (table.set (i32.const 0) (ref.null func))
    (call_indirect (param i32 i32) (i32.load (i32.const 0)) (i32.load (i32.const 8))
      (i32.load (i32.const 16)))))
