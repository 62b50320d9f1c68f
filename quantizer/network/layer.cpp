// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layer.h"

namespace sluice::network {

namespace {

const char* name_of(const Conv&) {
    return "conv";
}
const char* name_of(const FullyConnected&) {
    return "fully_connected";
}
const char* name_of(const MaxPool&) {
    return "max_pool";
}
const char* name_of(const AveragePool&) {
    return "average_pool";
}
const char* name_of(const GlobalAveragePool&) {
    return "global_average_pool";
}
const char* name_of(const Add&) {
    return "add";
}
const char* name_of(const Concat&) {
    return "concat";
}
const char* name_of(const Lookup&) {
    return "lookup";
}
const char* name_of(const TopK&) {
    return "top_k";
}
const char* name_of(const MaxPlace&) {
    return "max_place";
}
const char* name_of(const MaxUnpool&) {
    return "max_unpool";
}

const char* name_of(const ArgMax&) {
    return "arg_max";
}
const char* name_of(const Rearrange&) {
    return "rearrange";
}
const char* name_of(const Multiply&) {
    return "multiply";
}
const char* name_of(const Extremum&) {
    return "extremum";
}
const char* name_of(const Softmax&) {
    return "softmax";
}
const char* name_of(const Pad&) {
    return "pad";
}

} // namespace

bool gives_indices(const LayerKind& kind) {
    const auto* top_k = std::get_if<TopK>(&kind);
    return std::holds_alternative<ArgMax>(kind) || (top_k != nullptr && top_k->indices);
}

const char* kind_name(const LayerKind& kind) {
    return std::visit([](const auto& layer) { return name_of(layer); }, kind);
}

} // namespace sluice::network
