;; REQUIRES: wasi-aotc, wasm-tools
;; The compile cache: what comes from it is what would have been made, and nothing that
;; is wrong with it is an error.
;; RUN: rm -rf %t && mkdir %t
;; RUN: wasm-tools parse %s -o %t/in.wasm
;; RUN: wasi-aotc %t/in.wasm --no-cache -o %t/plain
;; RUN: env WASI_AOTC_CACHE_DIR=%t/new/cache wasi-aotc %t/in.wasm -v -o %t/first 2>&1 | FileCheck %s --check-prefix=NONE
;; RUN: ls %t/new/cache | count 1
;; RUN: env WASI_AOTC_CACHE_DIR=%t/new/cache wasi-aotc %t/in.wasm -v -o %t/second 2>&1 | FileCheck %s --check-prefix=ALL
;; RUN: cmp %t/plain %t/first && cmp %t/plain %t/second
;; NONE: note: 0 of 1 partitions came from the compile cache
;; ALL: note: 1 of 1 partitions came from the compile cache

;; Other options make other objects; data and places in the file are no part of one.
;; RUN: env WASI_AOTC_CACHE_DIR=%t/new/cache wasi-aotc %t/in.wasm -v -O1 -o %t/o1 2>&1 | FileCheck %s --check-prefix=NONE
;; RUN: env WASI_AOTC_CACHE_DIR=%t/new/cache wasi-aotc %t/in.wasm -v --bounds=check -o %t/check 2>&1 | FileCheck %s --check-prefix=NONE
;; RUN: env WASI_AOTC_CACHE_DIR=%t/new/cache wasi-aotc %t/in.wasm -v --cpu=x86-64-v3 -o %t/v3 2>&1 | FileCheck %s --check-prefix=NONE
;; RUN: ls %t/new/cache | count 4
;; RUN: sed 's/SOME TEXT/SOME OTHER, LONGER TEXT/; s/(module/(module (type (func (param i32 i64)))/' %s > %t/longer.wat
;; RUN: wasm-tools parse %t/longer.wat -o %t/longer.wasm
;; RUN: env WASI_AOTC_CACHE_DIR=%t/new/cache wasi-aotc %t/longer.wasm -v -o %t/longer 2>&1 | FileCheck %s --check-prefix=ALL
;; RUN: wasi-aotc %t/longer.wasm --no-cache -o %t/longer.plain
;; RUN: cmp %t/longer %t/longer.plain
;; RUN: not cmp %t/longer %t/plain

;; Entries that were cut or damaged are seen, and made anew.
;; RUN: env WASI_AOTC_CACHE_DIR=%t/cut wasi-aotc %t/in.wasm -o %t/out
;; RUN: truncate -s -1 %t/cut/*
;; RUN: env WASI_AOTC_CACHE_DIR=%t/cut wasi-aotc %t/in.wasm -v -o %t/out 2>&1 | FileCheck %s --check-prefix=NONE
;; RUN: cmp %t/plain %t/out
;; RUN: env WASI_AOTC_CACHE_DIR=%t/cut wasi-aotc %t/in.wasm -v -o %t/out 2>&1 | FileCheck %s --check-prefix=ALL
;; RUN: python3 -c "import sys; f = open(sys.argv[1], 'r+b'); f.seek(500); f.write(b'damaged')" %t/cut/*
;; RUN: env WASI_AOTC_CACHE_DIR=%t/cut wasi-aotc %t/in.wasm -v -o %t/out 2>&1 | FileCheck %s --check-prefix=NONE
;; RUN: truncate -s 0 %t/cut/*
;; RUN: env WASI_AOTC_CACHE_DIR=%t/cut wasi-aotc %t/in.wasm -v -o %t/out 2>&1 | FileCheck %s --check-prefix=NONE
;; RUN: cmp %t/plain %t/out

;; A folder that can't be made, is a file, or is none.
;; RUN: touch %t/file
;; RUN: env WASI_AOTC_CACHE_DIR=%t/file wasi-aotc %t/in.wasm -o %t/out 2>&1 | count 0
;; RUN: env WASI_AOTC_CACHE_DIR=%t/file/below wasi-aotc %t/in.wasm -o %t/out 2>&1 | count 0
;; RUN: env WASI_AOTC_CACHE_DIR=/proc/nowhere wasi-aotc %t/in.wasm -o %t/out 2>&1 | count 0
;; RUN: env WASI_AOTC_CACHE_DIR= HOME=%t wasi-aotc %t/in.wasm -v -o %t/out 2>&1 | count 0
;; RUN: not ls %t/.cache
;; RUN: env -u WASI_AOTC_CACHE_DIR HOME=%t wasi-aotc %t/in.wasm -o %t/out
;; RUN: ls %t/.cache/wasi-aotc/objects | count 1
;; RUN: env -u WASI_AOTC_CACHE_DIR HOME=%t XDG_CACHE_HOME=%t/xdg wasi-aotc %t/in.wasm --no-cache -o %t/out
;; RUN: not ls %t/xdg

;; The size is limited, in MiB; other people's files are left alone.
;; RUN: mkdir %t/small
;; RUN: touch %t/small/mine
;; RUN: truncate -s 900K %t/small/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
;; RUN: truncate -s 200K %t/small/1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
;; RUN: touch -d 2020-01-01 %t/small/0*
;; RUN: touch -d 2020-01-02 %t/small/1*.tmp %t/small/1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.1.0
;; RUN: env WASI_AOTC_CACHE_DIR=%t/small WASI_AOTC_CACHE_SIZE=1 wasi-aotc %t/in.wasm -o %t/out
;; RUN: rm %t/small/*.tmp
;; RUN: ls %t/small | FileCheck %s --check-prefix=SMALL
;; SMALL-NOT: 0123456789abcdef
;; SMALL: 1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
;; SMALL-NOT: .1.0
;; SMALL: mine
(module
  (memory (export "memory") 1)
  (data (i32.const 64) "SOME TEXT")
  (func (export "_start") (i32.store (i32.const 0) (i32.div_u (i32.const 7) (i32.load (i32.const 64))))))
