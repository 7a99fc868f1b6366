# What executables can be made for, from any host: names in lib/wasi-aotc/, which
# begin with the architecture of the triple. compiler/codegen/target.cpp has a row for each.
set(AOTC_RUNTIME_TARGETS x86_64-linux aarch64-linux riscv64-linux)

# aotc_add_library(NAME SOURCES … DEPENDS …): a static library that is one
# folder of compiler/. DEPENDS may only name folders above it (docs/architecture.md).
function(aotc_add_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(aotc_${name} STATIC ${ARG_SOURCES})
  target_include_directories(aotc_${name} PUBLIC "${PROJECT_SOURCE_DIR}/compiler")
  list(TRANSFORM ARG_DEPENDS PREPEND aotc_)
  target_link_libraries(aotc_${name} PUBLIC ${ARG_DEPENDS} PRIVATE aotc_options fmt::fmt)
endfunction()

# For the folders that use LLVM: its headers as system headers, the shared
# library (lld's exported targets pull it in; static components beside it
# would put LLVM into the process twice).
function(aotc_use_llvm name)
  target_include_directories(aotc_${name} SYSTEM PUBLIC ${LLVM_INCLUDE_DIRS})
  target_compile_definitions(aotc_${name} PUBLIC ${LLVM_DEFINITIONS})
  target_link_libraries(aotc_${name} PUBLIC LLVM)
endfunction()
