;; REQUIRES: wasi-aotc, wasm-tools, runtime
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=asm -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm -O2 --target riscv64-linux --emit=asm -o - | FileCheck %s --check-prefix=OTHER

;; A loop that counts in 64 bits gets its address by adding to it.
(module
  (memory 1)

  ;; CHECK-LABEL: m0.f0.wide:
  ;; CHECK: .LBB0_{{.*}}:
  ;; CHECK-NEXT: movl $1, (%[[ADDRESS:r[a-z0-9]+]])
  ;; CHECK-NEXT: addq $12, %[[ADDRESS]]
  ;; CHECK-NEXT: decq
  ;; CHECK: retq
  (func $wide (param $at i32) (param $n i64) (local $i i64)
    (loop $again
      (i32.store offset=8
        (i32.add (local.get $at) (i32.mul (i32.wrap_i64 (local.get $i)) (i32.const 12)))
        (i32.const 1))
      (br_if $again
        (i64.lt_u (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n)))))

  ;; One that counts in 32 bits is as the guest's compiler made it; on other targets LLVM looks
  ;; at each.
  ;; OTHER-LABEL: m0.f1.narrow:
  ;; OTHER: .LBB1_{{.*}}:
  ;; OTHER: addi {{a[0-9]+}}, {{a[0-9]+}}, 12
  ;; OTHER-NEXT: bnez
  ;; CHECK-LABEL: m0.f1.narrow:
  ;; CHECK-NOT: addl $12
  ;; CHECK: retq
  (func $narrow (param $at i32) (local $i i32)
    (loop $again
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again
        (i32.load offset=8
          (i32.add (local.get $at) (i32.mul (local.get $i) (i32.const 12)))))))

  ;; CHECK-LABEL: m0.f2.end:
  (func $end)
  (table funcref (elem $wide $narrow $end))
  (func (export "_start") (call_indirect (i32.load (i32.const 0)))))
