;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --target x86_64 -O2 --emit=asm -o - | FileCheck %s --check-prefix=X86
;; RUN: wasi-aotc %t.wasm --target aarch64 -O2 --emit=asm -o - | FileCheck %s --check-prefix=ARM
;; RUN: wasi-aotc %t.wasm --target riscv64 -O2 --emit=asm -o - | FileCheck %s --check-prefix=RISCV
;; RUN: wasi-aotc %t.wasm --target riscv64 -O0 --emit=asm -o - | FileCheck %s --check-prefix=RISCV0
;; RUN: wasi-aotc %t.wasm --target riscv64 --cpu-features=+v -O2 --emit=asm -o - | FileCheck %s --check-prefix=VECTOR
;; RUN: wasi-aotc %t.wasm --target aarch64 --cpu neoverse-v1 -O2 --emit=asm -o - | FileCheck %s --check-prefix=LSE

;; The baseline and the ABI.
;; RISCV: .attribute 5, "rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0_zicsr2p0_zifencei2p0_zmmul1p0_zaamo1p0_zalrsc1p0_zca1p0_zcd1p0"
;; RUN: wasi-aotc %t.wasm --target riscv64 --emit=obj -o %t.o && llvm-readelf -h %t.o | FileCheck %s --check-prefix=HEADER
;; HEADER: Flags: {{.*}}RVC, double-float ABI

(module
  (memory 1)
  (type $t (func (param i32 f32 f64 v128 i64) (result i32)))
  (table 5 5 funcref)
  (elem (i32.const 0) $wide $narrow $unaligned $add $atomic)

  ;; An access that may be unaligned is one instruction.
  ;; X86-LABEL: m0.f0.unaligned:
  ;; X86: movq ({{.*}}), %rax
  ;; ARM-LABEL: m0.f0.unaligned:
  ;; ARM: ldr x0, [
  ;; RISCV-LABEL: m0.f0.unaligned:
  ;; RISCV: ld a0, 0(
  (func $unaligned (export "unaligned") (param i32) (result i64)
    (i64.load align=1 (local.get 0)))

  ;; A tail call is a jump, whatever the parameters, optimised or not.
  ;; X86-LABEL: m0.f1.narrow:
  ;; X86: jmpq *
  ;; ARM-LABEL: m0.f1.narrow:
  ;; ARM: br x
  ;; RISCV-LABEL: m0.f1.narrow:
  ;; RISCV: jr
  ;; RISCV0-LABEL: m0.f1.narrow:
  ;; RISCV0: jr
  (func $narrow (export "narrow") (param i32 f32) (result i32)
    (return_call_indirect (type $t) (i32.const 1) (local.get 1) (f64.const 2) (v128.const i64x2 3 4)
      (i64.const 5) (i32.load (local.get 0))))

  ;; RISCV0-LABEL: m0.f2.wide:
  ;; RISCV0: tail m0.f1.narrow
  (func $wide (export "wide") (param i32 f32 f64 v128 i64) (result i32)
    (return_call $narrow (local.get 0) (local.get 1)))

  ;; Vectors: scalar code where there are none.
  ;; X86-LABEL: m0.f3.add:
  ;; X86: paddd
  ;; ARM-LABEL: m0.f3.add:
  ;; ARM: add v{{.*}}.4s
  ;; RISCV-LABEL: m0.f3.add:
  ;; RISCV-COUNT-4: lw
  ;; RISCV-NOT: vadd
  ;; VECTOR-LABEL: m0.f3.add:
  ;; VECTOR: vadd.vv
  (func $add (export "add") (param i32)
    (v128.store (local.get 0)
      (i32x4.add (v128.load (local.get 0)) (v128.load offset=16 (local.get 0)))))

  ;; Atomics of a byte, on processors that have none: a loop on the word around it.
  ;; X86-LABEL: m0.f4.atomic:
  ;; X86: lock
  ;; ARM-LABEL: m0.f4.atomic:
  ;; ARM: ldaxrb
  ;; LSE-LABEL: m0.f4.atomic:
  ;; LSE: ldaddalb
  ;; RISCV-LABEL: m0.f4.atomic:
  ;; RISCV: lr.w.aqrl
  (func $atomic (export "atomic") (param i32) (result i32)
    (i32.atomic.rmw8.add_u (local.get 0) (i32.const 3)))

  ;; What is called is known at run time only.
  (func $index (result i32) (i32.load (i32.const 0)))
  (func (export "_start")
    (table.set (i32.const 0) (ref.null func))
    (drop (call_indirect (param i32) (result i64) (i32.const 1) (call $index)))
    (drop (call_indirect (param i32 f32) (result i32) (i32.const 1) (f32.const 1) (call $index)))
    (call_indirect (param i32) (i32.const 16) (call $index))
    (drop (call_indirect (param i32) (result i32) (i32.const 3) (call $index)))))
