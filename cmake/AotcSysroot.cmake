# aotc_add_sysroot(TARGET): builds musl for TARGET (x86_64-linux, …) into
# sysroot/TARGET of the build folder, and copies what the tool links from there
# into lib/wasi-aotc/TARGET. The work is runtime-lib/sysroot/build_musl.sh's.

if(DEFINED ENV{WASI_AOTC_CACHE})
  set(default_cache "$ENV{WASI_AOTC_CACHE}")
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(default_cache "$ENV{XDG_CACHE_HOME}/wasi-aotc")
else()
  set(default_cache "$ENV{HOME}/.cache/wasi-aotc")
endif()
set(AOTC_CACHE "${default_cache}" CACHE PATH "Where built sysroots and fetched sources are kept")
set(AOTC_MUSL_SOURCE "" CACHE PATH "musl's source folder (empty: Debian's source package)")

set(AOTC_LLVM_BIN "${LLVM_TOOLS_BINARY_DIR}" CACHE PATH "llvm-ar, llvm-ranlib, llvm-link")

function(aotc_add_sysroot target)
  string(REGEX REPLACE "-.*" "" arch "${target}")
  set(root "${CMAKE_BINARY_DIR}/sysroot/${target}")
  set(lib "${CMAKE_BINARY_DIR}/lib/wasi-aotc/${target}")
  set(scripts "${PROJECT_SOURCE_DIR}/runtime-lib/sysroot")
  set(files crt1.o crti.o crtn.o libc.a)
  list(TRANSFORM files PREPEND "${root}/lib/" OUTPUT_VARIABLE from)
  list(TRANSFORM files PREPEND "${lib}/" OUTPUT_VARIABLE to)

  add_custom_command(OUTPUT ${to}
    COMMAND "${scripts}/build_musl.sh" "${arch}" "${CMAKE_C_COMPILER}" "${AOTC_LLVM_BIN}/llvm-ar"
            "${AOTC_LLVM_BIN}/llvm-ranlib" "${AOTC_CACHE}" "${AOTC_MUSL_SOURCE}" "${root}"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${lib}"
    COMMAND "${CMAKE_COMMAND}" -E copy ${from} "${lib}"
    COMMAND "${CMAKE_COMMAND}" -E touch_nocreate ${to}
    DEPENDS "${scripts}/build_musl.sh" "${scripts}/fetch_musl.sh"
    COMMENT "musl for ${target}"
    VERBATIM)
  add_custom_target(aotc_sysroot_${target} ALL DEPENDS ${to})
  install(FILES ${to} DESTINATION "lib/wasi-aotc/${target}" COMPONENT base)
endfunction()
