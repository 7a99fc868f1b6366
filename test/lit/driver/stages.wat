;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm

;; A stage can be emitted, printed on the way, and timed.
;; RUN: wasi-aotc %t.wasm --emit=program -o - --print-after=module --time-stages 2> %t.err | FileCheck %s --check-prefix=OUT
;; RUN: FileCheck %s --check-prefix=ERR < %t.err
;; OUT-NOT: (module
;; OUT: entry preview1-start
;; ERR: ; after module
;; ERR: (module
;; ERR: module {{.*}} s
;; ERR: program {{.*}} s

;; An option that may be repeated takes one value each time.
;; RUN: wasi-aotc --dir a --dir b::/c --env A --env B=1 --print-after module --print-after program %t.wasm --emit=program -o - 2>/dev/null | FileCheck %s --check-prefix=OUT

;; Nothing on stderr where it isn't a terminal.
;; RUN: wasi-aotc %t.wasm --emit=program -o %t.txt 2>&1 | count 0
;; RUN: FileCheck %s --check-prefix=OUT < %t.txt

;; RUN: not wasi-aotc %t.wasm --emit=component 2>&1 | FileCheck %s --check-prefix=LAYER
;; LAYER: --emit=component: the input is a core module
(module (func (export "_start")))
