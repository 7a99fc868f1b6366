;; Exceptions between instances: the identity of tags, calls of all kinds, instances of
;; one module, legacy and new instructions together.

(module definition $Thrower
  (type (func (param f64))) ;; so that type indices differ between the modules
  (type $payload (func (param i32 v128)))
  (type $f (func (param i32) (result i32)))
  (tag $e (export "e") (type $payload))
  (global $thrown (export "thrown") (mut i32) (i32.const 0))
  (table (export "table") 4 funcref)
  (elem (i32.const 0) $throw $pure)
  (func $throw (export "throw") (type $f)
    (global.set $thrown (i32.add (global.get $thrown) (i32.const 1)))
    (if (local.get 0) (then (throw $e (local.get 0) (v128.const i64x2 8 9))))
    (i32.const 100))
  (func $pure (export "pure") (type $f) (i32.add (local.get 0) (i32.const 1)))
  (func (export "self") (param i32) (result i32)
    (block $h (result i32 v128)
      (return (try_table (result i32) (catch $e $h) (call $throw (local.get 0)))))
    (drop)))
(module instance $one $Thrower)
(module instance $two $Thrower)
(register "one" $one)
(register "two" $two)

(module $Catcher
  (type $payload (func (param i32 v128)))
  (type $f (func (param i32) (result i32)))
  (import "one" "e" (tag $one (type $payload)))
  (import "two" "e" (tag $two (type $payload)))
  (tag $again (export "again") (import "one" "e") (type $payload))
  (import "one" "throw" (func $throw_one (type $f)))
  (import "two" "throw" (func $throw_two (type $f)))
  (import "one" "pure" (func $pure (type $f)))
  (import "two" "table" (table $code 4 funcref))
  (tag $mine (type $payload))
  (elem (table $code) (i32.const 2) func $throw_one $throw_mine)
  (func $throw_mine (type $f) (throw $mine (local.get 0) (v128.const i64x2 0 0)))

  ;; which of the tags: 1, 2, 3 for mine; 10 for a return
  (func (export "which") (param $callee i32) (param i32) (result i32)
    (block $h3 (result i32 v128)
      (block $h2 (result i32 v128)
        (block $h1 (result i32 v128)
          (try_table (catch $one $h1) (catch $two $h2) (catch $mine $h3)
            (drop (call_indirect $code (type $f) (local.get 1) (local.get $callee))))
          (return (i32.const 10)))
        (drop) (drop) (return (i32.const 1)))
      (drop) (drop) (return (i32.const 2)))
    (drop) (drop) (i32.const 3))
  ;; the payload, of an exception from the other instance
  (func (export "payload") (param i32) (result i32 i64) (local v128)
    (block $h (result i32 v128)
      (try_table (catch $again $h) (drop (call $throw_one (local.get 0))))
      (unreachable))
    (local.set 1)
    (i64x2.extract_lane 1 (local.get 1)))
  (func (export "legacy") (param i32) (result i32)
    try (result i32)
      try (result i32)
        (call $throw_two (local.get 0))
      catch $one
        unreachable
      catch_all
        rethrow 0
      end
    catch $two
      drop
    end)
  (func (export "pure") (param i32) (result i32)
    (block $h
      (try_table (catch_all $h) (return (call $pure (local.get 0)))))
    (unreachable))
  (func (export "tail") (type $f)
    (block $h (try_table (catch_all $h) (return_call $throw_one (local.get 0))))
    (i32.const 5))
  (func (export "uncaught") (type $f) (call $throw_two (local.get 0)))
  (func (export "catch_tail") (param i32) (result i32)
    (block $h (result i32 v128)
      (return (try_table (result i32) (catch $one $h) (call $tail2 (local.get 0)))))
    (drop))
  (func $tail2 (type $f) (return_call_indirect $code (type $f) (local.get 0) (i32.const 2)))
  (func (export "make") (param i32) (result i32)
    (block $h (result exnref)
      (try_table (catch_all_ref $h) (drop (call $throw_one (local.get 0))))
      (unreachable))
    (ref.is_null))
  (global $kept (export "kept") (mut exnref) (ref.null exn))
  (func (export "keep") (param i32)
    (block $h (result exnref)
      (try_table (catch_all_ref $h) (drop (call $throw_two (local.get 0))))
      (unreachable))
    (global.set $kept)))
(register "catcher" $Catcher)

(assert_return (invoke $one "self" (i32.const 7)) (i32.const 7))
(assert_return (invoke $two "self" (i32.const 0)) (i32.const 100))
(assert_return (invoke $Catcher "which" (i32.const 0) (i32.const 1)) (i32.const 2))
(assert_return (invoke $Catcher "which" (i32.const 2) (i32.const 1)) (i32.const 1))
(assert_return (invoke $Catcher "which" (i32.const 3) (i32.const 1)) (i32.const 3))
(assert_return (invoke $Catcher "which" (i32.const 1) (i32.const 1)) (i32.const 10))
(assert_return (invoke $Catcher "which" (i32.const 2) (i32.const 0)) (i32.const 10))
(assert_return (invoke $Catcher "payload" (i32.const 6)) (i32.const 6) (i64.const 9))
(assert_return (invoke $Catcher "legacy" (i32.const 6)) (i32.const 6))
(assert_return (invoke $Catcher "legacy" (i32.const 0)) (i32.const 100))
(assert_return (invoke $Catcher "pure" (i32.const 6)) (i32.const 7))
(assert_return (invoke $Catcher "catch_tail" (i32.const 6)) (i32.const 6))
(assert_return (invoke $Catcher "tail" (i32.const 0)) (i32.const 100))
(assert_exception (invoke $Catcher "tail" (i32.const 1)))
(assert_exception (invoke $Catcher "uncaught" (i32.const 1)))
(assert_exception (invoke $one "throw" (i32.const 1)))
(assert_return (invoke $Catcher "make" (i32.const 1)) (i32.const 0))
;; what was done before a throw stays: self, two of which, tail, catch_tail, …
(assert_return (get $one "thrown") (i32.const 9))
(assert_return (get $two "thrown") (i32.const 5))

;; a reference to an exception of one instance, thrown in another, caught in a third
(module
  (import "catcher" "kept" (global $kept (mut exnref)))
  (import "two" "e" (tag $two (param i32 v128)))
  (func (export "again") (result i32)
    (block $h (result i32 v128)
      (try_table (catch $two $h) (throw_ref (global.get $kept)))
      (unreachable))
    (drop)))
(assert_trap (invoke "again") "null exception reference")
(invoke $Catcher "keep" (i32.const 44))
(assert_return (invoke "again") (i32.const 44))
(assert_return (invoke "again") (i32.const 44))

;; a start function that catches
(module
  (import "one" "throw" (func $throw (param i32) (result i32)))
  (func $start
    (block $h (try_table (catch_all $h) (drop (call $throw (i32.const 3)))) (unreachable)))
  (start $start))
;; tags of other types
(assert_unlinkable
  (module (import "one" "e" (tag (param i32))))
  "incompatible import type")
