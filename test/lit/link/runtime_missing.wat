;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: rm -rf %t && mkdir %t
;; RUN: wasm-tools parse %s -o %t/in.wasm
;; RUN: not wasi-aotc %t/in.wasm -o %t/out --runtime-dir %t 2>&1 | FileCheck %s
;; CHECK: error: the runtime library is not there: cannot read {{.*}}/x86_64-linux/crt1.o
;; CHECK-SAME: name the folder with --runtime-dir or WASI_AOTC_RUNTIME_DIR
;; RUN: ls -A %t | count 1
(module (func (export "_start")))
