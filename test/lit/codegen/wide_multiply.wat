;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=llvm-opt -o - | FileCheck %s

;; 128-bit products that are spelled out in halves are one multiplication, whatever the
;; function is called; what only looks alike stays as it is.
(module
  (memory 1)

  ;; As compiler-rt's __multi3: two 128-bit numbers to memory.
  ;; CHECK-LABEL: define {{.*}}@m0.f0.ladder(
  ;; CHECK: mul {{.*}}i128
  ;; CHECK-NOT: 4294967295
  ;; CHECK: ret void
  (func $ladder (export "ladder") (param $to i32) (param $al i64) (param $ah i64) (param $bl i64) (param $bh i64)
    (local $ll i64) (local $t1 i64) (local $t2 i64)
    (local.set $ll (i64.mul (i64.and (local.get $bl) (i64.const 0xffffffff)) (i64.and (local.get $al) (i64.const 0xffffffff))))
    (local.set $t1 (i64.add (i64.shr_u (local.get $ll) (i64.const 32))
      (i64.mul (i64.and (local.get $bl) (i64.const 0xffffffff)) (i64.shr_u (local.get $al) (i64.const 32)))))
    (local.set $t2 (i64.add (i64.and (local.get $t1) (i64.const 0xffffffff))
      (i64.mul (i64.shr_u (local.get $bl) (i64.const 32)) (i64.and (local.get $al) (i64.const 0xffffffff)))))
    (i64.store offset=8 (local.get $to)
      (i64.add (i64.add (i64.add
        (i64.add (i64.mul (local.get $al) (local.get $bh)) (i64.mul (local.get $ah) (local.get $bl)))
        (i64.mul (i64.shr_u (local.get $bl) (i64.const 32)) (i64.shr_u (local.get $al) (i64.const 32))))
        (i64.shr_u (local.get $t1) (i64.const 32)))
        (i64.shr_u (local.get $t2) (i64.const 32))))
    (i64.store (local.get $to)
      (i64.or (i64.shl (local.get $t2) (i64.const 32)) (i64.and (local.get $ll) (i64.const 0xffffffff)))))

  ;; CHECK-LABEL: define {{.*}}@m0.f1.columns(
  ;; CHECK: mul {{.*}}i128
  ;; CHECK-NOT: 4294967295
  ;; CHECK: ret i64
  (func $columns (export "columns") (param $a i64) (param $b i64) (result i64)
    (local $al i64) (local $ah i64) (local $bl i64) (local $bh i64) (local $x i64) (local $y i64) (local $t2 i64)
    (local.set $al (i64.and (local.get $a) (i64.const 0xffffffff)))
    (local.set $ah (i64.shr_u (local.get $a) (i64.const 32)))
    (local.set $bl (i64.and (local.get $b) (i64.const 0xffffffff)))
    (local.set $bh (i64.shr_u (local.get $b) (i64.const 32)))
    (local.set $x (i64.mul (local.get $al) (local.get $bh)))
    (local.set $y (i64.mul (local.get $ah) (local.get $bl)))
    (local.set $t2 (i64.add
      (i64.add (i64.and (local.get $x) (i64.const 0xffffffff)) (i64.and (local.get $y) (i64.const 0xffffffff)))
      (i64.shr_u (i64.mul (local.get $al) (local.get $bl)) (i64.const 32))))
    (i64.add (i64.add (i64.mul (local.get $ah) (local.get $bh)) (i64.shr_u (local.get $x) (i64.const 32)))
             (i64.add (i64.shr_u (local.get $y) (i64.const 32)) (i64.shr_u (local.get $t2) (i64.const 32)))))

  ;; CHECK-LABEL: define {{.*}}@m0.f2.square(
  ;; CHECK: mul {{.*}}i128
  ;; CHECK: ret i64
  (func $square (export "square") (param $a i64) (result i64)
    (local $l i64) (local $h i64) (local $t1 i64)
    (local.set $l (i64.and (local.get $a) (i64.const 0xffffffff)))
    (local.set $h (i64.shr_u (local.get $a) (i64.const 32)))
    (local.set $t1 (i64.add (i64.shr_u (i64.mul (local.get $l) (local.get $l)) (i64.const 32))
                            (i64.mul (local.get $h) (local.get $l))))
    (i64.add (i64.add (i64.mul (local.get $h) (local.get $h)) (i64.shr_u (local.get $t1) (i64.const 32)))
             (i64.shr_u (i64.add (i64.and (local.get $t1) (i64.const 0xffffffff))
                                 (i64.mul (local.get $l) (local.get $h))) (i64.const 32))))

  ;; The first sum isn't masked: it may overflow.
  ;; CHECK-LABEL: define {{.*}}@m0.f3.unmasked(
  ;; CHECK-NOT: i128
  ;; CHECK: ret i64
  (func $unmasked (export "unmasked") (param $a i64) (param $b i64) (result i64)
    (local $t1 i64)
    (local.set $t1 (i64.add
      (i64.shr_u (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))) (i64.const 32))
      (i64.mul (i64.shr_u (local.get $a) (i64.const 32)) (i64.and (local.get $b) (i64.const 0xffffffff)))))
    (i64.add (i64.add
      (i64.mul (i64.shr_u (local.get $a) (i64.const 32)) (i64.shr_u (local.get $b) (i64.const 32)))
      (i64.shr_u (local.get $t1) (i64.const 32)))
      (i64.shr_u (i64.add (local.get $t1)
        (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.shr_u (local.get $b) (i64.const 32)))) (i64.const 32))))

  ;; The same cross product twice.
  ;; CHECK-LABEL: define {{.*}}@m0.f4.twice(
  ;; CHECK-NOT: i128
  ;; CHECK: ret i64
  (func $twice (export "twice") (param $a i64) (param $b i64) (result i64)
    (local $x i64) (local $t1 i64)
    (local.set $x (i64.mul (i64.shr_u (local.get $a) (i64.const 32)) (i64.and (local.get $b) (i64.const 0xffffffff))))
    (local.set $t1 (i64.add
      (i64.shr_u (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))) (i64.const 32))
      (local.get $x)))
    (i64.add (i64.add
      (i64.mul (i64.shr_u (local.get $a) (i64.const 32)) (i64.shr_u (local.get $b) (i64.const 32)))
      (i64.shr_u (local.get $t1) (i64.const 32)))
      (i64.shr_u (i64.add (i64.and (local.get $t1) (i64.const 0xffffffff)) (local.get $x)) (i64.const 32))))

  (type $two (func (param i64 i64) (result i64)))
  (table funcref (elem $ladder $columns $square $unmasked $twice))
  (func (export "_start")
    (i64.store (i32.const 0) (call_indirect (type $two) (i64.const 3) (i64.const 4) (i32.load (i32.const 8))))
    (i64.store (i32.const 0) (call_indirect (param i64) (result i64) (i64.const 3) (i32.load (i32.const 8))))
    (call_indirect (param i32 i64 i64 i64 i64) (i32.const 8) (i64.const 3) (i64.const 3) (i64.const 3) (i64.const 3)
      (i32.load (i32.const 8)))))
