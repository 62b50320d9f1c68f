# SPDX-License-Identifier: Apache-2.0
# The layer kinds, in one list. Each folder's CMakeLists.txt builds its sources from it, so that a
# missing file stops CMake here; a missing overload stops the compiler (see docs/adding-a-layer.md).

# Each is what one operator of the float graph becomes: frontend/ops and quantizer/layers have a file
# of its name.
set(SLUICE_OPERATOR_KINDS
    conv
    fully_connected
    max_pool
    average_pool
    global_average_pool
    add
    concat
    lookup
    arg_max
    top_k
    max_unpool)

# Beside those, kinds that serve several operators, or none yet.
set(SLUICE_LAYER_KINDS
    ${SLUICE_OPERATOR_KINDS}
    rearrange
    multiply
    extremum
    softmax
    pad
    max_place)

# sluice_kind_sources(OUT prefix [LIST]): the list "prefix/<kind>.cpp" for every kind, or for those of
# the list named LIST.
function(sluice_kind_sources out prefix)
  set(list SLUICE_LAYER_KINDS)
  if(ARGC GREATER 2)
    set(list ${ARGV2})
  endif()
  set(sources "")
  foreach(kind IN LISTS ${list})
    list(APPEND sources ${prefix}/${kind}.cpp)
  endforeach()
  set(${out} ${sources} PARENT_SCOPE)
endfunction()
