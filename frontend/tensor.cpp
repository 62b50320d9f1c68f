// SPDX-License-Identifier: Apache-2.0
#include "frontend/tensor.h"

namespace sluice::frontend {

std::int64_t Tensor::elements() const {
    return static_cast<std::int64_t>(integer ? integers.size() : floats.size());
}

double Tensor::at(std::int64_t index) const {
    const auto i = static_cast<std::size_t>(index);
    return integer ? static_cast<double>(integers.at(i)) : static_cast<double>(floats.at(i));
}

std::int64_t element_count(const std::vector<std::int64_t>& dims) {
    std::int64_t count = 1;
    bool empty = false;
    for (const std::int64_t dim : dims) {
        if (dim < 0 || dim > kMaxElements)
            return -1;
        if (dim == 0)
            empty = true;
        else if ((count *= dim) > kMaxElements)
            return -1;
    }
    return empty ? 0 : count;
}

std::string dims_text(const std::vector<std::int64_t>& dims) {
    std::string text;
    for (const std::int64_t dim : dims) {
        if (!text.empty())
            text += 'x';
        text += std::to_string(dim);
    }
    return text.empty() ? "scalar" : text;
}

} // namespace sluice::frontend
