;; REQUIRES: wasi-aotc, wasm-tools, runtime
;; RUN: rm -rf %t && mkdir %t
;; RUN: wasm-tools parse %s -o %t/in.wasm
;; RUN: wasi-aotc %t/in.wasm -o %t/a && %t/a

;; Static, not position-independent, no interpreter, no dynamic section, and no
;; segment that is writable and executable.
;; RUN: llvm-readelf -hlS %t/a | FileCheck %s
;; CHECK: Type: {{ *}}EXEC
;; CHECK-NOT: INTERP
;; CHECK-NOT: DYNAMIC
;; CHECK-NOT: RWE
;; CHECK-NOT: .symtab
;; RUN: wasi-aotc %t/in.wasm -o %t/g -g
;; RUN: llvm-readelf -S %t/g | grep -F .symtab

;; The same bytes, whatever the name, the folder and the number of threads.
;; RUN: cp %t/in.wasm %t/other.wasm
;; RUN: cd %t && wasi-aotc other.wasm -o b -j 1
;; RUN: cmp %t/a %t/b

;; Mode: the umask's share of 0755.
;; RUN: sh -c 'umask 027; wasi-aotc %t/in.wasm -o %t/c; stat -c %%a %t/c' | FileCheck %s --check-prefix=MODE
;; MODE: 750
(module (func (export "_start")))
