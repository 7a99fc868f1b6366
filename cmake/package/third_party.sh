#!/usr/bin/env bash
# third_party.sh CACHE [MUSL]: prints whose work is in the package (third_party.txt), each with
# its licence. MUSL is musl's source folder; without one it is fetched into the folder CACHE.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=$1 musl=${2:-}
[ -n "$musl" ] || musl=$("$here/../../runtime-lib/sysroot/fetch_musl.sh" "$cache/musl")

section() { printf '\n\n%s\n%s\n%s\n\n' "$(printf '=%.0s' {1..80})" "$1" "$(printf '=%.0s' {1..80})"; }

cat <<'TEXT'
wasi-aotc itself: see LICENSE, beside this file.

Here follows whose work else is in the package, and where, with the licences. With wasi-aotc's
source the tools can be linked with other versions of these libraries (CONTRIBUTING.md there).
TEXT
grep -v '^#' "$here/third_party.txt" | while read -r package rest; do
  file=/usr/share/doc/$package/copyright
  [ "$package" != musl ] || file=$musl/COPYRIGHT
  [ -s "$file" ] || { echo "error: $file is missing, the licence of $package" >&2; exit 1; }
  section "$rest"
  cat "$file"
done
# What these texts refer to, as it is on every Debian machine.
for licence in Apache-2.0 LGPL-2.1 GPL-3; do
  section "$licence"
  cat "/usr/share/common-licenses/$licence"
done
