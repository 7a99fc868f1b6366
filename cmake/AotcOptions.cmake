# Language level, warnings, and the packages the compiler is made of.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

option(AOTC_WERROR "Treat warnings as errors" OFF)
option(AOTC_SANITIZE "Build with the address and undefined-behaviour sanitizers" OFF)

add_library(aotc_options INTERFACE)
target_compile_options(aotc_options INTERFACE
  -Wall -Wextra -Wimplicit-fallthrough -Wswitch-enum -Wnon-virtual-dtor
  $<$<BOOL:${AOTC_WERROR}>:-Werror>)
if(AOTC_SANITIZE)
  target_compile_options(aotc_options INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
  target_link_options(aotc_options INTERFACE -fsanitize=address,undefined)
endif()

# Debian 12 carries LLVM 22.1 beside its default version.
list(APPEND CMAKE_PREFIX_PATH "/usr/lib/llvm-22")
find_package(LLVM 22.1 REQUIRED CONFIG)
find_package(LLD REQUIRED CONFIG)
find_package(fmt REQUIRED CONFIG)
find_package(CLI11 REQUIRED CONFIG)
