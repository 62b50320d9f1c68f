// SPDX-License-Identifier: Apache-2.0
// The grid of stream blocks that the bench runs, and broken twins that it must catch.
#pragma once

#include <string>
#include <vector>

#include "rtl_lib/tests/stream_bench.h"

namespace sluice::rtl::test {

// `table_file`: path of the lookups' table, result for byte b = lookup_result(b).
std::vector<Instance> stream_instances(const std::string& table_file);
std::int8_t lookup_result(int byte);

// A module with one replacement in its text, under another name.
struct Fault {
    std::string what;
    std::string source; // relative to rtl_lib/
    std::string find;
    std::string replace;
    Instance instance; // that shows it; its module is the twin's name
};

std::vector<Fault> stream_faults(const std::string& table_file);

} // namespace sluice::rtl::test
