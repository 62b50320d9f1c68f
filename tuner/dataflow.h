// SPDX-License-Identifier: Apache-2.0
// How long a frame alone takes, counted in pixels instead of beats: a hundred times as fast as the
// beat simulation and mostly within a few per cent of it, to search with. Private to the tuner.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "tuner/search.h"

namespace sluice::tuner {

// With d the cycles that a layer takes for one of its pixels, and e those from the last beat that a
// pixel waits for to the pixel's own last, its pixel n is done at
//
//     done(n) = max(done(n - 1) + d, done of the last pixel that it needs, on every input, + e)
//
// Which pixels those are, and e, are found by running blocks alone, their inputs' pixels far apart.
class Dataflow {
public:
    // Keeps a reference to the skeleton.
    Dataflow(const design::Skeleton& skeleton, const std::vector<LayerOptions>& layers);

    // Cycles from the first input pixel to the last output pixel, every layer built as the option
    // says. What it has in common with the choice accepted last is not computed again.
    double latency(const std::vector<const Option*>& choice);
    // latency() was called with it last.
    void accept();

    // Pixels that latency() computes for a choice that differs everywhere.
    std::int64_t pixels() const { return pixels_; }

private:
    using Times = std::vector<double>; // by pixel
    struct Layer {
        std::vector<int> inputs;                      // tensors
        int output = -1;                              // tensor
        std::vector<std::vector<std::int32_t>> needs; // by input, by own pixel: the last it needs
        // By input: the layer that makes it, where several inputs meet and this one is read here
        // alone; else -1.
        std::vector<int> held_producers;
    };
    void arrive();
    void wait_for(const Layer& layer, std::size_t input, const std::vector<const Option*>& choice,
                  Times& done) const;
    double cycles_per_pixel(std::size_t layer, const std::vector<const Option*>& choice) const;
    std::int64_t delay_of(const Option* option);
    std::int64_t input_beats(std::size_t tensor) const;
    const Times& times(int tensor) const;

    const design::Skeleton& skeleton_;
    std::vector<Layer> layers_;
    std::int64_t pixels_ = 0;
    std::vector<const Option*> accepted_, tried_; // by layer
    std::unordered_map<const Option*, std::int64_t> delays_;
    std::vector<Times> done_, trial_; // by tensor: of what is accepted, of what is tried
    std::vector<char> changed_;       // by tensor: trial_ holds it
};

} // namespace sluice::tuner
