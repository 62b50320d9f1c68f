// SPDX-License-Identifier: Apache-2.0
#include "cli/report/pipeline.h"

#include <nlohmann/json.hpp>

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;

Json adapter_json(const ReportAdapter& adapter) {
    Json object = {{"kind", adapter.kind}, {"name", adapter.name}};
    if (adapter.depth > 0) {
        object["depth"] = adapter.depth;
        object["most_beats"] = adapter.most_beats;
    }
    return object;
}

} // namespace

Json link_json(const ReportLink& link) {
    Json adapters = Json::array();
    for (const ReportAdapter& adapter : link.adapters)
        adapters.push_back(adapter_json(adapter));
    return {{"from", link.from < 0 ? Json(nullptr) : Json(link.from)},
            {"to", link.to < 0 ? Json(nullptr) : Json(link.to)},
            {"port", link.port},
            {"lanes", link.lanes},
            {"pixels", link.pixels},
            {"lane_bits", link.lane_bits},
            {"beats", link.beats},
            {"adapters", adapters}};
}

Json span_json(const ReportSpan& span) {
    return {{"first_in", span.first_in},
            {"last_in", span.last_in},
            {"first_out", span.first_out},
            {"last_out", span.last_out}};
}

Json memory_json(const ReportMemory& memory, double block_bits) {
    Json object = {{"owner", memory.owner},
                   {"layer", memory.layer < 0 ? Json(nullptr) : Json(memory.layer)},
                   {"holds", memory.holds},
                   {"bram", memory.bram}};
    if (memory.words == 0)
        return object;
    const double bits = static_cast<double>(memory.count) * static_cast<double>(memory.words) *
                        static_cast<double>(memory.word_bits);
    object["count"] = memory.count;
    object["words"] = memory.words;
    object["word_bits"] = memory.word_bits;
    object["bits"] = bits;
    if (memory.bram > 0 && block_bits > 0)
        object["full"] = bits / (memory.bram * block_bits);
    return object;
}

} // namespace sluice::cli
