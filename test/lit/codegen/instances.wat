;; REQUIRES: wasi-aotc, wasm-tools
;; The two ways to an instance's things: addresses, or a pointer to a struct.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s --check-prefix=ADDRESS
;; RUN: wasi-aotc %t.wasm --emit=llvm --instances=pointer -o - | FileCheck %s --check-prefix=POINTER
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1)
  (global $counter (mut i32) (i32.const 5))
  (global $fixed i32 (i32.const 77))
  (global $never (mut i32) (i32.const 78))

  ;; ADDRESS-DAG: @i0.global0 = internal global i32 5
  ;; POINTER-DAG: @i0.state = internal global %aotc.Instance { i32 5, i32 77, i32 78, %aotc.Memory

  ;; ADDRESS-LABEL: @m0.f1.count(ptr %0)
  ;; ADDRESS: load i32, ptr @i0.global0, align 4, !tbaa
  ;; ADDRESS: store i32 {{%.*}}, ptr @i0.global0, align 4, !tbaa
  ;; A global that nobody writes is its value.
  ;; ADDRESS: phi i32 [ 155,
  ;; POINTER-LABEL: @m0.f1.count(ptr %0)
  ;; POINTER: getelementptr inbounds nuw %aotc.Instance, ptr %0, i32 0, i32 0
  (func $count (result i32)
    (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
    (i32.add (global.get $fixed) (global.get $never)))

  ;; ADDRESS-LABEL: @m0.f2(
  ;; ADDRESS: notail call i32 @aotc_p1_sched_yield(ptr @host.site0)
  ;; POINTER-LABEL: @m0.f2(
  ;; POINTER: load ptr, ptr {{%.*}}, align 8, !invariant.load
  ;; POINTER: notail call i32 {{%.*}}(ptr {{%.*}})
  (func (export "_start") (drop (call $yield)) (drop (call $count))))
