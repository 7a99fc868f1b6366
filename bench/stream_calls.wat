;; Host calls of a component with nothing of a language around them: `writes` makes `count`
;; calls of blocking-write-and-flush with 16 bytes, each of them one system call; `checks`
;; makes `count` calls of check-write, which has none; `lines` writes as wasi-libc does, by
;; check-write, write and blocking-flush, of which one is a system call.
(component
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $error))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (export "output-stream" (type $out (sub resource)))
    (alias outer 1 $error (type $e))
    (export "error" (type $error (eq $e)))
    (type $failure (variant (case "last-operation-failed" (own $error)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $failure)))
    (export "[method]output-stream.check-write"
      (func (param "self" (borrow $out)) (result (result u64 (error $stream-error)))))
    (export "[method]output-stream.write"
      (func (param "self" (borrow $out)) (param "contents" (list u8))
        (result (result (error $stream-error)))))
    (export "[method]output-stream.blocking-write-and-flush"
      (func (param "self" (borrow $out)) (param "contents" (list u8))
        (result (result (error $stream-error)))))
    (export "[method]output-stream.blocking-flush"
      (func (param "self" (borrow $out)) (result (result (error $stream-error)))))))
  (alias export $streams "output-stream" (type $out))
  (import "wasi:cli/stdout@0.2.0" (instance $stdout
    (alias outer 1 $out (type $o))
    (export "output-stream" (type $out (eq $o)))
    (export "get-stdout" (func (result (own $out))))))
  (core module $memory (memory (export "memory") 1))
  (core instance $memory (instantiate $memory))
  (alias core export $memory "memory" (core memory $memory))
  (core func $get-stdout (canon lower (func $stdout "get-stdout")))
  (core func $check (canon lower (func $streams "[method]output-stream.check-write")
    (memory $memory)))
  (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush")
    (memory $memory)))
  (core func $write-permitted (canon lower (func $streams "[method]output-stream.write")
    (memory $memory)))
  (core func $flush (canon lower (func $streams "[method]output-stream.blocking-flush")
    (memory $memory)))
  (core func $drop (canon resource.drop $out))
  (core module $main
    (import "host" "memory" (memory 1))
    (import "host" "get-stdout" (func $get-stdout (result i32)))
    (import "host" "check" (func $check (param i32 i32)))
    (import "host" "write" (func $write (param i32 i32 i32 i32)))
    (import "host" "write-permitted" (func $write-permitted (param i32 i32 i32 i32)))
    (import "host" "flush" (func $flush (param i32 i32)))
    (import "host" "drop" (func $drop (param i32)))
    (data (i32.const 64) "fifteen letters\n")
    ;; A call's result is at 8: its case, and what check-write says at 16.
    (func $must-have-succeeded
      (if (i32.load8_u (i32.const 8)) (then unreachable)))
    (func (export "writes") (param $count i32) (result i64) (local $stream i32) (local $sum i64)
      (local.set $stream (call $get-stdout))
      (block $done
        (loop $next
          (br_if $done (i32.eqz (local.get $count)))
          (call $write (local.get $stream) (i32.const 64) (i32.const 16) (i32.const 8))
          (call $must-have-succeeded)
          (local.set $sum (i64.add (local.get $sum) (i64.const 16)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $next)))
      (call $drop (local.get $stream))
      (local.get $sum))
    (func (export "checks") (param $count i32) (result i64) (local $stream i32) (local $sum i64)
      (local.set $stream (call $get-stdout))
      (block $done
        (loop $next
          (br_if $done (i32.eqz (local.get $count)))
          (call $check (local.get $stream) (i32.const 8))
          (call $must-have-succeeded)
          (local.set $sum (i64.add (local.get $sum) (i64.load (i32.const 16))))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $next)))
      (call $drop (local.get $stream))
      (local.get $sum))
    (func (export "lines") (param $count i32) (result i64) (local $stream i32) (local $sum i64)
      (local.set $stream (call $get-stdout))
      (block $done
        (loop $next
          (br_if $done (i32.eqz (local.get $count)))
          (call $check (local.get $stream) (i32.const 8))
          (call $must-have-succeeded)
          (call $write-permitted (local.get $stream) (i32.const 64) (i32.const 16) (i32.const 8))
          (call $must-have-succeeded)
          (call $flush (local.get $stream) (i32.const 8))
          (call $must-have-succeeded)
          (local.set $sum (i64.add (local.get $sum) (i64.const 16)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $next)))
      (call $drop (local.get $stream))
      (local.get $sum)))
  (core instance $main (instantiate $main (with "host" (instance
    (export "memory" (memory $memory))
    (export "get-stdout" (func $get-stdout))
    (export "check" (func $check))
    (export "write" (func $write))
    (export "write-permitted" (func $write-permitted))
    (export "flush" (func $flush))
    (export "drop" (func $drop))))))
  (func (export "writes") (param "count" u32) (result u64)
    (canon lift (core func $main "writes")))
  (func (export "checks") (param "count" u32) (result u64)
    (canon lift (core func $main "checks")))
  (func (export "lines") (param "count" u32) (result u64)
    (canon lift (core func $main "lines"))))
