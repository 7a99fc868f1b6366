;; A million subscriptions and one more: host memory for each is refused, not taken.
;; EXIT: 48
(module
  (import "wasi_snapshot_preview1" "poll_oneoff"
    (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1536)
  (func (export "_start")
    (call $exit (call $poll (i32.const 64) (i32.const 52428800) (i32.const 1048577) (i32.const 0)))))
