;; Calls from one component to another: `scalars` makes `count` calls of a function
;; of two numbers, each with the last one's result; `texts` makes `count` calls with
;; a string of `size` bytes.
(component
  (component $callee
    (core module $m
      (memory (export "memory") 32)
      ;; One call's arguments at a time: always the same block.
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
      (func (export "mix") (param i32 i32) (result i32)
        (i32.add (i32.mul (local.get 0) (i32.const 31)) (local.get 1)))
      (func (export "last") (param $at i32) (param $size i32) (result i32)
        (i32.load8_u (i32.sub (i32.add (local.get $at) (local.get $size)) (i32.const 1)))))
    (core instance $i (instantiate $m))
    (func (export "mix") (param "a" u32) (param "b" u32) (result u32)
      (canon lift (core func $i "mix")))
    (func (export "last") (param "text" string) (result u8)
      (canon lift (core func $i "last") (memory (core memory $i "memory"))
        (realloc (core func $i "realloc")))))
  (component $caller
    (import "mix" (func $mix (param "a" u32) (param "b" u32) (result u32)))
    (import "last" (func $last (param "text" string) (result u8)))
    (core module $memory
      (memory (export "memory") 32))
    (core instance $memory (instantiate $memory))
    (core func $mix (canon lower (func $mix)))
    (core func $last (canon lower (func $last) (memory (core memory $memory "memory"))))
    (core module $m
      (import "memory" "memory" (memory 32))
      (import "callee" "mix" (func $mix (param i32 i32) (result i32)))
      (import "callee" "last" (func $last (param i32 i32) (result i32)))
      (func (export "scalars") (param $count i32) (result i32) (local $value i32)
        (block $done
          (loop $next
            (br_if $done (i32.eqz (local.get $count)))
            (local.set $value (call $mix (local.get $value) (local.get $count)))
            (local.set $count (i32.sub (local.get $count) (i32.const 1)))
            (br $next)))
        (local.get $value))
      (func (export "texts") (param $count i32) (param $size i32) (result i32) (local $sum i32)
        (memory.fill (i32.const 0) (i32.const 97) (local.get $size))
        (block $done
          (loop $next
            (br_if $done (i32.eqz (local.get $count)))
            ;; Another text each time, or the call could be hoisted.
            (i32.store8 (i32.const 0) (i32.and (local.get $count) (i32.const 63)))
            (local.set $sum (i32.add (local.get $sum)
                                     (call $last (i32.const 0) (local.get $size))))
            (local.set $count (i32.sub (local.get $count) (i32.const 1)))
            (br $next)))
        (local.get $sum)))
    (core instance $i (instantiate $m
      (with "memory" (instance $memory))
      (with "callee" (instance (export "mix" (func $mix)) (export "last" (func $last))))))
    (func (export "scalars") (param "count" u32) (result u32) (canon lift (core func $i "scalars")))
    (func (export "texts") (param "count" u32) (param "size" u32) (result u32)
      (canon lift (core func $i "texts"))))
  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller
    (with "mix" (func $callee "mix"))
    (with "last" (func $callee "last"))))
  (export "scalars" (func $caller "scalars"))
  (export "texts" (func $caller "texts")))
