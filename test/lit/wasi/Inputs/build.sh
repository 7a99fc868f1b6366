#!/bin/sh
# build.sh ROOT BUILD SOURCE OUTPUT: a hand-made guest (guest.h), linked with the
# runtime library as the compiler links programs.
set -e
root=$1 build=$2 source=$3 output=$4
lib=$build/lib/wasi-aotc/x86_64-linux
llvm=$(dirname "$(dirname "$(readlink -f "$(command -v clang-22)")")")
clang++-22 --target=x86_64-linux-musl -O1 -std=c++20 -fno-exceptions -fno-rtti -Wall -Wextra \
  -fno-threadsafe-statics -fno-pic -nostdinc++ -nostdlibinc -isystem "$root/runtime-lib/libcxx" \
  -isystem "$llvm/include/c++/v1" -isystem "$build/sysroot/x86_64-linux/include" \
  -I "$root/runtime-lib" -I "$build/generated/runtime-lib" -I "$(dirname "$0")" \
  -c "$source" -o "$output.o"
ld.lld-22 -static --gc-sections -o "$output" "$lib/crt1.o" "$lib/crti.o" "$output.o" \
  "$lib/libwasi-aotc-rt.a" "$lib/libc.a" "$lib/crtn.o"
rm "$output.o"
