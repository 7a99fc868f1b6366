;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: borrow handles still remain at the end of the call
;; OPTIONS: --invoke run()
;; The callee, which didn't make the resource, returns with the handle that it borrowed.
(component
  (component $maker
    (type $r' (resource (rep i32)))
    (export $r "r" (type $r'))
    (core func $new (canon resource.new $r'))
    (func (export "make") (param "rep" u32) (result (own $r)) (canon lift (core func $new))))
  (component $keeper
    (import "r" (type $r (sub resource)))
    (core module $m (func (export "keep") (param i32)))
    (core instance $m (instantiate $m))
    (func (export "keep") (param "x" (borrow $r)) (canon lift (core func $m "keep"))))
  (component $caller
    (import "r" (type $r (sub resource)))
    (import "make" (func $make (param "rep" u32) (result (own $r))))
    (import "keep" (func $keep (param "x" (borrow $r))))
    (core func $make' (canon lower (func $make)))
    (core func $keep' (canon lower (func $keep)))
    (core module $m
      (import "" "make" (func $make (param i32) (result i32)))
      (import "" "keep" (func $keep (param i32)))
      (func (export "run") (result i32)
        (call $keep (call $make (i32.const 5)))
        (i32.const 7)))
    (core instance $m (instantiate $m (with "" (instance
      (export "make" (func $make')) (export "keep" (func $keep'))))))
    (func (export "run") (result u32) (canon lift (core func $m "run"))))
  (instance $maker (instantiate $maker))
  (alias export $maker "r" (type $r))
  (instance $keeper (instantiate $keeper (with "r" (type $r))))
  (instance $caller (instantiate $caller (with "r" (type $r))
    (with "make" (func $maker "make")) (with "keep" (func $keeper "keep"))))
  (export "run" (func $caller "run")))
