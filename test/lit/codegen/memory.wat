;; REQUIRES: wasi-aotc, wasm-tools
;; Accesses to linear memory: what the guard checks isn't checked in code, the
;; base is an invariant loaded once, each load that may fault is marked.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s --check-prefixes=ALL,GUARD
;; RUN: wasi-aotc %t.wasm --emit=llvm --bounds=check -o - | FileCheck %s --check-prefixes=ALL,CHECK
(module
  (memory (export "memory") 1 2)
  ;; GUARD: @i0.memory0 = internal global %aotc.Memory { ptr null, i64 65536, i64 131072, i64 0, i32 16, i32 0, ptr null, i32 0 }
  ;; CHECK: @i0.memory0 = internal global %aotc.Memory { ptr null, i64 65536, i64 131072, i64 0, i32 16, i32 1, ptr null, i32 0 }

  ;; ALL-LABEL: @m0.f0.load(
  ;; ALL: [[BASE:%.*]] = load ptr, ptr @i0.memory0, align 8, !invariant.load
  ;; CHECK: [[SIZE:%.*]] = load i64, ptr getelementptr {{.*}}@i0.memory0{{.*}}, !tbaa
  ;; CHECK: icmp ult i64 [[SIZE]], 12
  ;; CHECK: [[LAST:%.*]] = sub i64 [[SIZE]], 12
  ;; CHECK: icmp ugt i64 {{%.*}}, [[LAST]]
  ;; ALL: getelementptr i8, ptr [[BASE]], i64
  ;; ALL: [[VALUE:%.*]] = load i32, ptr {{%.*}}, align 1, !tbaa
  ;; GUARD-NEXT: call void asm sideeffect "", "X"(i32 [[VALUE]])
  ;; CHECK-NOT: asm
  (func $load (param i32) (result i32) (i32.load offset=8 align=4 (local.get 0)))

  ;; An offset beyond the guard is checked.
  ;; ALL-LABEL: @m0.f1.far(
  ;; ALL: sub i64 {{%.*}}, 2147483649
  ;; ALL: call void @aotc_trap(i32 1, i32 %{{[0-9]+}})
  (func $far (param i32) (result i32) (i32.load8_u offset=2147483648 (local.get 0)))

  ;; The whole range is checked before anything is written.
  ;; ALL-LABEL: @m0.f2.copy(
  ;; ALL-COUNT-2: br i1 {{.*}}, label %trap
  ;; ALL: call void @llvm.memmove
  (func $copy (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))

  ;; ALL-LABEL: @m0.f3(
  ;; ALL: call i64 @aotc_memory_grow(ptr @i0.memory0, i64 1)
  (func (export "_start") (drop (memory.grow (i32.const 1)))))
