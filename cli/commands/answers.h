// SPDX-License-Identifier: Apache-2.0
// What commands that change nothing answer with --json.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "frontend/frontend.h"

namespace sluice::cli {

nlohmann::ordered_json check_json(const frontend::CheckReport& report);
nlohmann::ordered_json devices_json();

} // namespace sluice::cli
