# Part of ./dev: the benches. What they measure is told in bench/README.md.

# Beside the programs and what is measured with them (bench.py): a function bench_NAME
# each, which prints a table.
wasi_benches=(small-calls print-module network)

# ./dev bench [OPTION...] [NAME...]: programs, or benches by name; without a name, all.
command_bench() {
  local argument chosen=() programs=()
  if [ "${1:-}" = --install-peers ]; then
    need peers
    [ $# -eq 1 ] || die "--install-peers stands alone"
    return 0
  fi
  if is_one_of --help "$@" || is_one_of -h "$@"; then
    python3 "$root/bench/bench.py" --help
    printf '\nNAMEs of ./dev bench are these, too: %s.\nWhat each measures: bench/README.md\n' \
      "${wasi_benches[*]}"
    return 0
  fi
  for argument in "$@"; do
    if is_one_of "$argument" "${wasi_benches[@]}"; then
      chosen+=("$argument")
    else
      programs+=("$argument")
    fi
  done
  need build rust guests tests bench
  configure_and_build "$preset"
  if can_lay_out && measures_compiling "$@"; then
    lay_out_compiler
  fi
  if [ ${#programs[@]} -gt 0 ] || [ ${#chosen[@]} -eq 0 ]; then
    python3 "$root/bench/bench.py" --build "$build" --cache "$cache" \
      --wasm-tools "$cache/tools/bin/wasm-tools" \
      --wasmtime "$cache/python/wasmtime-$(version_of wasmtime)" "${programs[@]}"
  fi
  [ $# -gt 0 ] || chosen=("${wasi_benches[@]}")
  for argument in "${chosen[@]}"; do
    say "== $argument"
    "bench_${argument//-/_}"
  done
}

# Whether compile time is among the benches that the arguments ask for.
measures_compiling() {
  local argument named=0
  for argument in "$@"; do
    ! is_one_of "$argument" compile python || return 0
    [[ $argument == -* ]] || named=1
  done
  [ $named -eq 0 ]
}

bench_small_calls() {
  python3 bench/small_calls.py --build "$build" --cache "$cache" \
    --wasm-tools "$cache/tools/bin/wasm-tools"
}

bench_network() { python3 bench/network.py --build "$build" --cache "$cache"; }

bench_print_module() {
  python3 bench/print_module.py --build "$build" --cache "$cache" \
    --componentize-py "$cache/python/componentize-py-$(version_of componentize-py)"
}

# A part of ./dev test: each program with little work, and no look at the time.
test_bench() {
  need bench
  python3 bench/bench.py --build "$build" --cache "$cache" --check
}
