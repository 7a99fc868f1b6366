;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -o %t --size-report > %t.report
;; RUN: FileCheck %s < %t.report
;; The same with symbols, which are not counted, and cut in partitions; the executable is
;; what it is without a report.
;; RUN: wasi-aotc %t.wasm -o %t.g -g --size-report | FileCheck %s
;; RUN: wasi-aotc %t.wasm -o %t.cut --partition-size=10 --size-report | FileCheck %s
;; RUN: wasi-aotc %t.wasm -o %t.plain
;; RUN: cmp %t %t.plain
;; RUN: not wasi-aotc %t.wasm --emit=obj -o %t.o --size-report 2>&1 | FileCheck %s --check-prefix=OBJ
;; OBJ: error: --size-report is about an executable

;; The parts' sum is the whole, and no more than the file.
;; RUN: python3 -c "import os, re, sys; t = open(sys.argv[1]).read(); whole = int(re.search(r': (\d+) bytes of', t)[1]); parts = [s for s in t.split('bytes       %%')[1:] if 'largest' not in s]; n = sum(int(m) for s in parts for m in re.findall(r'^ +(\d+) ', s, re.M)); assert n == whole <= os.path.getsize(sys.argv[2]), (n, whole)" %t.report %t

;; CHECK: size_report{{.*}}: [[#]] bytes of code and data
;; CHECK: bytes % code by module
;; CHECK-NEXT: [[#]] {{[0-9.]+}} size
;; CHECK: bytes % everything else
;; CHECK: 69632 {{[0-9.]+}} memories' contents
;; CHECK: {{[0-9]+}} {{[0-9.]+}} runtime library
;; CHECK: bytes % the largest functions
;; CHECK-NEXT: [[#]] {{[0-9.]+}} size: one\x1b[2Jtwo
;; CHECK-NEXT: [[#]] {{[0-9.]+}} size: _start
(module $size
  (memory (export "memory") 2)
  (data (i32.const 0) "first page")
  (data (i32.const 65535) "last")
  (table 2 funcref)
  (elem (i32.const 0) $large $start)
  (func $large (@name "one\1b[2Jtwo") (param i32)
    (loop $l
      (i32.store (local.get 0) (i32.div_u (i32.load (local.get 0)) (i32.load offset=8 (local.get 0))))
      (i64.store (local.get 0) (i64.rem_s (i64.load (local.get 0)) (i64.load offset=8 (local.get 0))))
      (f64.store offset=100 (local.get 0) (f64.sqrt (f64.load offset=64 (local.get 0))))
      (br_if $l (i32.load (local.get 0)))))
  (func $start (@name "_start") (export "_start")
    (table.set (i32.const 1) (table.get (i32.load (i32.const 4))))
    (call_indirect (param i32) (i32.load (i32.const 0)) (i32.load (i32.const 12)))))
