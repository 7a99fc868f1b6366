;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=llvm-opt -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm -O2 --instances=pointer --emit=llvm-opt -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm -O2 --bounds=check --emit=llvm-opt -o - | FileCheck %s --check-prefix=CHECKED

;; An access that doesn't trap proves that smaller sums of the same address don't wrap; both are
;; one place to LLVM then.
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $seen (result i32)))
  (memory 1)

  ;; What is stored by a sum is loaded by an offset.
  ;; CHECK-LABEL: define {{.*}}.frame(
  ;; CHECK: store i32 {{%.*}}, ptr {{%.*}}
  ;; CHECK-NOT: load i32
  ;; CHECK: ret i32
  ;; CHECKED-LABEL: define {{.*}}.frame(
  ;; CHECKED: store i32
  ;; CHECKED: load i32
  ;; CHECKED: ret i32
  (func $frame (param $p i32) (param $x i32) (result i32)
    (i32.store (i32.add (local.get $p) (i32.const 64)) (local.get $x))
    (i32.load offset=64 (local.get $p)))

  ;; Behind the access that proves it, in another block too.
  ;; CHECK-LABEL: define {{.*}}.behind(
  ;; CHECK: load i64
  ;; CHECK-NOT: load i32
  ;; CHECK: ret i32
  (func $behind (param $p i32) (param $x i32) (result i32)
    (i64.store (i32.const 0) (i64.load offset=64 (local.get $p)))
    (if (local.get $x)
      (then
        (i32.store offset=16 (local.get $p) (local.get $x))
        (return (i32.load (i32.add (local.get $p) (i32.const 16))))))
    (i32.const 0))

  ;; Somebody sees what was done before the access.
  ;; CHECK-LABEL: define {{.*}}.call(
  ;; CHECK: add i32 {{%.*}}, 64
  ;; CHECK: load i32
  ;; CHECK: ret i32
  (func $call (param $p i32) (param $x i32) (result i32)
    (i32.store (i32.add (local.get $p) (i32.const 64)) (local.get $x))
    (drop (call $seen))
    (i32.load offset=64 (local.get $p)))

  ;; The access reaches to where the sum may wrap, and no further.
  ;; CHECK-LABEL: define {{.*}}.short(
  ;; CHECK: add i32 {{%.*}}, 64
  ;; CHECK: ret i32
  (func $short (param $p i32) (param $x i32) (result i32)
    (i64.store (i32.add (local.get $p) (i32.const 64)) (i64.extend_i32_u (local.get $x)))
    (i32.load offset=60 (local.get $p)))

  ;; CHECK-LABEL: define {{.*}}.enough(
  ;; CHECK-NOT: add i32
  ;; CHECK: ret i32
  (func $enough (param $p i32) (param $x i32) (result i32)
    (i64.store (i32.add (local.get $p) (i32.const 64)) (i64.extend_i32_u (local.get $x)))
    (i32.load8_u offset=64 (local.get $p)))

  ;; The access is on one path alone.
  ;; CHECK-LABEL: define {{.*}}.path(
  ;; CHECK: add i32 {{%.*}}, 64
  ;; CHECK: load i32
  ;; CHECK: ret i32
  (func $path (param $p i32) (param $x i32) (result i32)
    (i32.store (i32.add (local.get $p) (i32.const 64)) (local.get $x))
    (if (result i32) (local.get $x)
      (then (i32.load offset=64 (local.get $p)))
      (else (i32.const 0))))

  (type $two (func (param i32 i32) (result i32)))
  (table funcref (elem $frame $behind $call $short $enough $path))
  (func (export "_start")
    (i32.store (i32.const 0)
      (call_indirect (type $two) (i32.load (i32.const 4)) (i32.load (i32.const 8))
        (i32.load (i32.const 12))))))
