;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: rm -rf %t && mkdir -p %t/folder %t/keep
;; RUN: wasm-tools parse %s -o %t/in.wasm

;; RUN: not wasi-aotc %t/in.wasm --emit=program -o %t/in.wasm 2>&1 | FileCheck %s --check-prefix=SAME
;; RUN: ln %t/in.wasm %t/hard.wasm
;; RUN: not wasi-aotc %t/in.wasm --emit=program -o %t/hard.wasm 2>&1 | FileCheck %s --check-prefix=SAME
;; SAME: the output is the input
;; RUN: not wasi-aotc %t/in.wasm --emit=program -o %t/folder 2>&1 | FileCheck %s --check-prefix=FOLDER
;; FOLDER: the output is a folder
;; RUN: not wasi-aotc %t/in.wasm --emit=program -o /dev/null 2>&1 | FileCheck %s --check-prefix=DEVICE
;; DEVICE: not a regular file
;; RUN: not wasi-aotc %t/in.wasm --emit=program -o %t/nowhere/out 2>&1 | FileCheck %s --check-prefix=NOWHERE
;; NOWHERE: cannot write into its folder: No such file or directory

;; An error leaves an existing output as it was, and nothing beside it.
;; RUN: echo old > %t/keep/out
;; RUN: head -c 20 %t/in.wasm > %t/cut.wasm
;; RUN: not wasi-aotc %t/cut.wasm --emit=program -o %t/keep/out
;; RUN: grep old %t/keep/out
;; RUN: ls -A %t/keep | count 1

;; What a killed run left behind is removed; what a living one uses stays.
;; RUN: mkdir %t/keep/.wasi-aotc-1-0.tmp %t/keep/.wasi-aotc-2-0.tmp
;; RUN: touch %t/keep/.wasi-aotc-1-0.tmp/out
;; RUN: flock %t/keep/.wasi-aotc-2-0.tmp wasi-aotc %t/in.wasm --emit=program -o %t/keep/out
;; RUN: ls -A %t/keep | FileCheck %s --check-prefix=LEFT
;; LEFT-NOT: .wasi-aotc-1
;; LEFT: .wasi-aotc-2-0.tmp
;; LEFT: out
(module (func (export "_start")))
