#!/usr/bin/env bash
# lay_out.sh BUILD OUT: the compiler of the build folder BUILD with its machine code laid out by a
# profile, as OUT: what runs together lies together, and what doesn't run here lies apart. An eighth less
# time for the same bytes out of it (docs/performance.md, "Compile time").
#
# BOLT counts in the executable itself how often each branch is taken while it compiles a few of the
# benches' programs. LLVM's hash tables go by address, so that addresses are kept the same: the same
# build gives the same counts but for a few, which may move some of the code. What the compiler makes
# is the same however its own code lies. Needs target layout-tools, bolt-22, and clang and rustc for
# the guests.
set -euo pipefail
export LC_ALL=C
build=$(cd "$1" && pwd) out=$(realpath "$2")
programs=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../bench/programs" && pwd)
work=$build/laying-out
rm -rf "$work"
mkdir "$work"
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
  rm -rf compiled
  mkdir compiled # it looks at what else is there
  WASI_AOTC_RUNTIME_DIR=$build/lib/wasi-aotc \
    MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1,narenas:1,tcache:false \
    setarch -R ./counting -j1 --no-cache "$1.wasm" -o compiled/it "${@:2}"
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
merge-fdata-22 profile.*.fdata -o merged.fdata >/dev/null 2>&1
# The linker's inputs have the process's number in their names, which it hashes.
grep -vE 'CachedHashString|TemporaryFolder' merged.fdata | sort >all.fdata
echo "Counts: $(cksum <all.fdata)"

echo "Laying it out"
llvm-bolt-22 "$build/static/wasi-aotc-relocatable" -o laid-out -data all.fdata \
  -reorder-blocks=ext-tsp -reorder-functions=cdsort -split-functions -split-all-cold -split-eh \
  -icf=safe -inline-small-functions >bolt.log 2>&1 || { tail -n 20 bolt.log; exit 1; }
llvm-strip-22 laid-out -o "$out"
