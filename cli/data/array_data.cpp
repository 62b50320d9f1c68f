// SPDX-License-Identifier: Apache-2.0
#include "cli/data/array_data.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/nearest.h"
#include "cli/data/reader.h"
#include "cli/data/source.h"

namespace sluice::cli {

std::unique_ptr<DataSet> array_data(NamedArrays arrays, const std::vector<InputSpec>& inputs) {
    std::vector<std::string> names;
    for (const InputSpec& input : inputs)
        names.push_back(input.name);
    if (arrays.size() == 1 && arrays[0].first.empty()) {
        if (inputs.size() != 1)
            throw Error(
                "", fmt::format("the model has {} inputs and is given one array", inputs.size()),
                fmt::format("give an array by name for each of '{}'",
                            printable(fmt::format("{}", fmt::join(names, ", ")), 300)));
        arrays[0].first = inputs[0].name;
    }
    for (const auto& [name, array] : arrays)
        if (std::ranges::find(names, name) == names.end())
            throw Error("", fmt::format("the model has no input '{}'", printable(name)),
                        fmt::format("did you mean '{}'?", printable(nearest(name, names))));
    std::vector<Source> sources;
    for (const InputSpec& input : inputs) {
        const std::string where = fmt::format("array of input '{}'", printable(input.name));
        const auto own = std::ranges::find(arrays, input.name, &NamedArrays::value_type::first);
        if (own == arrays.end())
            throw Error("", fmt::format("the input '{}' is given no array", printable(input.name)),
                        "give one by its name");
        sources.push_back(
            source_of(where, array_reader(std::move(own->second), where, input, {}), input));
    }
    return data_set(std::move(sources), {}, {});
}

} // namespace sluice::cli
