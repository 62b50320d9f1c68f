// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/rearrange/plan.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace sluice::rtl {

namespace {

// A nest of digits over words or elements.
struct Nest {
    std::int64_t offset = 0;
    std::vector<Digit> digits;
};

// Without digits that never move, and with those in one that count on from each other.
std::vector<Digit> merged(const std::vector<Digit>& digits) {
    std::vector<Digit> result;
    for (const Digit& digit : digits) {
        if (digit.size == 1)
            continue;
        if (!result.empty() && result.back().stride == digit.stride * digit.size)
            result.back() = {result.back().size * digit.size, digit.stride};
        else
            result.push_back(digit);
    }
    return result;
}

// The same nest over words, each of which is `elements` neighbours, and holds `words` memory words
// (a pixel of several beats). Nothing where elements of a word part.
std::optional<Nest> in_words(const Nest& nest, std::int64_t elements, std::int64_t words) {
    Nest result = nest;
    if (elements > 1) {
        if (result.digits.empty() || result.digits.back().stride != 1 ||
            result.digits.back().size % elements != 0)
            return std::nullopt;
        Digit& run = result.digits.back();
        run = {run.size / elements, elements};
    }
    if (nest.offset % elements != 0)
        return std::nullopt;
    for (Digit& digit : result.digits) {
        if (digit.stride % elements != 0)
            return std::nullopt;
        digit.stride = digit.stride / elements * words;
    }
    result.offset = nest.offset / elements * words;
    result.digits.push_back({words, 1});
    result.digits = merged(result.digits);
    return result;
}

struct Reach {
    std::int64_t low = 0;
    std::int64_t high = 0;
};

Reach reach_of(const Nest& nest) {
    Reach reach{nest.offset, nest.offset};
    for (const Digit& digit : nest.digits)
        (digit.stride < 0 ? reach.low : reach.high) += (digit.size - 1) * digit.stride;
    return reach;
}

// The bands that follow the outermost digit, `together` of its steps in each, where those hold all
// that they need.
std::optional<RearrangePlan> banded(const Nest& nest, std::int64_t total, std::int64_t together) {
    const Digit outer = nest.digits.front();
    const std::int64_t size = outer.stride * together;
    if (outer.stride <= 0 || outer.size % together != 0 || total % size != 0)
        return std::nullopt;
    Nest inner = nest;
    inner.digits.front().size = together;
    inner.digits = merged(inner.digits);
    const Reach reach = reach_of(inner);
    RearrangePlan plan;
    plan.in_words = size;
    plan.bands = total / size;
    plan.first = reach.low / size;
    plan.used = outer.size / together;
    plan.offset = nest.offset - plan.first * size;
    plan.digits = inner.digits;
    if (reach.high / size != plan.first || plan.first + plan.used > plan.bands)
        return std::nullopt;
    return plan;
}

RearrangePlan smallest_bands(const Nest& nest, std::int64_t total) {
    RearrangePlan whole;
    whole.in_words = total;
    whole.offset = nest.offset;
    whole.digits = nest.digits;
    if (nest.digits.empty()) {
        whole.digits = {{1, 0}};
        return whole;
    }
    for (std::int64_t together = 1; together <= nest.digits.front().size; ++together)
        if (const auto plan = banded(nest, total, together))
            return plan->digits.empty()
                       ? RearrangePlan{false,      plan->in_words, plan->bands, plan->first,
                                       plan->used, plan->offset,   {{1, 0}}}
                       : *plan;
    return whole;
}

} // namespace

std::optional<RearrangePlan> plan_rearrange(const Rearrange& block, int lanes) {
    const Nest elements{block.offset, merged(block.digits)};
    const int in = block.input.channels;
    const int out = block.output.channels;
    if (lanes < 1 || lanes > std::min(in, out))
        return std::nullopt;
    std::optional<Nest> words;
    std::int64_t total = 0;
    if (in == out) { // whole pixels, of which the last beat may be padded
        const std::int64_t beats = ceil_div(in, lanes);
        words = in_words(elements, in, beats);
        total = block.input.pixels() * beats;
    }
    if (!words && in % lanes == 0 && out % lanes == 0) {
        words = in_words(elements, lanes, 1);
        total = block.input.elements() / lanes;
    }
    if (!words)
        return std::nullopt;
    if (words->offset == 0 && words->digits == merged({{total, 1}})) {
        RearrangePlan plan;
        plan.in_order = true;
        plan.in_words = total;
        plan.digits = {{total, 1}};
        return plan;
    }
    return smallest_bands(*words, total);
}

// Two bands of room: the band after next is written when this one has been read. Where all bands
// are read, writing and reading never wait longer for each other than the slower of them takes;
// where some are dropped, the frames are followed band by band until they repeat.
std::int64_t plan_interval(const RearrangePlan& plan) {
    const std::int64_t in = plan.in_words;
    const std::int64_t out = plan.out_words();
    if (plan.in_order || plan.used == plan.bands)
        return plan.bands * std::max(in, out);
    std::int64_t writing = 0; // from when the next word may be taken
    std::int64_t reading = 0;
    std::int64_t before = 0; // when the band before the last one had been read
    std::int64_t frame_end = 0;
    std::int64_t interval = 0;
    for (int frame = 0, same = 0; frame < 64 && same < 3; ++frame) {
        writing += plan.first * in;
        for (std::int64_t band = 0; band < plan.used; ++band) {
            writing = std::max(writing, before) + in;
            before = reading;
            reading = std::max(reading, writing) + out;
        }
        writing += (plan.bands - plan.first - plan.used) * in;
        same = reading - frame_end == interval ? same + 1 : 0;
        interval = reading - frame_end;
        frame_end = reading;
    }
    return interval;
}

} // namespace sluice::rtl
