# Part of ./dev: the packages of the tools, in build/PRESET/package.

project_version() { sed -n 's/^project(.* VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt; }

# The time of the last commit: what is packaged is as old as that.
source_epoch() { git log -1 --format=%ct 2>/dev/null || echo 0; }

command_package() {
  need build package
  configure_and_build "$preset"
  configure_and_build "$preset" package-tools
  local out=$build/package
  rm -rf "$out"
  step "Packing" cmake/package/make.sh "$build" "$out" "$(project_version)" "$(source_epoch)"
  say "$(du -h --apparent-size "$build"/static/wasi-aotc | cut -f1) is the compiler by itself"
  (cd "$out" && du -h --apparent-size -- *)
}
