#!/usr/bin/env bash
# make.sh BUILD OUT VERSION EPOCH COMPILER: packages of the build folder BUILD, in OUT:
# wasi-aotc-VERSION-linux-ARCH.tar.zst, which may be unpacked anywhere, and
# wasi-aotc_VERSION_ARCH.deb. They hold the static tools (target package-tools), which
# need nothing; COMPILER is wasi-aotc, as the linker made it or laid out (lay_out.sh).
# Files carry the time EPOCH, no owner, and are in order: the same build and compiler
# give the same bytes.
set -euo pipefail
build=$1 out=$2 version=$3 compiler=$5
export SOURCE_DATE_EPOCH=$4 LC_ALL=C TZ=UTC
architecture=$(uname -m)
name=wasi-aotc-$version-linux-$architecture
mkdir -p "$out"
work=$(mktemp -d "$out/making.XXXXXX")
trap 'rm -rf "$work"' EXIT

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
setting() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }

install_into() {
  local component
  for component in base static; do
    cmake --install "$build" --prefix "$1" --component $component >/dev/null
  done
  rm -f "$1"/install_manifest*
  cp "$compiler" "$1/bin/wasi-aotc"
  "$here/third_party.sh" "$(setting AOTC_CACHE)" "$(setting AOTC_MUSL_SOURCE)" \
    > "$1/share/doc/wasi-aotc/copyright"
  find "$1" -type d -exec chmod 755 {} +
  find "$1" -type f -exec chmod 644 {} +
  chmod 755 "$1"/bin/*
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

install_into "$work/$name"
tar --create --format=gnu --sort=name --owner=0 --group=0 --numeric-owner \
  --mtime="@$SOURCE_DATE_EPOCH" -C "$work" "$name" |
  zstd -q -T0 -9 -o "$out/$name.tar.zst" -f

root=$work/deb
mkdir -p "$root/DEBIAN"
install_into "$root/usr"
debian=$(dpkg --print-architecture)
cat > "$root/DEBIAN/control" <<TEXT
Package: wasi-aotc
Version: $version
Architecture: $debian
Maintainer: The wasi-aotc authors <wasi-aotc@localhost>
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f1)
Section: devel
Priority: optional
Description: ahead-of-time compiler for WebAssembly components
 Turns a WebAssembly component, or a WASI preview-1 module, into one static executable
 for Linux on x86-64, AArch64 or RISC-V. Needs no compiler and no linker.
TEXT
chmod 755 "$root" "$root/usr" "$root/DEBIAN"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zzstd -z9 --build "$root" "$out/wasi-aotc_${version}_$debian.deb" >/dev/null
