# Part of ./dev: the packages of the tools, in build/PRESET/package.

project_version() { sed -n 's/^project(.* VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt; }

# The time of the last commit: what is packaged is as old as that.
source_epoch() { git log -1 --format=%ct 2>/dev/null || echo 0; }

# What lays machine code out has been tried on this architecture only.
can_lay_out() { [ "$(uname -m)" = x86_64 ] && have_rustup_and_cargo; }

# The compiler of the package, $build/static/wasi-aotc-laid-out, of what is built already; some
# minutes when it is new.
lay_out_compiler() {
  need guests layout
  configure_and_build "$preset" layout-tools
  local made=$build/static/wasi-aotc-laid-out from=$build/static/wasi-aotc-relocatable
  [ "$made" -nt "$from" ] && [ "$made" -nt cmake/package/lay_out.sh ] ||
    step "Laying the compiler out by a profile" cmake/package/lay_out.sh "$build" "$made"
}

# build_package_tools QUICK: builds what a package is made of, and sets `compiler` to its wasi-aotc:
# laid out, or with QUICK=1 as the linker made it.
build_package_tools() {
  need package
  configure_and_build "$preset" package-tools
  compiler=$build/static/wasi-aotc
  if [ "$1" != 1 ] && can_lay_out; then
    lay_out_compiler
    compiler=$build/static/wasi-aotc-laid-out
  fi
}

# ./dev package [--quick]
command_package() {
  local compiler out=$build/package
  [ $# -eq 0 ] || [ "$*" = --quick ] || die "./dev package takes --quick and nothing else"
  need build
  configure_and_build "$preset"
  build_package_tools $#
  rm -rf "$out"
  step "Packing" cmake/package/make.sh "$build" "$out" "$(project_version)" "$(source_epoch)" "$compiler"
  say "$(du -h --apparent-size "$compiler" | cut -f1) is the compiler by itself"
  (cd "$out" && du -h --apparent-size -- *)
}
