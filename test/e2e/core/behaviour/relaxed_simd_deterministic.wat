;; OPTIONS: --relaxed-simd=deterministic
;; the deterministic profile's choice of each relaxed instruction, where others differ
(module
  (memory (export "memory") 1)
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  (func $same (param v128 v128)
    (call $check (i32.eqz (v128.any_true (v128.xor (local.get 0) (local.get 1))))))
  (func $isNan (param v128)
    (call $check (i32x4.all_true (f32x4.ne (local.get 0) (local.get 0)))))
  (func $isNan64 (param v128)
    (call $check (i64x2.all_true (f64x2.ne (local.get 0) (local.get 0)))))
  (func (export "_start")
    (local $bytes v128) (local $odd v128) (local $odd64 v128) (local $nan v128) (local $one v128)
    (local $zeros v128) (local $others v128) (local $zeros64 v128) (local $others64 v128)
    (local.set $bytes (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
    ;; beyond 15 is zero, below 128 too
    (call $same
      (i8x16.relaxed_swizzle (local.get $bytes)
        (v128.const i8x16 0 15 16 17 31 32 127 128 255 1 2 3 4 5 6 64))
      (v128.const i8x16 1 16 0 0 0 0 0 0 0 2 3 4 5 6 7 0))
    ;; conversions saturate
    (call $same (i32x4.relaxed_trunc_f32x4_s (v128.const f32x4 nan inf -inf -1.9))
      (v128.const i32x4 0 0x7fffffff 0x80000000 -1))
    (call $same (i32x4.relaxed_trunc_f32x4_u (v128.const f32x4 nan 0x1p33 -7 0x1.8p31))
      (v128.const i32x4 0 -1 0 0xc0000000))
    (call $same (i32x4.relaxed_trunc_f64x2_s_zero (v128.const f64x2 nan 1e30))
      (v128.const i32x4 0 0x7fffffff 0 0))
    (call $same (i32x4.relaxed_trunc_f64x2_u_zero (v128.const f64x2 -1e30 1e30))
      (v128.const i32x4 0 -1 0 0))
    ;; multiply-add rounds twice: fused, 2^-24 and 2^-54 would be left
    (local.set $odd (f32x4.splat (f32.const 0x1.001p0)))
    (local.set $odd64 (f64x2.splat (f64.const 0x1.0000002p0)))
    (call $same
      (f32x4.relaxed_madd (local.get $odd) (local.get $odd) (f32x4.splat (f32.const -0x1.002p0)))
      (v128.const f32x4 0 0 0 0))
    (call $same
      (f32x4.relaxed_nmadd (local.get $odd) (local.get $odd) (f32x4.splat (f32.const 0x1.002p0)))
      (v128.const f32x4 0 0 0 0))
    (call $same
      (f64x2.relaxed_madd (local.get $odd64) (local.get $odd64)
        (f64x2.splat (f64.const -0x1.0000004p0)))
      (v128.const f64x2 0 0))
    (call $same
      (f64x2.relaxed_nmadd (local.get $odd64) (local.get $odd64)
        (f64x2.splat (f64.const 0x1.0000004p0)))
      (v128.const f64x2 0 0))
    ;; bits select, not the sign of a lane
    (call $same
      (i8x16.relaxed_laneselect (i8x16.splat (i32.const 0x33)) (i8x16.splat (i32.const 0x55))
        (i8x16.splat (i32.const 0x8f)))
      (i8x16.splat (i32.const 0x53)))
    (call $same
      (i16x8.relaxed_laneselect (i16x8.splat (i32.const 0x3333)) (i16x8.splat (i32.const 0x5555))
        (i16x8.splat (i32.const 0x00ff)))
      (i16x8.splat (i32.const 0x5533)))
    (call $same
      (i32x4.relaxed_laneselect (v128.const i32x4 -1 -1 -1 -1) (v128.const i32x4 0 0 0 0)
        (v128.const i32x4 1 2 0x80000000 -1))
      (v128.const i32x4 1 2 0x80000000 -1))
    (call $same
      (i64x2.relaxed_laneselect (v128.const i64x2 -1 -1) (v128.const i64x2 0 0)
        (v128.const i64x2 1 0x8000000000000000))
      (v128.const i64x2 1 0x8000000000000000))
    ;; min and max: NaN wherever one is, zeros ordered
    (local.set $nan (v128.const f32x4 nan nan nan nan))
    (local.set $one (v128.const f32x4 1 1 1 1))
    (call $isNan (f32x4.relaxed_min (local.get $nan) (local.get $one)))
    (call $isNan (f32x4.relaxed_min (local.get $one) (local.get $nan)))
    (call $isNan (f32x4.relaxed_max (local.get $nan) (local.get $one)))
    (call $isNan (f32x4.relaxed_max (local.get $one) (local.get $nan)))
    (local.set $zeros (v128.const f32x4 0 -0 0 -0))
    (local.set $others (v128.const f32x4 -0 0 0 -0))
    (call $same (f32x4.relaxed_min (local.get $zeros) (local.get $others))
      (v128.const f32x4 -0 -0 0 -0))
    (call $same (f32x4.relaxed_max (local.get $zeros) (local.get $others))
      (v128.const f32x4 0 0 0 -0))
    (local.set $nan (v128.const f64x2 nan nan))
    (local.set $one (v128.const f64x2 1 1))
    (call $isNan64 (f64x2.relaxed_min (local.get $nan) (local.get $one)))
    (call $isNan64 (f64x2.relaxed_min (local.get $one) (local.get $nan)))
    (call $isNan64 (f64x2.relaxed_max (local.get $nan) (local.get $one)))
    (call $isNan64 (f64x2.relaxed_max (local.get $one) (local.get $nan)))
    (local.set $zeros64 (v128.const f64x2 0 -0))
    (local.set $others64 (v128.const f64x2 -0 0))
    (call $same (f64x2.relaxed_min (local.get $zeros64) (local.get $others64))
      (v128.const f64x2 -0 -0))
    (call $same (f64x2.relaxed_max (local.get $zeros64) (local.get $others64))
      (v128.const f64x2 0 0))
    ;; the one product that overflows saturates
    (call $same
      (i16x8.relaxed_q15mulr_s (i16x8.splat (i32.const -32768)) (i16x8.splat (i32.const -32768)))
      (i16x8.splat (i32.const 32767)))
    ;; both operands are signed, sums of two products saturate
    (call $same
      (i16x8.relaxed_dot_i8x16_i7x16_s (i8x16.splat (i32.const -128)) (i8x16.splat (i32.const -1)))
      (i16x8.splat (i32.const 256)))
    (call $same
      (i16x8.relaxed_dot_i8x16_i7x16_s (i8x16.splat (i32.const -128)) (i8x16.splat (i32.const -128)))
      (i16x8.splat (i32.const 32767)))
    (call $same
      (i32x4.relaxed_dot_i8x16_i7x16_add_s (i8x16.splat (i32.const -128))
        (i8x16.splat (i32.const -1)) (v128.const i32x4 0 1 -512 0x7fffffff))
      (v128.const i32x4 512 513 0 0x800001ff))))
