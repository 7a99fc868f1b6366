#!/bin/sh
# build_musl.sh ARCH CC AR RANLIB CACHE SOURCE OUT: a static musl for ARCH in OUT.
#
# OUT gets include/ (musl's headers and, beside them, the kernel's) and lib/
# (crt1.o crti.o crtn.o libc.a). SOURCE may be empty: then fetch_musl.sh gets it.
# The result is kept in CACHE under a name made of everything it depends on, so
# that a second build folder, or a `rm -rf build`, doesn't pay for it again.
set -eu

arch=$1 cc=$2 ar=$3 ranlib=$4 cache=$5 source=$6 out=$7
here=$(cd "$(dirname "$0")" && pwd)
# -O2 and a section for each function: what a program doesn't call isn't linked.
cflags="-O2 -g0 -ffunction-sections -fdata-sections -fno-pic -fno-pie"

mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
[ -n "$source" ] || source=$("$here/fetch_musl.sh" "$cache/musl")
[ -x "$source/configure" ] || { echo "error: no musl source in $source" >&2; exit 1; }

key=$( { "$cc" --version; cat "$0" "$source/VERSION"; echo "$arch $cflags"; } | sha256sum | cut -c1-16)
built=$cache/sysroot/$arch-$key

if [ ! -f "$built/lib/libc.a" ]; then
  mkdir -p "$cache/sysroot"
  work=$(mktemp -d "$cache/sysroot/building.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  mkdir "$work/obj"
  echo "building musl $(cat "$source/VERSION") for $arch" >&2
  (
    cd "$work/obj"
    "$source/configure" --target="$arch-linux-musl" --disable-shared \
      --prefix="$work/root" --syslibdir="$work/root/lib" \
      CC="$cc --target=$arch-linux-musl" AR="$ar" RANLIB="$ranlib" CFLAGS="$cflags" LIBCC=" "
    make -j"$(nproc)" install
  ) >"$work/log" 2>&1 || { tail -n 30 "$work/log" >&2; echo "error: musl didn't build" >&2; exit 1; }
  rm -rf "$work/root/bin"
  # Assembly brings debug information in spite of -g0, which names these folders: the
  # same sources must give the same bytes.
  "$(dirname "$ar")/llvm-objcopy" --strip-debug "$work/root/lib/libc.a"
  for object in "$work"/root/lib/crt*.o; do
    "$(dirname "$ar")/llvm-objcopy" --strip-debug "$object"
  done
  # Kernel headers, for os/: the machine's own for its own architecture, those
  # of Debian's linux-libc-dev-*-cross packages for the others.
  kernel=/usr/include asm=/usr/include/$arch-linux-gnu/asm
  [ -d "$asm" ] || { kernel=/usr/$arch-linux-gnu/include; asm=$kernel/asm; }
  [ -d "$asm" ] || { echo "error: kernel headers for $arch are missing (linux-libc-dev)" >&2; exit 1; }
  cp -r "$kernel/linux" "$kernel/asm-generic" "$work/root/include/"
  cp -r "$asm" "$work/root/include/asm"
  # Two builds at once do the same work; the first rename wins.
  mv -T "$work/root" "$built" 2>/dev/null || [ -f "$built/lib/libc.a" ]
fi

rm -rf "$out"
mkdir -p "$(dirname "$out")"
cp -r "$built" "$out"
