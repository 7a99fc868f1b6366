;; REQUIRES: wasi-aotc, wasm-tools
;; Atomic accesses are sequentially consistent, volatile (an unused one still traps),
;; naturally aligned behind a check; plain accesses keep alignment 1.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm --bounds=check --emit=llvm -o - | FileCheck %s --check-prefix=BOUNDS
(module
  (memory (export "memory") 1 1 shared)
  (memory $own 1)

  ;; The check looks at index + offset.
  ;; CHECK-LABEL: @m0.f0.load(
  ;; CHECK: [[SUM:%.*]] = add i32 [[INDEX:%.*]], 3
  ;; CHECK: [[LOW:%.*]] = and i32 [[SUM]], 3
  ;; CHECK: icmp ne i32 [[LOW]], 0
  ;; CHECK: load atomic volatile i32, ptr {{%.*}} seq_cst, align 4, !tbaa
  ;; CHECK: load i32, ptr {{%.*}}, align 1
  ;; CHECK: call void @aotc_trap(i32 [[#]],
  ;; Alignment first, bounds next.
  ;; BOUNDS-LABEL: @m0.f0.load(
  ;; BOUNDS: and i32 {{%.*}}, 3
  ;; BOUNDS: br i1
  ;; BOUNDS: icmp ult i64 {{%.*}}, 11
  ;; BOUNDS: load atomic
  (func $load (param i32) (result i32)
    (i32.add (i32.atomic.load offset=7 (local.get 0)) (i32.load (local.get 0))))

  ;; CHECK-LABEL: @m0.f1.narrow(
  ;; CHECK-NOT: and i32
  ;; CHECK: [[OLD:%.*]] = atomicrmw volatile sub ptr {{%.*}}, i8 {{%.*}} seq_cst, align 1, !tbaa
  ;; CHECK: zext i8 [[OLD]] to i64
  ;; CHECK: store atomic volatile i16 {{%.*}}, ptr {{%.*}} seq_cst, align 2, !tbaa
  ;; CHECK: cmpxchg volatile ptr {{%.*}}, i32 {{%.*}}, i32 0 seq_cst seq_cst, align 4, !tbaa
  ;; CHECK: fence seq_cst
  (func $narrow (param i32 i64) (result i64)
    (i64.atomic.rmw8.sub_u (local.get 0) (local.get 1))
    (i64.atomic.store16 (local.get 0) (local.get 1))
    (drop (i64.atomic.rmw32.cmpxchg_u (local.get 0) (local.get 1) (i64.const 0)))
    (atomic.fence))

  ;; What traps is here; the rest is the runtime library's.
  ;; CHECK-LABEL: @m0.f2.wait(
  ;; CHECK: load atomic volatile i64
  ;; CHECK: call i32 @aotc_memory_wait64(ptr @i0.memory0, ptr {{%.*}}, i64 5, i64 -1)
  ;; CHECK: load atomic volatile i32
  ;; CHECK: call i32 @aotc_memory_notify(ptr @i0.memory0, ptr {{%.*}}, i32 1)
  (func $wait (param i32) (result i32)
    (i32.add (memory.atomic.wait64 (local.get 0) (i64.const 5) (i64.const -1))
             (memory.atomic.notify (local.get 0) (i32.const 1))))

  ;; Nobody waits on memory that isn't shared.
  ;; CHECK-LABEL: @m0.f3.unshared(
  ;; CHECK: load atomic volatile i32
  ;; CHECK-NOT: @aotc_memory
  ;; CHECK: call void @aotc_trap(i32
  (func $unshared (param i32) (result i32)
    (drop (memory.atomic.notify $own (local.get 0) (i32.const 1)))
    (memory.atomic.wait32 $own (local.get 0) (i32.const 5) (i64.const -1)))

  (func (export "_start")
    (drop (call $load (i32.const 0)))
    (drop (call $narrow (i32.const 0) (i64.const 0)))
    (drop (call $wait (i32.const 0)))
    (drop (call $unshared (i32.const 0)))))
