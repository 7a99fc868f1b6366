;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=program -o - | FileCheck %s

;; Host functions and resources by their compatible version; canonical options
;; resolved to definitions; a module instantiated twice is one module; aliases
;; and instances made of exports are gone.

;; CHECK-DAG: module 0 "libc"
;; CHECK-DAG: module 1 "main"
;; CHECK-NOT: module 2
;; CHECK: component-instance 0 ""
;; CHECK-NEXT: component-instance 1 "shim" parent=0
;; CHECK: resource 0 "wasi:io/error@0.2.3/error" host symbol=aotc_res_wasi_io_error_0_2_error
;; CHECK: host-call 0 "wasi:random/random@0.2.0#get-random-bytes" symbol=aotc_wit_wasi_random_random_0_2_get_random_bytes (param i64 i32) caller=0 memory=(instance 0 memory 0) realloc=(instance 0 func 0)
;; CHECK: host-call 1 "resource.drop" symbol=aotc_resource_drop (param i32) caller=0 resource=0
;; CHECK: instance 0 module=0 owner=0
;; CHECK: instance 1 module=0 owner=0
;; CHECK: instance 2 module=1 owner=0
;; CHECK-NEXT: func 0 = host 0
;; CHECK-NEXT: func 1 = host 1
;; CHECK-NEXT: memory 0 = instance 0 memory 0
;; CHECK: step instantiate 0
;; CHECK-NEXT: step instantiate 1
;; CHECK-NEXT: step instantiate 2
;; CHECK: entry component-run instance 2 func 2 component-instance=0
(component
  (import "wasi:io/error@0.2.3" (instance $error (export "error" (type (sub resource)))))
  (import "wasi:random/random@0.2.0" (instance $random
    (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
  (core module $libc
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
  (core instance $libc (instantiate $libc))
  (core instance $unused (instantiate $libc))
  (alias core export $libc "memory" (core memory $memory))
  (alias core export $libc "realloc" (core func $realloc))
  (alias export $random "get-random-bytes" (func $bytes))
  (core func $bytes' (canon lower (func $bytes) (memory $memory) (realloc $realloc)))
  (alias export $error "error" (type $error-type))
  (core func $drop (canon resource.drop $error-type))
  (core instance $host
    (export "bytes" (func $bytes'))
    (export "drop" (func $drop)))
  (core module $main
    (import "host" "bytes" (func (param i64 i32)))
    (import "host" "drop" (func (param i32)))
    (import "libc" "memory" (memory 1))
    (func (export "run") (result i32) i32.const 0))
  (core instance $main (instantiate $main
    (with "host" (instance $host)) (with "libc" (instance $libc))))
  (func $run (result (result)) (canon lift (core func $main "run")))
  (component $shim
    (import "run" (func $run (result (result))))
    (export "run" (func $run)))
  (instance $exported (instantiate $shim (with "run" (func $run))))
  (export "wasi:cli/run@0.2.3" (instance $exported)))
