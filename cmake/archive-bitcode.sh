#!/bin/sh
# archive-bitcode.sh ARCHIVE AR LIST COMPILER FLAGS…: generates code for the
# bitcode files that LIST names, a line each, and makes an archive of the
# objects. So each source is parsed and optimised once, for both forms.
set -eu
archive=$1 ar=$2 list=$3
shift 3
compile="$*" # no spaces in these: paths of LLVM's tools, and flags
objects=$archive.objects
rm -rf "$objects" "$archive"
mkdir -p "$objects"
# A member's name begins with its place in the list: base names occur twice.
awk -v into="$objects" '{ name = $0; sub(/.*\//, "", name); sub(/\.cpp\.o$/, "", name)
  printf "%s\n%s/%03d-%s.o\n", $0, into, NR, name }' "$list" |
  xargs -P "$(nproc)" -n 2 sh -c "exec $compile -x ir \"\$0\" -o \"\$1\""
"$ar" rcD "$archive" "$objects"/*.o
rm -rf "$objects"
