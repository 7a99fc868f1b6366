;; OPTIONS: --invoke f(5)
;; STDOUT: 512
;; Exceptions between the core instances of a component; two of one module have two tags.
(component
  (core module $thrower
    (tag $e (export "e") (param i32))
    (func (export "throw") (param i32) (throw $e (local.get 0))))
  (core module $catcher
    (import "one" "e" (tag $one (param i32)))
    (import "two" "e" (tag $two (param i32)))
    (import "one" "throw" (func $throw_one (param i32)))
    (import "two" "throw" (func $throw_two (param i32)))
    (func $which (param i32 i32) (result i32)
      (block $h2 (result i32)
        (block $h1 (result i32)
          (try_table (catch $two $h2) (catch $one $h1)
            (if (local.get 0)
              (then (call $throw_one (local.get 1)))
              (else (call $throw_two (local.get 1)))))
          (unreachable))
        (return (i32.mul (i32.const 100))))
      (i32.add (i32.const 7)))
    (func (export "f") (param i32) (result i32)
      (i32.add (call $which (i32.const 1) (local.get 0)) (call $which (i32.const 0) (local.get 0)))))
  (core instance $one (instantiate $thrower))
  (core instance $two (instantiate $thrower))
  (core instance $i (instantiate $catcher (with "one" (instance $one)) (with "two" (instance $two))))
  (func (export "f") (param "x" u32) (result u32) (canon lift (core func $i "f"))))
