// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/rearrange.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

std::vector<std::int64_t> source_elements(const Rearrange& layer) {
    std::vector<std::int64_t> sources{layer.offset};
    for (std::size_t i = 0; i < layer.sizes.size(); ++i) {
        std::vector<std::int64_t> next;
        next.reserve(sources.size() * static_cast<std::size_t>(layer.sizes[i]));
        for (const std::int64_t source : sources)
            for (std::int64_t digit = 0; digit < layer.sizes[i]; ++digit)
                next.push_back(source + digit * layer.strides[i]);
        sources = std::move(next);
    }
    return sources;
}

Shape output_shape(const Rearrange& layer, std::span<const Shape>) {
    return layer.shape;
}

std::int64_t macs(const Rearrange&, std::span<const Shape>) {
    return 0;
}

void validate(const Rearrange& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    require_shape(layer.shape);
    require(layer.sizes.size() == layer.strides.size(),
            "a rearrange does not have one stride for each size");
    const std::int64_t elements = inputs[0].elements();
    std::int64_t count = 1;
    std::int64_t lowest = layer.offset;
    std::int64_t highest = layer.offset;
    require(layer.offset >= 0 && layer.offset < elements, "a rearrange starts outside its input");
    for (std::size_t i = 0; i < layer.sizes.size(); ++i) {
        const std::int64_t size = layer.sizes[i];
        const std::int64_t stride = layer.strides[i];
        require(size >= 1 && size <= kMaxElements, "a rearrange has a size out of range");
        require(stride >= -elements && stride <= elements, "a rearrange has a stride out of range");
        count *= size; // both at most 2^31
        require(count <= kMaxElements, "a rearrange has too many elements");
        (stride < 0 ? lowest : highest) += (size - 1) * stride;
        require(lowest >= 0 && highest < elements, "a rearrange reaches outside its input");
    }
    require(count == layer.shape.elements(), "a rearrange's sizes do not give its output's shape");
}

} // namespace sluice::network
