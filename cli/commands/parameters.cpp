// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/parameters.h"

#include <algorithm>
#include <memory>

#include "cli/commands/shared.h"
#include "cli/data/bytes.h"
#include "cli/data/npy.h"

namespace sluice::cli {

std::vector<DataArgument> take_parameters(const std::filesystem::path& model,
                                          const std::vector<std::string>& data,
                                          frontend::ImportOptions& import) {
    const std::vector<std::string> parameters = frontend::parameter_inputs(model);
    std::vector<DataArgument> rest;
    for (const DataArgument& argument : data_arguments(data)) {
        if (std::find(parameters.begin(), parameters.end(), argument.input) == parameters.end()) {
            rest.push_back(argument);
            continue;
        }
        const Array array = parse_npy(read_bytes(argument.path), argument.path.string());
        frontend::Tensor tensor;
        tensor.dims = array.shape;
        tensor.integer = is_integer(array.type);
        for (std::int64_t i = 0; i < array.elements(); ++i)
            if (tensor.integer)
                tensor.integers.push_back(array.integer_at(i));
            else
                tensor.floats.push_back(static_cast<float>(array.at(i)));
        import.constants[argument.input] =
            std::make_shared<const frontend::Tensor>(std::move(tensor));
    }
    return rest;
}

} // namespace sluice::cli
