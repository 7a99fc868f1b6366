#!/bin/sh
# fetch_musl.sh DIR: leaves musl's source in DIR/musl-VERSION and prints that path.
#
# musl comes as Debian's source package. apt gets source entries, package lists
# and archives of its own inside DIR: the machine's configuration isn't touched,
# and root isn't needed. The entries are made from the machine's own binary ones,
# so that a mirror or proxy that is set up for those serves here too.
set -eu

dir=$1
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

found() { ls -d "$dir"/musl-[0-9]*/ 2>/dev/null | head -n 1 | sed 's,/$,,'; }

give_up() {
  echo "error: can't get the source of musl: $1" >&2
  echo "  either install dpkg-dev on a Debian machine that reaches its package mirror," >&2
  echo "  or unpack musl 1.2.x somewhere and configure with -DAOTC_MUSL_SOURCE=FOLDER" >&2
  exit 1
}

if [ -n "$(found)" ]; then found; exit 0; fi

command -v apt-get >/dev/null || give_up "there is no apt-get here"
command -v dpkg-source >/dev/null || give_up "dpkg-source is missing (package dpkg-dev)"

work=$dir/fetch.$$
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/sources" "$work/lists/partial" "$work/archives/partial"
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -f "$list" ] && sed -n 's/^deb \(.*debian.*\)/deb-src \1/p' "$list"
done > "$work/sources/source.list"
for list in /etc/apt/sources.list.d/*.sources; do
  [ -f "$list" ] && grep -qi debian "$list" || continue
  sed 's/^Types:.*/Types: deb-src/' "$list" > "$work/sources/$(basename "$list")"
done

apt="apt-get -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts=$work/sources
  -o Dir::State::Lists=$work/lists -o Dir::Cache::Archives=$work/archives
  -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root"
$apt update >"$work/log" 2>&1 || { cat "$work/log" >&2; give_up "apt-get update failed"; }
(cd "$work" && $apt source musl) >>"$work/log" 2>&1 ||
  { cat "$work/log" >&2; give_up "apt-get source musl failed"; }
mv "$work"/musl-[0-9]*/ "$dir/" 2>/dev/null || [ -n "$(found)" ] || give_up "nothing was unpacked"
found
