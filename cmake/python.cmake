# SPDX-License-Identifier: Apache-2.0
# Whether the Python module is built: sets SLUICE_WITH_PYTHON, and finds what it needs.
#
# The interpreter is Debian's own, whose NumPy and dist-packages the module is for, whatever other
# python3 comes first in PATH; -DPython3_EXECUTABLE=... names another.
option(SLUICE_PYTHON "Build the Python module, where pybind11 and Python's headers are there" ON)

set(SLUICE_WITH_PYTHON OFF)
if(SLUICE_PYTHON AND NOT SLUICE_SANITIZE) # a sanitizer would have to be in the interpreter
  if(NOT Python3_EXECUTABLE AND EXISTS /usr/bin/python3)
    set(Python3_EXECUTABLE /usr/bin/python3)
  endif()
  find_package(Python3 3.10 QUIET COMPONENTS Interpreter Development.Module)
  set(PYBIND11_NOPYTHON ON) # its headers alone: the rest is CMake's own FindPython3
  find_package(pybind11 2.10 CONFIG QUIET)
  if(Python3_FOUND AND pybind11_FOUND)
    set(SLUICE_WITH_PYTHON ON)
  else()
    message(WARNING "the Python module is not built: it needs Debian's pybind11-dev and "
                    "python3-dev; -DSLUICE_PYTHON=OFF leaves it out without this message")
  endif()
endif()
