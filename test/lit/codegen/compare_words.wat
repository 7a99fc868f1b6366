;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=llvm-opt -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm -O2 --target aarch64-linux --emit=llvm-opt -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm -O2 --target riscv64-linux --cpu-features=+zbb --emit=llvm-opt -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm -O2 --target riscv64-linux --emit=llvm-opt -o - | FileCheck %s --check-prefix=BYTES
;; RUN: wasi-aotc %t.wasm -Os --emit=llvm-opt -o - | FileCheck %s --check-prefix=BYTES
;; RUN: wasi-aotc %t.wasm -O2 --instances=pointer --emit=llvm-opt -o - | FileCheck %s --check-prefix=BYTES
;; RUN: wasi-aotc %t.wasm -O2 --bounds=check --emit=llvm-opt -o - | FileCheck %s --check-prefix=BYTES

;; Bytes that are compared until two differ are compared by words before, where all that may be read
;; lies in the memory. A first RISC-V has no instruction that finds the first difference.
;; BYTES-NOT: cttz
(module
  (memory 1)
  (memory $second 1)

  ;; memcmp of a guest's C library: one comparison with the memory's size for each side.
  ;; CHECK-LABEL: define {{.*}}@m0.f0.memcmp(
  ;; CHECK: load i64, ptr getelementptr inbounds {{.*}}(i8, ptr @i0.memory0, i64 8)
  ;; CHECK-COUNT-2: icmp {{.*}}ule i64
  ;; CHECK: br i1 %{{.*}}, label %words, label
  ;; CHECK: words:
  ;; CHECK-COUNT-2: load i64, ptr %{{.*}}, align 1
  ;; CHECK: call {{.*}}i64 @llvm.cttz.i64(
  ;; CHECK-COUNT-2: load i8, ptr
  ;; CHECK: ret i32
  (func $memcmp (param $a i32) (param $b i32) (param $n i32) (result i32) (local $x i32) (local $y i32)
    (loop $again
      (if (i32.ne (local.tee $x (i32.load8_u (local.get $a))) (local.tee $y (i32.load8_u (local.get $b))))
        (then (return (i32.sub (local.get $x) (local.get $y)))))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (local.set $b (i32.add (local.get $b) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 0))

  ;; A match of a compressor: both by one index, at offsets.
  ;; CHECK-LABEL: define {{.*}}@m0.f1.match(
  ;; CHECK: cttz
  ;; CHECK: ret i32
  (func $match (param $at i32) (param $other i32) (param $most i32) (result i32) (local $n i32)
    (block $done
      (loop $again
        (br_if $done (i32.ge_u (local.get $n) (local.get $most)))
        (br_if $done (i32.ne (i32.load8_u offset=16 (i32.add (local.get $at) (local.get $n)))
                             (i32.load8_u offset=3 (i32.add (local.get $other) (local.get $n)))))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $again)))
    (local.get $n))

  ;; Of two memories, and the other way round of a comparison.
  ;; CHECK-LABEL: define {{.*}}@m0.f2.two(
  ;; CHECK-DAG: load i64, ptr getelementptr inbounds {{.*}}(i8, ptr @i0.memory0, i64 8)
  ;; CHECK-DAG: load i64, ptr getelementptr inbounds {{.*}}(i8, ptr @i0.memory1, i64 8)
  ;; CHECK: cttz
  ;; CHECK: ret i32
  (func $two (param $a i32) (param $b i32) (param $n i32) (result i32)
    (block $differ
      (loop $again
        (br_if $differ (i32.sub (i32.load8_u $second (local.get $b)) (i32.load8_u (local.get $a))))
        (local.set $a (i32.add (local.get $a) (i32.const 1)))
        (local.set $b (i32.add (local.get $b) (i32.const 1)))
        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $n))

  ;; Not one after the other; of one place only; up to what is the same; signs; a store; a value that
  ;; isn't known of each round.
  ;; CHECK-LABEL: define {{.*}}@m0.f3.strides(
  ;; CHECK-NOT: cttz
  (func $strides (param $a i32) (param $b i32) (param $n i32) (result i32)
    (loop $again
      (if (i32.ne (i32.load8_u (local.get $a)) (i32.load8_u (local.get $b))) (then (return (local.get $n))))
      (local.set $a (i32.add (local.get $a) (i32.const 2)))
      (local.set $b (i32.add (local.get $b) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 0))
  (func $one (param $a i32) (param $b i32) (param $n i32) (result i32)
    (loop $again
      (if (i32.ne (i32.load8_u (local.get $a)) (local.get $b)) (then (return (local.get $n))))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 0))
  (func $differ (param $a i32) (param $b i32) (param $n i32) (result i32)
    (loop $again
      (if (i32.eq (i32.load8_u (local.get $a)) (i32.load8_u (local.get $b))) (then (return (local.get $n))))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (local.set $b (i32.add (local.get $b) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 0))
  (func $signs (param $a i32) (param $b i32) (param $n i32) (result i32)
    (loop $again
      (if (i32.ne (i32.load8_s (local.get $a)) (i32.load8_u (local.get $b))) (then (return (local.get $n))))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (local.set $b (i32.add (local.get $b) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 0))
  (func $store (param $a i32) (param $b i32) (param $n i32) (result i32)
    (loop $again
      (if (i32.ne (i32.load8_u (local.get $a)) (i32.load8_u (local.get $b))) (then (return (local.get $n))))
      (i32.store8 offset=100 (local.get $a) (i32.const 1))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (local.set $b (i32.add (local.get $b) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 0))
  (func $hash (param $a i32) (param $b i32) (param $n i32) (result i32) (local $h i32)
    (loop $again
      (if (i32.ne (i32.load8_u (local.get $a)) (i32.load8_u (local.get $b))) (then (return (local.get $h))))
      (local.set $h (i32.mul (i32.add (local.get $h) (local.get $a)) (i32.const 31)))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (local.set $b (i32.add (local.get $b) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 0))

  ;; CHECK-LABEL: define {{.*}}@m0.f9(
  (type $three (func (param i32 i32 i32) (result i32)))
  (table funcref (elem $memcmp $match $two $strides $one $differ $signs $store $hash))
  (func (export "_start")
    (i32.store (i32.const 0)
      (call_indirect (type $three) (i32.load (i32.const 4)) (i32.load (i32.const 8)) (i32.load (i32.const 12)) (i32.load (i32.const 0))))))
