;; REQUIRES: wasi-aotc, wasm-tools
;; Where LLVM's instructions aren't WebAssembly's.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s
(module
  (memory (export "memory") 1)

  ;; CHECK-LABEL: @m0.f0.div(
  ;; CHECK: icmp eq i32 [[RIGHT:%.*]], 0
  ;; CHECK: icmp eq i32 [[LEFT:%.*]], -2147483648
  ;; CHECK: icmp eq i32 [[RIGHT]], -1
  ;; CHECK: sdiv i32 [[LEFT]], [[RIGHT]]
  (func $div (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))

  ;; The remainder of the overflow is zero.
  ;; CHECK-LABEL: @m0.f1.rem(
  ;; CHECK: [[SAFE:%.*]] = select i1 {{%.*}}, i64 1, i64 {{%.*}}
  ;; CHECK: srem i64 {{%.*}}, [[SAFE]]
  (func $rem (param i64 i64) (result i64) (i64.rem_s (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: @m0.f2.shift(
  ;; CHECK: and i64 {{%.*}}, 63
  ;; CHECK: ashr i64
  (func $shift (param i64 i64) (result i64) (i64.shr_s (local.get 0) (local.get 1)))

  ;; x * 1.0 quiets a signalling NaN; LLVM would fold it away.
  ;; CHECK-LABEL: @m0.f3.quiet(
  ;; CHECK: fmul float
  ;; CHECK: or i32 {{%.*}}, 4194304
  ;; CHECK: fcmp uno float
  (func $quiet (param f32) (result f32) (f32.mul (local.get 0) (f32.const 1)))

  ;; CHECK-LABEL: @m0.f4.min(
  ;; CHECK: fcmp uno double
  ;; CHECK: call double @llvm.minimum.f64
  (func $min (param f64 f64) (result f64) (f64.min (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: @m0.f5.trunc(
  ;; CHECK: fcmp oge double {{%.*}}, {{0x41E0000000000000|2.147483648e\+09|2147483648}}
  ;; CHECK: fcmp ole double
  ;; CHECK: fptosi double
  ;; CHECK-DAG: call void @aotc_trap(i32 7, i32 %{{[0-9]+}}
  ;; CHECK-DAG: call void @aotc_trap(i32 8, i32 %{{[0-9]+}}
  (func $trunc (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))

  ;; CHECK-LABEL: @m0.f6.saturate(
  ;; CHECK: call i64 @llvm.fptoui.sat.i64.f32
  (func $saturate (param f32) (result i64) (i64.trunc_sat_f32_u (local.get 0)))
  (func (export "_start")))
