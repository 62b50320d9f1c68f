// SPDX-License-Identifier: Apache-2.0
// Places of a maximum within its window, as ONNX operators.
#include "quantizer/onnx_export/builder.h"

namespace sluice::quantizer {

std::string max_places(Builder& b, const std::string& value, const network::MaxPlace& layer,
                       const Shape& input) {
    const Window& w = layer.window;
    const std::int64_t height = input.height + w.pad_bottom;
    const std::int64_t width = input.width + w.pad_right;
    const auto number = [&](std::int64_t n) { return b.int64s({}, {n}); };
    NodeRef pool = b.node("MaxPool", {value});
    set_window(pool, w, false);
    // Nothing is negative, so that truncation is the floor.
    const std::string inside = b.node("Mod", {pool.second(), number(height * width)});
    const std::string row = b.node("Div", {inside, number(width)});
    const std::string column = b.node("Mod", {inside, number(width)});
    return b.node("Add",
                  {b.node("Mul", {b.node("Mod", {row, number(w.kernel_h)}), number(w.kernel_w)}),
                   b.node("Mod", {column, number(w.kernel_w)})});
}

std::string unpooled(Builder& b, const std::string& values, const std::string& places,
                     const std::string& zero, const network::MaxUnpool& layer, const Shape& input) {
    const std::int64_t height = std::int64_t{input.height} * layer.kernel_h;
    const std::int64_t width = std::int64_t{input.width} * layer.kernel_w;
    Dims rows, columns, here;
    for (std::int64_t row = 0; row < height; ++row)
        rows.push_back(row / layer.kernel_h);
    for (std::int64_t column = 0; column < width; ++column)
        columns.push_back(column / layer.kernel_w);
    for (std::int64_t row = 0; row < height; ++row)
        for (std::int64_t column = 0; column < width; ++column)
            here.push_back(row % layer.kernel_h * layer.kernel_w + column % layer.kernel_w);
    const auto repeated = [&](const std::string& value) -> std::string {
        const std::string tall = b.node("Gather", {value, b.int64s({height}, rows)}).set("axis", 2);
        return b.node("Gather", {tall, b.int64s({width}, columns)}).set("axis", 3);
    };
    // Mod has the divisor's sign.
    const std::string place =
        b.node("Mod", {places, b.int64s({}, {std::int64_t{1} << network::place_bits(layer)})});
    return b.node("Where",
                  {b.node("Equal", {repeated(place), b.int64s({1, 1, height, width}, here)}),
                   repeated(values), zero});
}

} // namespace sluice::quantizer
