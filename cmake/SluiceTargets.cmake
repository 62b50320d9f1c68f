# SPDX-License-Identifier: Apache-2.0
# Targets of Sluice: one library per representation or part, one test program per folder.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG") # -O3 where it pays: the emulator and the reference

option(SLUICE_WERROR "Treat warnings as errors" OFF)
option(SLUICE_SANITIZE "Build with the address and undefined-behaviour sanitizers" OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# For what runs briefly and takes long to compile: tests and the command line.
set(SLUICE_LIGHT_OPTIMISATION $<IF:$<CONFIG:Debug>,-O0,-O1>)

function(sluice_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # False on string + string (GCC bug 105651) and on moved variants.
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-maybe-uninitialized)
  endif()
  if(SLUICE_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(SLUICE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=address,undefined -fno-omit-frame-pointer
                           -fno-sanitize-recover=undefined)
    target_link_options(${target} PUBLIC -fsanitize=address,undefined)
  endif()
endfunction()

# sluice_library(NAME SOURCES a.cpp ... DEPENDS lib ... [PRIVATE_DEPENDS lib ...])
# Includes are written from the repository root: "base/error.h".
function(sluice_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE_DEPENDS})
  sluice_compile_options(${name})
  if(SLUICE_WITH_PYTHON) # it goes into a shared object; hidden, it is as fast as in a program
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON
                          CXX_VISIBILITY_PRESET hidden)
  endif()
endfunction()

# sluice_test(NAME SOURCES a_test.cpp ... DEPENDS lib ... [LABEL rtl|data] [COST n])
# One Catch2 program, one ctest entry. LABEL rtl marks what runs the RTL tools, LABEL data what runs
# much real data; both are left out of the sanitizer build, where they would take minutes and show
# nothing that the smaller tests do not.
function(sluice_test name)
  cmake_parse_arguments(ARG "" "LABEL;COST" "SOURCES;DEPENDS" ${ARGN})
  if(ARG_LABEL AND SLUICE_SANITIZE)
    return()
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} sluice_catch_main)
  target_compile_definitions(${name} PRIVATE SLUICE_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                             SLUICE_BINARY_DIR="${CMAKE_BINARY_DIR}")
  sluice_compile_options(${name})
  target_compile_options(${name} PRIVATE ${SLUICE_LIGHT_OPTIMISATION})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 1500)
  if(ARG_LABEL)
    set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL})
  endif()
  if(ARG_COST)
    set_tests_properties(${name} PROPERTIES COST ${ARG_COST})
  endif()
endfunction()
