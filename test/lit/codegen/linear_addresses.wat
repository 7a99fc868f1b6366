;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=llvm-opt -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm -Os --emit=llvm-opt -o - | FileCheck %s --check-prefix=SMALL

;; A loop's addresses are counted in 64 bits where one comparison before it says that none wraps.
;; SMALL-NOT: %linear
(module
  (memory 1)

  ;; Taps of a filter: one comparison for all of them, and four samples at once.
  ;; CHECK-LABEL: define {{.*}}@m0.f0.filter(
  ;; CHECK: icmp {{.*}}ult i64 {{.*}}, 4294967296
  ;; CHECK: br i1 {{.*}}, label %{{.*}}, label %[[SLOW:.*]], !prof
  ;; CHECK: fmul <4 x float>
  ;; CHECK: ret void
  (func $filter (param $in i32) (param $out i32) (param $n i32)
    (loop $again
      (f32.store (local.get $out)
        (f32.add (f32.mul (f32.load (local.get $in)) (f32.const 0.5))
          (f32.add (f32.mul (f32.load (i32.add (local.get $in) (i32.const 4))) (f32.const 0.25))
            (f32.mul (f32.load (i32.add (local.get $in) (i32.const 8))) (f32.const 0.75)))))
      (local.set $in (i32.add (local.get $in) (i32.const 4)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Left early, by steps known before the loop; counted from above.
  ;; CHECK-LABEL: define {{.*}}@m0.f1.find(
  ;; CHECK: %linear
  ;; CHECK: ret i32
  (func $find (param $at i32) (param $step i32) (param $n i32) (result i32)
    (loop $again
      (if (i32.eq (i32.load8_u (i32.add (local.get $at) (i32.const 3))) (i32.load8_u (local.get $at)))
        (then (return (local.get $at))))
      (local.set $at (i32.add (local.get $at) (local.get $step)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 0))
  ;; CHECK-LABEL: define {{.*}}@m0.f2.down(
  ;; CHECK: add nsw i64 %linear{{.*}}, -
  ;; CHECK: ret void
  (func $down (param $at i32) (param $n i32)
    (loop $again
      (i32.store (local.get $at) (i32.mul (i32.load (i32.add (local.get $at) (i32.const 12))) (i32.const 7)))
      (local.set $at (i32.sub (local.get $at) (i32.const 4)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Nobody knows how often this one runs.
  ;; CHECK-LABEL: define {{.*}}@m0.f3.until(
  ;; CHECK-NOT: linear
  ;; CHECK: ret i32
  (func $until (param $at i32) (result i32)
    (loop $again
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $again (i32.ne (i32.load8_u (i32.add (local.get $at) (i32.const 1)))
        (i32.load8_u (local.get $at)))))
    (local.get $at))

  ;; Nor what this one adds to its address each time.
  ;; CHECK-LABEL: define {{.*}}@m0.f4.chase(
  ;; CHECK-NOT: linear
  ;; CHECK: ret i32
  (func $chase (param $at i32) (param $n i32) (result i32)
    (loop $again
      (local.set $at (i32.add (local.get $at) (i32.load (i32.add (local.get $at) (i32.const 4)))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $at))

  ;; A loop that calls is none that matters.
  ;; CHECK-LABEL: define {{.*}}@m0.f5.calls(
  ;; CHECK-NOT: linear
  ;; CHECK: ret void
  (func $calls (param $at i32) (param $n i32)
    (loop $again
      (i32.store (i32.add (local.get $at) (i32.const 4))
        (call_indirect (param i32) (result i32) (local.get $n) (i32.const 3)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Constants: nothing is compared, and there is one loop.
  ;; CHECK-LABEL: define {{.*}}@m0.f6.known(
  ;; CHECK-NOT: wraps
  ;; CHECK: ret void
  (func $known (local $i i32)
    (loop $again
      (i32.store (i32.add (local.get $i) (i32.const 4096)) (i32.load (i32.add (local.get $i) (i32.const 8192))))
      (br_if $again (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 2000)))))

  (table funcref (elem $filter $find $down $until $chase $calls $known))
  (func (export "_start")
    (table.set (i32.const 0) (ref.null func)) ;; so that none is known to be what is called
    (call_indirect (param i32 i32 i32) (i32.load (i32.const 4)) (i32.load (i32.const 8))
      (i32.load (i32.const 12)) (i32.load (i32.const 16)))))
