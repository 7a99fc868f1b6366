;; What generated modules may import, as "host": functions and globals without state, so
;; that what one module does never shows in another.
(module
  (func (export "nothing"))
  (func (export "i32") (param i32) (result i32)
    (i32.xor (i32.rotl (local.get 0) (i32.const 7)) (i32.const 0x5bd1e995)))
  (func (export "i64") (param i64) (result i64)
    (i64.mul (local.get 0) (i64.const 0x9e3779b97f4a7c15)))
  (func (export "f32") (param f32) (result f32) (f32.neg (local.get 0)))
  (func (export "f64") (param f64) (result f64) (f64.abs (local.get 0)))
  (func (export "mixed") (param i32 f64 i64 f32) (result i64)
    (i64.add
      (i64.rotl (local.get 2) (i64.extend_i32_u (local.get 0)))
      (i64.sub
        (i64.reinterpret_f64 (local.get 1))
        (i64.extend_i32_u (i32.reinterpret_f32 (local.get 3))))))
  (global (export "g32") i32 (i32.const 40))
  (global (export "g64") i64 (i64.const -3))
  (global (export "gf32") f32 (f32.const 1.5))
  (global (export "gf64") f64 (f64.const -0.0)))
