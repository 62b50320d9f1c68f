// SPDX-License-Identifier: Apache-2.0
// Two designs side by side: what `report A B` tells, from their report.json.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace sluice::cli {

// {"a", "b": {"name", "directory"}, "figures": [{"name", "a", "b", "unit"}] of every figure,
//  "changed": [{"name", "a", "b"}] of what was asked for and what it was made from,
//  "layers": [{"name", "changes": [{"name", "a", "b"}]}] of the layers in both that differ,
//  "same_layers", "only_a", "only_b": [names]}. A figure that a report does not have is null.
nlohmann::ordered_json difference_json(const nlohmann::ordered_json& a,
                                       const nlohmann::ordered_json& b);

// At most 120 columns.
std::string difference_text(const nlohmann::ordered_json& difference);

// A page without scripts.
std::string difference_html(const nlohmann::ordered_json& difference);

} // namespace sluice::cli
