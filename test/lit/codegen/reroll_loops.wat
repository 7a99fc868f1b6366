;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=llvm-opt -o - | FileCheck %s

;; Loops that the guest's compiler unrolled are rolled up, and vectorised as loops are
;; that it left alone; what doesn't repeat itself stays.
(module
  (memory 1)

  ;; y[i] += x[i], two at once, with 32-bit addresses that may wrap.
  ;; CHECK-LABEL: define {{.*}}@m0.f0.add(
  ;; CHECK: fadd <4 x float>
  ;; CHECK: ret void
  (func $add (param $y i32) (param $x i32) (param $n i32)
    (local.set $n (i32.and (local.get $n) (i32.const -2)))
    (loop $again
      (f32.store (local.get $y) (f32.add (f32.load (local.get $x)) (f32.load (local.get $y))))
      (f32.store (i32.add (local.get $y) (i32.const 4))
        (f32.add (f32.load (i32.add (local.get $x) (i32.const 4))) (f32.load (i32.add (local.get $y) (i32.const 4)))))
      (local.set $y (i32.add (local.get $y) (i32.const 8)))
      (local.set $x (i32.add (local.get $x) (i32.const 8)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))

  ;; A sum of integers, three at once; the third operation has its operands the other way.
  ;; CHECK-LABEL: define {{.*}}@m0.f1.sum(
  ;; CHECK: add <4 x i32>
  ;; CHECK: ret i32
  (func $sum (param $x i32) (result i32)
    (local $end i32) (local $sum i32)
    (local.set $end (i32.const 49152))
    (local.set $x (i32.const 0))
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $x))))
      (local.set $sum (i32.add (local.get $sum) (i32.load (i32.add (local.get $x) (i32.const 4)))))
      (local.set $sum (i32.add (i32.load (i32.add (local.get $x) (i32.const 8))) (local.get $sum)))
      (br_if $again (i32.ne (local.tee $x (i32.add (local.get $x) (i32.const 12))) (local.get $end))))
    (local.get $sum))

  ;; Not the same operation twice.
  ;; CHECK-LABEL: define {{.*}}@m0.f2.differs(
  ;; CHECK-NOT: rerolled
  ;; CHECK: ret void
  (func $differs (param $y i32) (param $x i32) (param $n i32)
    (local.set $n (i32.and (local.get $n) (i32.const -2)))
    (loop $again
      (f32.store (local.get $y) (f32.div (f32.load (local.get $x)) (f32.load (local.get $y))))
      (f32.store (i32.add (local.get $y) (i32.const 4))
        (f32.sub (f32.load (i32.add (local.get $x) (i32.const 4))) (f32.load (i32.add (local.get $y) (i32.const 4)))))
      (local.set $y (i32.add (local.get $y) (i32.const 8)))
      (local.set $x (i32.add (local.get $x) (i32.const 8)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))

  ;; The second store isn't half of a step further.
  ;; CHECK-LABEL: define {{.*}}@m0.f3.overlaps(
  ;; CHECK-NOT: rerolled
  ;; CHECK: ret void
  (func $overlaps (param $y i32) (param $n i32)
    (local.set $n (i32.and (local.get $n) (i32.const -2)))
    (loop $again
      (i32.store (local.get $y) (i32.load offset=400 (local.get $y)))
      (i32.store (i32.add (local.get $y) (i32.const 8)) (i32.load offset=400 (i32.add (local.get $y) (i32.const 8))))
      (local.set $y (i32.add (local.get $y) (i32.const 8)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))

  ;; Both loads come before both stores: rolled up, the second would see the first store.
  ;; CHECK-LABEL: define {{.*}}@m0.f4.order(
  ;; CHECK-NOT: rerolled
  ;; CHECK: ret void
  (func $order (param $y i32) (param $x i32) (param $n i32)
    (local $a i32) (local $b i32)
    (local.set $n (i32.and (local.get $n) (i32.const -2)))
    (loop $again
      (local.set $a (i32.load (local.get $x)))
      (local.set $b (i32.load (i32.add (local.get $x) (i32.const 4))))
      (i32.store (local.get $y) (local.get $a))
      (i32.store (i32.add (local.get $y) (i32.const 4)) (local.get $b))
      (local.set $y (i32.add (local.get $y) (i32.const 8)))
      (local.set $x (i32.add (local.get $x) (i32.const 8)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))

  ;; One loop is left to the next one's head.
  ;; CHECK-LABEL: define {{.*}}@m0.f5.chained(
  ;; CHECK: fmul <4 x float>
  ;; CHECK: fadd <4 x float>
  ;; CHECK: ret void
  (func $chained (param $y i32) (param $n i32)
    (local $at i32) (local $left i32)
    (local.set $n (i32.and (local.get $n) (i32.const -2)))
    (local.set $at (local.get $y))
    (local.set $left (local.get $n))
    (loop $again
      (f32.store (local.get $at) (f32.mul (f32.load (local.get $at)) (f32.const 3)))
      (f32.store offset=4 (local.get $at) (f32.mul (f32.load offset=4 (local.get $at)) (f32.const 3)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 2)))))
    (loop $again
      (f32.store (local.get $y) (f32.add (f32.load (local.get $y)) (f32.const 3)))
      (f32.store offset=4 (local.get $y) (f32.add (f32.load offset=4 (local.get $y)) (f32.const 3)))
      (local.set $y (i32.add (local.get $y) (i32.const 8)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))

  ;; Vectors that would be gathered from all over memory aren't worth it: two at once again.
  ;; CHECK-LABEL: define {{.*}}@m0.f6.gathers(
  ;; CHECK: rerolled
  ;; CHECK-COUNT-2: store i32
  ;; CHECK-NOT: store
  ;; CHECK: ret void
  (func $gathers (param $y i32) (param $x i32) (param $n i32)
    (local.set $n (i32.and (local.get $n) (i32.const -2)))
    (loop $again
      (i32.store (local.get $y) (i32.load (i32.load (local.get $x))))
      (i32.store (i32.add (local.get $y) (i32.const 4)) (i32.load (i32.load (i32.add (local.get $x) (i32.const 4)))))
      (local.set $y (i32.add (local.get $y) (i32.const 8)))
      (local.set $x (i32.add (local.get $x) (i32.const 8)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 2))))))

  ;; CHECK-LABEL: define {{.*}}@
  (type $three (func (param i32 i32 i32)))
  (table funcref (elem $add $sum $differs $overlaps $order $chained $gathers))
  (func (export "_start")
    (call_indirect (type $three) (i32.load (i32.const 0)) (i32.const 4) (i32.const 4) (i32.load (i32.const 8)))
    (call_indirect (param i32 i32) (i32.load (i32.const 0)) (i32.const 4) (i32.load (i32.const 8)))
    (i32.store (i32.const 0) (call_indirect (param i32) (result i32) (i32.const 3) (i32.load (i32.const 8))))))
