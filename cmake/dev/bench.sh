# Part of ./dev: the benchmarks of bench/, each a function bench_NAME that prints a table.

benchmarks=(component-calls small-calls print-module)

command_bench() {
  local name chosen=("$@")
  [ ${#chosen[@]} -gt 0 ] || chosen=("${benchmarks[@]}")
  for name in "${chosen[@]}"; do
    printf '%s\n' "${benchmarks[@]}" | grep -qx -- "$name" ||
      die "unknown benchmark '$name'; there are: ${benchmarks[*]}"
  done
  need build rust guests tests
  configure_and_build "$preset"
  for name in "${chosen[@]}"; do
    say "== $name"
    "bench_${name//-/_}"
  done
}

bench_component_calls() {
  python3 bench/component_calls.py --build "$build" --wasm-tools "$cache/tools/bin/wasm-tools"
}

bench_small_calls() { python3 bench/small_calls.py --build "$build" --cache "$cache"; }

bench_print_module() {
  python3 bench/print_module.py --build "$build" --cache "$cache" \
    --componentize-py "$cache/python/componentize-py-$(version_of componentize-py)" \
    --wasm-tools "$(version_of wasm-tools)"
}
