;; What wasi:cli/command 0.2.12 gates as unstable. Run with stdout on /dev/full: the
;; stream's error isn't one of the network, so network-error-code has none. With stdout on a
;; connection that was reset it has that, and the exit code is 1.
(component
  (import "wasi:clocks/timezone@0.2.12" (instance $timezone
    (type $datetime' (record (field "seconds" u64) (field "nanoseconds" u32)))
    (export "datetime" (type $datetime (eq $datetime')))
    (type $display' (record (field "utc-offset" s32) (field "name" string)
                            (field "in-daylight-saving-time" bool)))
    (export "timezone-display" (type $display (eq $display')))
    (export "display" (func (param "when" $datetime) (result $display)))
    (export "utc-offset" (func (param "when" $datetime) (result s32)))))
  (import "wasi:io/error@0.2.12" (instance $errors (export "error" (type (sub resource)))))
  (alias export $errors "error" (type $error))
  (import "wasi:io/streams@0.2.12" (instance $streams
    (alias outer 1 $error (type $e'))
    (export "error" (type $e (eq $e')))
    (export "output-stream" (type $output (sub resource)))
    (type $stream-error' (variant (case "last-operation-failed" (own $e)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $stream-error')))
    (export "[method]output-stream.blocking-write-and-flush"
      (func (param "self" (borrow $output)) (param "contents" (list u8))
            (result (result (error $stream-error)))))))
  (alias export $streams "output-stream" (type $output-stream))
  (import "wasi:cli/stdout@0.2.12" (instance $stdout
    (alias outer 1 $output-stream (type $o'))
    (export "output-stream" (type $o (eq $o')))
    (export "get-stdout" (func (result (own $o))))))
  (import "wasi:sockets/network@0.2.12" (instance $network
    (alias outer 1 $error (type $e'))
    (export "error" (type $e (eq $e')))
    (type $code' (enum "unknown" "access-denied" "not-supported" "invalid-argument"
      "out-of-memory" "timeout" "concurrency-conflict" "not-in-progress" "would-block"
      "invalid-state" "new-socket-limit" "address-not-bindable" "address-in-use"
      "remote-unreachable" "connection-refused" "connection-reset" "connection-aborted"
      "datagram-too-large" "name-unresolvable" "temporary-resolver-failure"
      "permanent-resolver-failure"))
    (export "error-code" (type $code (eq $code')))
    (export "network-error-code" (func (param "err" (borrow $e)) (result (option $code))))))

  (core module $memory
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096)))
  (core instance $m (instantiate $memory))
  (alias core export $m "memory" (core memory $mem))
  (core func $display (canon lower (func $timezone "display") (memory $mem)
                                   (realloc (core func $m "realloc"))))
  (core func $utc-offset (canon lower (func $timezone "utc-offset")))
  (core func $get-stdout (canon lower (func $stdout "get-stdout")))
  (core func $write (canon lower
    (func $streams "[method]output-stream.blocking-write-and-flush") (memory $mem)))
  (core func $network-error-code (canon lower (func $network "network-error-code") (memory $mem)))
  (core func $drop-error (canon resource.drop $error))
  (core func $drop-stream (canon resource.drop $output-stream))
  (core instance $host
    (export "display" (func $display))
    (export "utc-offset" (func $utc-offset))
    (export "get-stdout" (func $get-stdout))
    (export "write" (func $write))
    (export "network-error-code" (func $network-error-code))
    (export "drop-error" (func $drop-error))
    (export "drop-stream" (func $drop-stream)))

  (core module $main
    (import "memory" "memory" (memory 1))
    (import "host" "display" (func $display (param i64 i32 i32)))
    (import "host" "utc-offset" (func $utc-offset (param i64 i32) (result i32)))
    (import "host" "get-stdout" (func $get-stdout (result i32)))
    (import "host" "write" (func $write (param i32 i32 i32 i32)))
    (import "host" "network-error-code" (func $code (param i32 i32)))
    (import "host" "drop-error" (func $drop-error (param i32)))
    (import "host" "drop-stream" (func $drop-stream (param i32)))
    (func $check (param i32 i32)
      (if (i32.ne (local.get 0) (local.get 1)) (then unreachable)))
    (func (export "run") (result i32) (local $stream i32) (local $error i32)
      ;; The zone is UTC.
      (call $display (i64.const 1700000000) (i32.const 0) (i32.const 96))
      (call $check (i32.load (i32.const 96)) (i32.const 0))
      (call $check (i32.load (i32.const 104)) (i32.const 3))
      (call $check (i32.load (i32.load (i32.const 100))) (i32.const 0x435455))
      (call $check (i32.load8_u (i32.const 108)) (i32.const 0))
      (call $check (call $utc-offset (i64.const 0) (i32.const 0)) (i32.const 0))
      (local.set $stream (call $get-stdout))
      (call $write (local.get $stream) (i32.const 0) (i32.const 1) (i32.const 200))
      (call $check (i32.load8_u (i32.const 200)) (i32.const 1)) ;; an error
      (call $check (i32.load8_u (i32.const 204)) (i32.const 0)) ;; last-operation-failed
      (local.set $error (i32.load (i32.const 208)))
      (i32.store8 (i32.const 300) (i32.const 7))
      (call $code (local.get $error) (i32.const 300))
      (if (i32.load8_u (i32.const 300)) (then ;; some
        (call $check (i32.load8_u (i32.const 301)) (i32.const 15)) ;; connection-reset
        (return (i32.const 1))))
      (call $drop-error (local.get $error))
      (call $drop-stream (local.get $stream))
      (i32.const 0)))
  (core instance $program (instantiate $main
    (with "memory" (instance $m)) (with "host" (instance $host))))
  (func $run (result (result)) (canon lift (core func $program "run")))
  (instance $exported (export "run" (func $run)))
  (export "wasi:cli/run@0.2.12" (instance $exported)))
