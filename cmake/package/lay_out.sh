#!/usr/bin/env bash
# lay_out.sh BUILD OUT: the compiler of the build folder BUILD with its machine code laid out by a
# profile, as OUT: what runs together lies together, and what doesn't run here lies apart. A sixth to
# a fifth less time for the same bytes out of it (docs/performance.md, "Compile time").
#
# BOLT counts in the executable itself how often each branch is taken while it compiles a few of the
# benches' programs, on one thread and at addresses that don't change. Needs target layout-tools,
# bolt-22, and clang and rustc for the guests.
set -euo pipefail
build=$(cd "$1" && pwd) out=$(realpath "$2")
programs=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../bench/programs" && pwd)
work=$(mktemp -d "$build/laying-out.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

guest() {
  case $1 in
    *.c) clang-22 --target=wasm32-wasi -Wno-deprecated --sysroot=/usr -O3 "$programs/$1" -o "$1.wasm" -lm ;;
    *.rs) rustc --edition 2021 -C opt-level=3 --target wasm32-wasip1 "$programs/$1" -o "$1.wasm" ;;
  esac
}

# compile GUEST OPTION...
compile() {
  WASI_AOTC_RUNTIME_DIR=$build/lib/wasi-aotc \
    setarch -R ./counting -j1 --no-cache "$1.wasm" -o compiled "${@:2}"
}

echo "Putting counters into the compiler"
llvm-bolt-22 "$build/static/wasi-aotc-countable" -o counting -instrument \
  -instrumentation-file="$work/profile" -instrumentation-file-append-pid >bolt.log 2>&1 ||
  { tail -n 20 bolt.log; exit 1; }

echo "Compiling with it"
for name in interpreter.c regex.c strings.rs json.rs; do
  guest $name
  compile $name -O2
done
compile json.rs -O0
compile regex.c -O2 --target aarch64-linux
compile regex.c -O2 --target riscv64-linux
merge-fdata-22 profile.*.fdata -o all.fdata >/dev/null 2>&1

echo "Laying it out"
llvm-bolt-22 "$build/static/wasi-aotc-relocatable" -o laid-out -data all.fdata \
  -reorder-blocks=ext-tsp -reorder-functions=cdsort -split-functions -split-all-cold -split-eh \
  -icf=safe -inline-small-functions >bolt.log 2>&1 || { tail -n 20 bolt.log; exit 1; }
llvm-strip-22 laid-out -o "$out"
