# Part of ./dev: from nothing to a running native program.

command_demo() {
  need build guests
  configure_and_build "$preset"
  local out=$build/demo guest source what
  mkdir -p "$out"

  if have_rustup_and_cargo && is_one_of wasm32-wasip2 $(rustup target list --installed); then
    source=test/e2e/programs/wordcount.rs guest=$out/wordcount.wasm
    what="a Rust program, as a component (wasm32-wasip2)"
    step "Building $source, $what" rustc --edition 2021 -O --target wasm32-wasip2 -o "$guest" "$source"
  else
    source=test/e2e/programs/wordcount.c guest=$out/wordcount.wasm
    what="a C program, as a preview-1 module (no Rust is installed here)"
    step "Building $source, $what" clang-22 --target=wasm32-wasi --sysroot=/usr -O2 -o "$guest" "$source"
  fi

  local exe=$out/wordcount start end
  echo "\$ wasi-aotc --dir . wordcount.wasm -o wordcount"
  start=${EPOCHREALTIME/[.,]/}
  "$build/bin/wasi-aotc" --dir . "$guest" -o "$exe"
  end=${EPOCHREALTIME/[.,]/}
  echo "  compiled $(stat -c %s "$guest") bytes of WebAssembly in $(((end - start) / 1000)) ms;" \
       "the executable has $(stat -c %s "$exe") bytes and needs nothing else to run"

  echo "\$ ./wordcount --top 5 README.md"
  start=${EPOCHREALTIME/[.,]/}
  "$exe" --top 5 README.md
  end=${EPOCHREALTIME/[.,]/}
  echo "  ran in $((end - start)) microseconds, start to end"
  echo
  echo "The tools are in ${build#"$root"/}/bin, the program in ${out#"$root"/}/wordcount."
}
