;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: rm -rf %t && mkdir %t
;; RUN: wasm-tools parse %s -o %t/in.wasm

;; Stages, and passes within them, of all threads; the output is the same.
;; RUN: wasi-aotc %t/in.wasm -o %t/plain
;; RUN: wasi-aotc %t/in.wasm -o %t/traced --time-trace=%t/trace.json
;; RUN: cmp %t/plain %t/traced
;; RUN: python3 -c "import json; [print(e['name']) for e in json.load(open('%t/trace.json'))['traceEvents']]" | sort > %t/names
;; RUN: FileCheck %s < %t/names
;; CHECK: Total InstCombinePass
;; CHECK: Total exe
;; CHECK: Total llvm
;; CHECK: Total llvm-opt
;; CHECK: Total module
;; CHECK: Total obj

;; It is refused before any work is done.
;; RUN: not wasi-aotc %t/in.wasm -o %t/out --time-trace=%t/nowhere/trace.json 2>&1 | FileCheck %s --check-prefix=NOWHERE
;; NOWHERE: No such file or directory
;; RUN: not ls %t/out
(module
  (memory 1)
  (func (export "_start") (i32.store (i32.const 8) (i32.mul (i32.load (i32.const 0)) (i32.const 3)))))
