# SPDX-License-Identifier: Apache-2.0
# The layer kinds, in one list. Each folder's CMakeLists.txt builds its sources from it, so that a
# missing file stops CMake here; a missing overload stops the compiler (see docs/adding-a-layer.md).

set(SLUICE_LAYER_KINDS
    conv
    fully_connected
    max_pool
    average_pool
    global_average_pool
    add
    concat
    lookup
    arg_max)

# sluice_kind_sources(OUT prefix): the list "prefix/<kind>.cpp" for every kind.
function(sluice_kind_sources out prefix)
  set(sources "")
  foreach(kind IN LISTS SLUICE_LAYER_KINDS)
    list(APPEND sources ${prefix}/${kind}.cpp)
  endforeach()
  set(${out} ${sources} PARENT_SCOPE)
endfunction()
