;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: rm -rf %t && mkdir %t
;; RUN: wasm-tools parse %s -o %t/in.wasm
;; RUN: wasi-aotc %t/in.wasm --emit=program -o %t/a --save-repro=%t/a.tar
;; RUN: tar -xf %t/a.tar -C %t
;; RUN: cmp %t/in.wasm %t/repro/input.wasm
;; RUN: FileCheck %s < %t/repro/command.txt
;; CHECK: '--emit=program'
;; RUN: grep "^wasi-aotc " %t/repro/version.txt
(module (func (export "_start")))
