;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: rm -rf %t && mkdir %t && wasm-tools parse %s -o %t/in.wasm && cd %t

;; Several targets, by name, by triple and by list, each once; folders are made.
;; RUN: wasi-aotc in.wasm --target riscv64,x86_64-unknown-linux-musl --target arm64 --target riscv64-linux-gnu --emit=obj -o 'out/{target}/{target}.o'
;; RUN: find out -type f | sort | FileCheck %s --check-prefix=FILES
;; FILES: out/aarch64-linux/aarch64-linux.o
;; FILES-NEXT: out/riscv64-linux/riscv64-linux.o
;; FILES-NEXT: out/x86_64-linux/x86_64-linux.o
;; FILES-NOT: {{.}}
;; RUN: wasi-aotc in.wasm --target all --emit=obj && ls in-*.o | count 3
;; RUN: llvm-readelf -h in-riscv64-linux.o out/aarch64-linux/aarch64-linux.o | FileCheck %s --check-prefix=MACHINE
;; MACHINE: Machine: RISC-V
;; MACHINE: Machine: AArch64

;; Nothing is made of bad input.
;; RUN: not wasi-aotc %s --target all -o 'none/{target}/x' 2> %t/error
;; RUN: not ls none

;; RUN: not wasi-aotc in.wasm --target all -o out/one 2>&1 | FileCheck %s --check-prefix=PATTERN
;; PATTERN: error: several targets: -o needs {target} in the file's name
;; RUN: not wasi-aotc in.wasm --target all --emit=module -o - 2>&1 | FileCheck %s --check-prefix=SAME
;; SAME: error: --emit=module is the same for each target: name one
;; RUN: not wasi-aotc in.wasm --target all --cpu=native -o '{target}' 2>&1 | FileCheck %s --check-prefix=ONE
;; ONE: error: --cpu and --cpu-features are for one target
;; RUN: not wasi-aotc in.wasm --target x86_64-windows 2>&1 | FileCheck %s --check-prefix=UNKNOWN
;; UNKNOWN: error: unknown target 'x86_64-windows'; known targets: x86_64-linux, aarch64-linux, riscv64-linux

;; Processors: what LLVM doesn't know, what isn't here, and what is too little.
;; RUN: not wasi-aotc in.wasm --target riscv64 --cpu=rocket-r64 2>&1 | FileCheck %s --check-prefix=CPU
;; CPU: error: --cpu=rocket-r64: riscv64-linux has no such processor; did you mean "rocket-rv64"?
;; RUN: not wasi-aotc in.wasm --target riscv64 --cpu-features=+vv 2>&1 | FileCheck %s --check-prefix=FEATURE
;; FEATURE: error: --cpu-features: riscv64-linux has no 'vv'; did you mean "v"?
;; RUN: not wasi-aotc in.wasm --target riscv64 --cpu-features=v 2>&1 | FileCheck %s --check-prefix=SIGN
;; SIGN: error: --cpu-features: 'v': expected +FEATURE or -FEATURE, separated by commas
;; RUN: not wasi-aotc in.wasm --target riscv64 --cpu-features=-d 2>&1 | FileCheck %s --check-prefix=NEEDED
;; NEEDED: error: --cpu: code for riscv64-linux needs d
;; RUN: not wasi-aotc in.wasm --target x86_64 --cpu=i386 2>&1 | FileCheck %s --check-prefix=BITS
;; BITS: error: --cpu: code for x86_64-linux needs 64bit

;; Dependency files.
;; RUN: cp in.wasm 'a b.wasm' && touch 'no$.toml'
;; RUN: wasi-aotc 'a b.wasm' --policy 'no$.toml' --emit=obj -MD -o d.o && FileCheck %s --check-prefix=RULE < d.o.d
;; RULE: {{^}}d.o: \
;; RULE-NEXT: {{^}}  a\ b.wasm \
;; RULE-NEXT: {{^}}  no$$.toml{{$}}
;; RUN: wasi-aotc in.wasm --target riscv64,arm64 --emit=obj -MF rule -o '{target}.o' && FileCheck %s --check-prefix=TWO < rule
;; TWO: {{^}}riscv64-linux.o aarch64-linux.o: \
;; RUN: not wasi-aotc in.wasm -MD --emit=llvm -o - 2>&1 | FileCheck %s --check-prefix=NAMELESS
;; NAMELESS: error: -MD: name the dependency file with -MF
(module (func (export "_start")))
