;; OPTIONS: --invoke a:b/c@1.0.0#get(5)
;; STDOUT: 47
;; Instances are made, start functions included, before the call.
(component
  (core module $m
    (global $g (mut i32) (i32.const 0))
    (func $start (global.set $g (i32.const 42)))
    (start $start)
    (func (export "get") (param i32) (result i32) (i32.add (global.get $g) (local.get 0))))
  (core instance $i (instantiate $m))
  (func $get (param "n" u8) (result s32) (canon lift (core func $i "get")))
  (instance $c (export "get" (func $get)))
  (export "a:b/c@1.0.0" (instance $c)))
