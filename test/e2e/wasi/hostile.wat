;; A component that breaks the canonical ABI's rules towards the host: `case(n)` runs one of
;; the functions of a table, both made by test_hostile.py and put where the mark stands.
(component
  (import "wasi:io/poll@0.2.0" (instance $poll
    (export "pollable" (type $p (sub resource)))
    (export "[method]pollable.ready" (func (param "self" (borrow $p)) (result bool)))
    (export "poll" (func (param "in" (list (borrow $p))) (result (list u32))))))
  (alias export $poll "pollable" (type $pollable))
  (import "wasi:io/error@0.2.0" (instance $errors (export "error" (type (sub resource)))))
  (alias export $errors "error" (type $error))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (alias outer 1 $error (type $e'))
    (export "error" (type $e (eq $e')))
    (alias outer 1 $pollable (type $p'))
    (export "pollable" (type $p (eq $p')))
    (export "output-stream" (type $output (sub resource)))
    (type $stream-error' (variant (case "last-operation-failed" (own $e)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $stream-error')))
    (export "[method]output-stream.subscribe"
      (func (param "self" (borrow $output)) (result (own $p))))
    (export "[method]output-stream.check-write"
      (func (param "self" (borrow $output)) (result (result u64 (error $stream-error)))))
    (export "[method]output-stream.write" (func (param "self" (borrow $output))
      (param "contents" (list u8)) (result (result (error $stream-error)))))))
  (alias export $streams "output-stream" (type $output-stream))
  (import "wasi:cli/stdout@0.2.0" (instance $stdout
    (alias outer 1 $output-stream (type $o'))
    (export "output-stream" (type $o (eq $o')))
    (export "get-stdout" (func (result (own $o))))))
  (import "wasi:random/random@0.2.0" (instance $random
    (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
  (import "wasi:sockets/network@0.2.0" (instance $networks
    (export "network" (type (sub resource)))))
  (alias export $networks "network" (type $network))
  (import "wasi:sockets/instance-network@0.2.0" (instance $network
    (alias outer 1 $network (type $n'))
    (export "network" (type $n (eq $n')))
    (export "instance-network" (func (result (own $n))))))
  (import "wasi:clocks/wall-clock@0.2.0" (instance $clock
    (type $d' (record (field "seconds" u64) (field "nanoseconds" u32)))
    (export "datetime" (type $d (eq $d')))
    (export "now" (func (result $d)))))
  (alias export $clock "datetime" (type $datetime))
  (import "wasi:filesystem/types@0.2.0" (instance $files
    (export "descriptor" (type $descriptor (sub resource)))
    (alias outer 1 $datetime (type $d'))
    (export "datetime" (type $datetime (eq $d')))
    (type $code' (enum "access" "would-block" "already" "bad-descriptor" "busy" "deadlock" "quota"
      "exist" "file-too-large" "illegal-byte-sequence" "in-progress" "interrupted" "invalid" "io"
      "is-directory" "loop" "too-many-links" "message-size" "name-too-long" "no-device" "no-entry"
      "no-lock" "insufficient-memory" "insufficient-space" "not-directory" "not-empty"
      "not-recoverable" "unsupported" "no-tty" "no-such-device" "overflow" "not-permitted" "pipe"
      "read-only" "invalid-seek" "text-file-busy" "cross-device"))
    (export "error-code" (type $code (eq $code')))
    (type $time' (variant (case "no-change") (case "now") (case "timestamp" $datetime)))
    (export "new-timestamp" (type $time (eq $time')))
    (type $advice' (enum "normal" "sequential" "random" "will-need" "dont-need" "no-reuse"))
    (export "advice" (type $advice (eq $advice')))
    (type $path-flags' (flags "symlink-follow"))
    (export "path-flags" (type $path-flags (eq $path-flags')))
    (type $open-flags' (flags "create" "directory" "exclusive" "truncate"))
    (export "open-flags" (type $open-flags (eq $open-flags')))
    (type $descriptor-flags' (flags "read" "write" "file-integrity-sync" "data-integrity-sync"
      "requested-write-sync" "mutate-directory"))
    (export "descriptor-flags" (type $descriptor-flags (eq $descriptor-flags')))
    (export "[method]descriptor.set-times" (func (param "self" (borrow $descriptor))
      (param "data-access-timestamp" $time) (param "data-modification-timestamp" $time)
      (result (result (error $code)))))
    (export "[method]descriptor.advise" (func (param "self" (borrow $descriptor))
      (param "offset" u64) (param "length" u64) (param "advice" $advice)
      (result (result (error $code)))))
    (export "[method]descriptor.open-at" (func (param "self" (borrow $descriptor))
      (param "path-flags" $path-flags) (param "path" string) (param "open-flags" $open-flags)
      (param "flags" $descriptor-flags) (result (result (own $descriptor) (error $code)))))
    (export "[method]descriptor.readlink-at" (func (param "self" (borrow $descriptor))
      (param "path" string) (result (result string (error $code)))))))
  (alias export $files "descriptor" (type $descriptor))
  (import "wasi:filesystem/preopens@0.2.0" (instance $preopens
    (alias outer 1 $descriptor (type $d'))
    (export "descriptor" (type $d (eq $d')))
    (export "get-directories" (func (result (list (tuple (own $d) string)))))))

  ;; Another component, with handles of its own, and none of them.
  (component $other
    (import "streams" (instance $streams
      (export "output-stream" (type $output (sub resource)))
      (export "error" (type $e (sub resource)))
      (type $stream-error' (variant (case "last-operation-failed" (own $e)) (case "closed")))
      (export "stream-error" (type $stream-error (eq $stream-error')))
      (export "[method]output-stream.check-write"
        (func (param "self" (borrow $output)) (result (result u64 (error $stream-error)))))))
    (core module $memory (memory (export "memory") 1))
    (core instance $m (instantiate $memory))
    (core func $check (canon lower (func $streams "[method]output-stream.check-write")
      (memory (core memory $m "memory"))))
    (core module $main
      (import "host" "check" (func $check (param i32 i32)))
      (func (export "use") (param i32) (call $check (local.get 0) (i32.const 64))))
    (core instance $i (instantiate $main
      (with "host" (instance (export "check" (func $check))))))
    (func (export "use") (param "handle" u32) (canon lift (core func $i "use"))))
  (instance $o (instantiate $other (with "streams" (instance $streams))))

  ;; The allocator does what a case wants of it: 0 allocates, 1 gives what lies out of bounds,
  ;; 2 what isn't aligned, 3 traps, 4 calls the host, 5 always gives the same, 6 ends behind
  ;; the memory by one byte.
  (core module $memory
    (import "host" "now" (func $now (param i32)))
    (memory (export "memory") 260)
    (global $mode (export "mode") (mut i32) (i32.const 0))
    (global $free (mut i32) (i32.const 32768))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
      (if (i32.eq (global.get $mode) (i32.const 1)) (then (return (i32.const 0xfffffff0))))
      (if (i32.eq (global.get $mode) (i32.const 2)) (then (return (i32.const 1025))))
      (if (i32.eq (global.get $mode) (i32.const 3)) (then unreachable))
      (if (i32.eq (global.get $mode) (i32.const 4)) (then (call $now (i32.const 0))))
      (if (i32.eq (global.get $mode) (i32.const 5)) (then (return (i32.const 1024))))
      (if (i32.eq (global.get $mode) (i32.const 6)) (then
        (return (i32.sub (i32.const 17039361) (local.get 3)))))
      (local.set $at (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
      (global.set $free (i32.add (local.get $at) (local.get 3)))
      (local.get $at)))
  ;; Realloc needs a lowered function, which needs no memory of the guest's: through a table.
  (core module $late
    (table (export "table") 1 funcref)
    (type $t (func (param i32)))
    (func (export "now") (param i32) (call_indirect (type $t) (local.get 0) (i32.const 0))))
  (core module $fill
    (import "late" "table" (table 1 funcref))
    (import "host" "now" (func $now (param i32)))
    (elem (i32.const 0) func $now))
  (core instance $l (instantiate $late))
  (core instance $m (instantiate $memory
    (with "host" (instance (export "now" (func $l "now"))))))
  (alias core export $m "memory" (core memory $mem))
  (alias core export $m "realloc" (core func $realloc))
  (core func $now (canon lower (func $clock "now") (memory $mem)))
  (core instance (instantiate $fill (with "late" (instance $l))
    (with "host" (instance (export "now" (func $now))))))

  (core func $get-stdout (canon lower (func $stdout "get-stdout")))
  (core func $check-write (canon lower (func $streams "[method]output-stream.check-write")
    (memory $mem)))
  (core func $write (canon lower (func $streams "[method]output-stream.write") (memory $mem)))
  (core func $subscribe (canon lower (func $streams "[method]output-stream.subscribe")))
  (core func $ready (canon lower (func $poll "[method]pollable.ready")))
  (core func $poll (canon lower (func $poll "poll") (memory $mem) (realloc $realloc)))
  (core func $drop-stream (canon resource.drop $output-stream))
  (core func $drop-pollable (canon resource.drop $pollable))
  (core func $random (canon lower (func $random "get-random-bytes") (memory $mem)
    (realloc $realloc)))
  (core func $network (canon lower (func $network "instance-network")))
  (core func $directories (canon lower (func $preopens "get-directories") (memory $mem)
    (realloc $realloc)))
  (core func $set-times (canon lower (func $files "[method]descriptor.set-times") (memory $mem)))
  (core func $advise (canon lower (func $files "[method]descriptor.advise") (memory $mem)))
  (core func $open (canon lower (func $files "[method]descriptor.open-at") (memory $mem)))
  (core func $link8 (canon lower (func $files "[method]descriptor.readlink-at") (memory $mem)
    (realloc $realloc)))
  (core func $link16 (canon lower (func $files "[method]descriptor.readlink-at") (memory $mem)
    (realloc $realloc) string-encoding=utf16))
  (core func $link1 (canon lower (func $files "[method]descriptor.readlink-at") (memory $mem)
    (realloc $realloc) string-encoding=latin1+utf16))
  (core func $use (canon lower (func $o "use")))

  (core module $main
    (import "m" "memory" (memory 1))
    (import "m" "mode" (global $mode (mut i32)))
    (import "host" "get-stdout" (func $get-stdout (result i32)))
    (import "host" "check-write" (func $check-write (param i32 i32)))
    (import "host" "write" (func $write (param i32 i32 i32 i32)))
    (import "host" "subscribe" (func $subscribe (param i32) (result i32)))
    (import "host" "ready" (func $ready (param i32) (result i32)))
    (import "host" "poll" (func $poll (param i32 i32 i32)))
    (import "host" "drop-stream" (func $drop-stream (param i32)))
    (import "host" "drop-pollable" (func $drop-pollable (param i32)))
    (import "host" "random" (func $random (param i64 i32)))
    (import "host" "network" (func $network (result i32)))
    (import "host" "directories" (func $directories (param i32)))
    (import "host" "set-times"
      (func $set-times (param i32 i32 i64 i32 i32 i64 i32 i32)))
    (import "host" "advise" (func $advise (param i32 i64 i64 i32 i32)))
    (import "host" "open" (func $open (param i32 i32 i32 i32 i32 i32 i32)))
    (import "host" "link8" (func $link8 (param i32 i32 i32 i32)))
    (import "host" "link16" (func $link16 (param i32 i32 i32 i32)))
    (import "host" "link1" (func $link1 (param i32 i32 i32 i32)))
    (import "host" "use" (func $use (param i32)))
    (global $end i32 (i32.const 17039360)) ;; of memory
    (global $stdout (mut i32) (i32.const 0))
    (global $pollable (mut i32) (i32.const 0))
    (global $root (mut i32) (i32.const 0))
    (data (i32.const 1024) "printed\n")
    (data (i32.const 1040) "\e4\f6\ff")             ;; bytes that aren't UTF-8; Latin-1
    (data (i32.const 1048) "link")
    (data (i32.const 1056) "l\00i\00n\00k\00")
    (data (i32.const 1072) "a\00\00\d8b\00")        ;; a lone surrogate
    (data (i32.const 1088) "\e2\82")                ;; a character that is cut
    (data (i32.const 1096) "\ed\a0\80")             ;; a surrogate as UTF-8
    (func $realloc-does (param i32) (global.set $mode (local.get 0)))
    ;; The case works, and this says so.
    (func $fine (call $write (global.get $stdout) (i32.const 1024) (i32.const 8) (i32.const 64)))
    (func $is (param i32 i32) (if (i32.ne (local.get 0) (local.get 1)) (then unreachable)))
    (func $permit (call $check-write (global.get $stdout) (i32.const 64)))
    ;; @CASES
    (func (export "case") (param i32)
      (global.set $stdout (call $get-stdout))
      (global.set $pollable (call $subscribe (global.get $stdout)))
      (call $directories (i32.const 64))
      (global.set $root (i32.load (i32.load (i32.const 64))))
      (call $permit)
      (call_indirect (local.get 0))))
  (core instance $i (instantiate $main
    (with "m" (instance (export "memory" (memory $mem)) (export "mode" (global $m "mode"))))
    (with "host" (instance
      (export "get-stdout" (func $get-stdout)) (export "check-write" (func $check-write))
      (export "write" (func $write)) (export "subscribe" (func $subscribe))
      (export "ready" (func $ready)) (export "poll" (func $poll))
      (export "drop-stream" (func $drop-stream)) (export "drop-pollable" (func $drop-pollable))
      (export "random" (func $random)) (export "network" (func $network))
      (export "directories" (func $directories)) (export "set-times" (func $set-times))
      (export "advise" (func $advise)) (export "open" (func $open))
      (export "link8" (func $link8)) (export "link16" (func $link16))
      (export "link1" (func $link1)) (export "use" (func $use))))))
  (func (export "case") (param "n" u32) (canon lift (core func $i "case"))))
