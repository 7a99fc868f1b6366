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
  target_link_libraries(aotc_${name} PUBLIC ${ARG_DEPENDS} PRIVATE aotc_options
    "$<$<NOT:$<BOOL:$<TARGET_PROPERTY:AOTC_STATIC>>>:fmt::fmt>")
endfunction()

# Libraries that a target takes by whether it has the property AOTC_STATIC.
function(aotc_link_either name shared static)
  set(is_static "$<BOOL:$<TARGET_PROPERTY:AOTC_STATIC>>")
  target_link_libraries(${name} PUBLIC "$<$<NOT:${is_static}>:${shared}>" "$<${is_static}:${static}>")
endfunction()

# For the folders that use LLVM: its headers as system headers, and the shared library
# (lld's exported targets pull it in; static components beside it would put LLVM into
# the process twice) or, for the tools of the package, the static components.
# Files and not LLVM's targets for those, which would bring shared libraries along.
execute_process(
  COMMAND "${LLVM_TOOLS_BINARY_DIR}/llvm-config" --link-static --libfiles
    aarch64 riscv x86 bitreader bitwriter core dtlto irreader linker lto mc object option passes
    support target targetparser
  OUTPUT_VARIABLE AOTC_LLVM_STATIC OUTPUT_STRIP_TRAILING_WHITESPACE)
separate_arguments(AOTC_LLVM_STATIC)
list(APPEND AOTC_LLVM_STATIC z zstd)
function(aotc_use_llvm name)
  target_include_directories(aotc_${name} SYSTEM PUBLIC ${LLVM_INCLUDE_DIRS})
  target_compile_definitions(aotc_${name} PUBLIC ${LLVM_DEFINITIONS})
  aotc_link_either(aotc_${name} LLVM "${AOTC_LLVM_STATIC}")
endfunction()
