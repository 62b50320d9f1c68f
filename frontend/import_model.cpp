// SPDX-License-Identifier: Apache-2.0
#include "frontend/expand_quantized.h"
#include "frontend/frontend.h"
#include "frontend/walk.h"

namespace sluice::frontend {

ImportResult import_model(const std::filesystem::path& path, const ImportOptions& options) {
    OnnxModel model = read_onnx_file(path);
    expand_quantized(model);
    Walk walk = walk_model(model, options, false);
    return {std::move(walk.graph), std::move(walk.warnings)};
}

} // namespace sluice::frontend
