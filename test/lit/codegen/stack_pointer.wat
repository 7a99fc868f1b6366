;; REQUIRES: wasi-aotc, wasm-tools, runtime
;; A global that each function leaves as it was is an argument: functions with frames get
;; it, and those that call them; who calls from outside takes it from the global.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s
;; One function that doesn't, and it is a global again.
;; RUN: sed 's/;; ADD: //' %s > %t.spoilt.wat
;; RUN: wasm-tools parse %t.spoilt.wat -o %t.spoilt.wasm
;; RUN: wasi-aotc %t.spoilt.wasm --emit=llvm -o - | FileCheck %s --check-prefix=SPOILT
;; So where a module may be instantiated more than once.
;; RUN: wasi-aotc %t.wasm --instances=pointer --emit=llvm -o - | FileCheck %s --check-prefix=INSTANCES
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 2)
  (table 2 2 funcref)
  (elem (i32.const 0) $frame $leaf)
  (global $sp (mut i32) (i32.const 65536))

  ;; SPOILT-LABEL: define {{.*}}@m0.f1.frame(
  ;; SPOILT: load i32, ptr @i0.global0
  ;; SPOILT: store i32 {{%.*}}, ptr @i0.global0
  ;; INSTANCES-LABEL: define {{.*}}@m0.f1.frame(
  ;; INSTANCES: [[GLOBAL:%.*]] = getelementptr inbounds nuw %aotc.Instance, ptr %0, i32 0, i32 0
  ;; INSTANCES: load i32, ptr [[GLOBAL]]
  ;; CHECK-LABEL: define {{.*}}@m0.f1.frame(ptr %0, i32 %1)
  ;; CHECK: [[PLACE:%.*]] = alloca i32
  ;; CHECK: ptrtoint ptr %0 to i64
  ;; CHECK: store i32 {{%.*}}, ptr [[PLACE]]
  ;; CHECK-NOT: global0
  ;; CHECK: inttoptr
  ;; CHECK: call i32 @m0.f2.leaf(ptr poison
  ;; CHECK: ret i32
  (func $frame (param i32) (result i32) (local $frame i32)
    (global.set $sp (local.tee $frame (i32.sub (global.get $sp) (i32.const 16))))
    (i32.store (local.get $frame) (local.get 0))
    (if (local.get 0)
      (then (drop (call_indirect (param i32) (result i32) (i32.sub (local.get 0) (i32.const 1))
                    (i32.const 0)))))
    (call $leaf (local.get $frame))
    (global.set $sp (i32.add (local.get $frame) (i32.const 16))))

  (func $leaf (param i32) (result i32) (i32.load (local.get 0)))

  ;; A frame of a size that is known at run time, given up through a copy of the pointer.
  (func $alloca (param i32) (result i32) (local $saved i32)
    (local.set $saved (global.get $sp))
    (loop $again
      (global.set $sp (i32.and (i32.sub (global.get $sp) (local.get 0)) (i32.const -16)))
      (br_if $again (local.tee 0 (i32.shr_u (local.get 0) (i32.const 1)))))
    (block $out
      (br_if $out (call $yield))
      (global.set $sp (local.get $saved))
      (return (call $frame (i32.const 1))))
    (global.set $sp (local.get $saved))
    (i32.const 0))

  ;; Never returns.
  (func $fails (result i32)
    (global.set $sp (i32.sub (global.get $sp) (i32.const 16)))
    (unreachable))

  ;; ADD: (func $moves (global.set $sp (i32.const 1024)))

  ;; CHECK-LABEL: define {{.*}}@startup.run(
  ;; CHECK: [[POINTER:%.*]] = load i32, ptr @i0.global0
  ;; CHECK: store i32 [[POINTER]], ptr @i0.global0
  (func (export "_start")
    (if (i32.eqz (call $alloca (i32.const 100))) (then (drop (call $fails))))))
