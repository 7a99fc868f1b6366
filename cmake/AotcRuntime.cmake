# aotc_add_runtime(TARGET SOURCES…): the runtime library for TARGET as
# lib/wasi-aotc/TARGET/libwasi-aotc-rt.a and …/wasi-aotc-rt.bc.
#
# The sources are an object library of this same project (clang is a cross
# compiler, so no second configure is needed), compiled to bitcode; the archive's
# objects are generated from that.

function(aotc_runtime_options name target)
  string(REGEX REPLACE "-.*" "" arch "${target}")
  set(sysroot "${CMAKE_BINARY_DIR}/sysroot/${target}")
  target_compile_options(${name} PRIVATE
    --target=${arch}-linux-musl
    # The compiler's code has no such helpers, and could inline nothing that has.
    $<$<STREQUAL:${arch},aarch64>:-mno-outline-atomics>
    # The build type's own flags come before these and don't matter.
    -O2 -g0 -DNDEBUG -std=c++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics
    -fno-pic -fno-pie -ffunction-sections -fdata-sections -fvisibility=hidden
    -fvisibility-inlines-hidden -fno-stack-protector -fno-asynchronous-unwind-tables
    -fno-unwind-tables -ffp-contract=off -fno-math-errno
    "-ffile-prefix-map=${PROJECT_SOURCE_DIR}=." "-ffile-prefix-map=${CMAKE_BINARY_DIR}=build"
    -Wall -Wextra -Wimplicit-fallthrough -Wswitch-enum -Wno-unused-command-line-argument
    $<$<BOOL:${AOTC_WERROR}>:-Werror>
    -nostdinc++ -nostdlibinc
    "SHELL:-isystem ${PROJECT_SOURCE_DIR}/runtime-lib/libcxx"
    "SHELL:-isystem ${LLVM_TOOLS_BINARY_DIR}/../include/c++/v1"
    "SHELL:-isystem ${sysroot}/include")
  target_include_directories(${name} PRIVATE
    "${PROJECT_SOURCE_DIR}/runtime-lib" "${PROJECT_SOURCE_DIR}"
    "${CMAKE_BINARY_DIR}/generated/runtime-lib")
  set_target_properties(${name} PROPERTIES
    CXX_VISIBILITY_PRESET hidden POSITION_INDEPENDENT_CODE OFF INTERPROCEDURAL_OPTIMIZATION OFF)
  add_dependencies(${name} aotc_sysroot_${target})
  if(TARGET aotc_host_interface)
    add_dependencies(${name} aotc_host_interface)
  endif()
endfunction()

function(aotc_add_runtime target)
  set(lib "${CMAKE_BINARY_DIR}/lib/wasi-aotc/${target}")
  set(bitcode "${lib}/wasi-aotc-rt.bc")
  set(archive "${lib}/libwasi-aotc-rt.a")
  string(REGEX REPLACE "-.*" "" arch "${target}")

  add_library(aotc_rt_${target} OBJECT ${ARGN})
  aotc_runtime_options(aotc_rt_${target} ${target})
  target_compile_options(aotc_rt_${target} PRIVATE -emit-llvm)

  add_custom_command(OUTPUT "${bitcode}"
    COMMAND "${AOTC_LLVM_BIN}/llvm-link" -o "${bitcode}" $<TARGET_OBJECTS:aotc_rt_${target}>
    DEPENDS $<TARGET_OBJECTS:aotc_rt_${target}>
    COMMENT "Runtime bitcode for ${target}"
    COMMAND_EXPAND_LISTS VERBATIM)

  set(list "${CMAKE_CURRENT_BINARY_DIR}/${target}-bitcode.txt")
  file(GENERATE OUTPUT "${list}" CONTENT "$<JOIN:$<TARGET_OBJECTS:aotc_rt_${target}>,\n>\n")
  set(script "${PROJECT_SOURCE_DIR}/cmake/archive-bitcode.sh")
  add_custom_command(OUTPUT "${archive}"
    COMMAND "${script}" "${archive}" "${AOTC_LLVM_BIN}/llvm-ar" "${list}"
      "${CMAKE_CXX_COMPILER}" --target=${arch}-linux-musl -c -O2 -Xclang -disable-llvm-passes
      -fno-pic -ffunction-sections -fdata-sections -ffp-contract=off
      -fno-asynchronous-unwind-tables -Wno-unused-command-line-argument
    DEPENDS $<TARGET_OBJECTS:aotc_rt_${target}> "${script}" "${list}"
    COMMENT "Runtime library for ${target}"
    VERBATIM)

  add_custom_target(aotc_runtime_${target} ALL DEPENDS "${bitcode}" "${archive}")
  install(FILES "${archive}" "${bitcode}" DESTINATION "lib/wasi-aotc/${target}" COMPONENT base)
endfunction()
