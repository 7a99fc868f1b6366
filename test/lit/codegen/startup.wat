;; REQUIRES: wasi-aotc, wasm-tools
;; Instantiation is data, not code; a segment that doesn't fit is a trap, and
;; nothing comes after it.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s
;; RUN: sed 's/65530/65535/' %s > %t.wat && wasm-tools parse %t.wat -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s --check-prefix=FAILS
(module
  (memory (export "memory") 1)
  (data (i32.const 65530) "abc")
  (data $passive "defg")
  (func $start)
  (start $start)
  (func (export "_start") (memory.init $passive (i32.const 0) (i32.const 0) (i32.const 4)))

  ;; CHECK-NOT: c"abc"
  ;; CHECK-DAG: @m0.data1 = external hidden constant [0 x i8]
  ;; CHECK-DAG: @image.chunks = private {{.*}}[1 x %aotc.ImageChunk] [%aotc.ImageChunk { ptr @i0.memory0.image, i64 61440, i64 4096 }]
  ;; CHECK-DAG: @aotc_program = constant %aotc.ProgramInfo { ptr @startup.run, ptr @memories, i64 1,
  ;; CHECK-LABEL: define internal i32 @startup.run(
  ;; CHECK-NEXT: entry:
  ;; CHECK-NEXT: notail call void @m0.f0.start(ptr poison)
  ;; CHECK-NEXT: notail call void @m0.f1(ptr poison)
  ;; CHECK-NEXT: ret i32 0

  ;; FAILS-LABEL: define internal i32 @startup.run(
  ;; FAILS-NEXT: entry:
  ;; FAILS-NEXT: call void @aotc_trap(i32 1, i32 {{[0-9]+}})
  ;; FAILS-NEXT: unreachable
)
