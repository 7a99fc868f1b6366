;; OPTIONS: --stub-missing
;; EXIT: 134
;; STDERR: error: wasm trap: unlinked: env#host was called
;; STDERR: at start+
(module
  (import "env" "other" (func $other (param i32 f32) (result i64 f64 i32)))
  (import "env" "host" (func $host (param i32) (result i64 f64)))
  (func $start (export "_start")
    (call $host (i32.const 1)) drop drop))
