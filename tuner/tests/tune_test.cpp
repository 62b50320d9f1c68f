// SPDX-License-Identifier: Apache-2.0
#include "tuner/tune.h"

#include <limits>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "generator/design/tests/skeletons.h"
#include "tuner/options.h"
#include "tuner/search.h"
#include "tuner/sweep.h"
#include "tuner/use.h"

using namespace sluice;
using namespace sluice::tuner;

namespace {

TuneResult tuned(const design::SkeletonBuilder& net, const Budget& budget,
                 std::optional<std::int64_t> goal = {}) {
    return tune(net.skeleton(), {budget, goal, {}, {}, {}});
}

Budget products(double count) {
    Budget budget;
    budget.products = count;
    return budget;
}

struct Limit {
    const char* name;
    std::optional<double> Budget::*allowed;
    double (*used)(const Use&);
};
const Limit kLimits[] = {
    {"products", &Budget::products, [](const Use& u) { return u.products; }},
    {"dsp", &Budget::dsp, [](const Use& u) { return u.resources.dsp; }},
    {"lut", &Budget::lut, [](const Use& u) { return u.resources.lut; }},
    {"ff", &Budget::ff, [](const Use& u) { return u.resources.ff; }},
    {"bram", &Budget::bram, [](const Use& u) { return u.resources.bram; }},
};

const std::vector<design::SkeletonBuilder> kNetworks = {design::small_resnet(),
                                                        design::small_mobilenet()};
constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::max();

template <class Kind, class Action> std::string message_of(const Action& action) {
    try {
        action();
    } catch (const Kind& error) {
        return error.what();
    }
    return "nothing thrown";
}

} // namespace

TEST_CASE("budgets hold, for each resource alone and all together") {
    for (const design::SkeletonBuilder& net : kNetworks) {
        const Use least = tuned(net, {}, kSmallest).use;
        Budget all;
        for (const Limit& limit : kLimits) {
            for (const double factor : {1.5}) {
                Budget budget;
                budget.*limit.allowed = limit.used(least) * factor;
                const TuneResult result = tuned(net, budget);
                CAPTURE(limit.name, factor);
                CHECK(limit.used(result.use) <= *(budget.*limit.allowed));
                CHECK(limit.used(result.use) ==
                      Approx(limit.used(use_of(result.design, Family{}))));
            }
            all.*limit.allowed = limit.used(least) * 1.5;
        }
        const Use use = tuned(net, all).use;
        for (const Limit& limit : kLimits)
            CHECK(limit.used(use) <= *(all.*limit.allowed));
    }
}

TEST_CASE("what is used counts FIFOs, forks, converters and requantizers") {
    const TuneResult result = tuned(design::small_resnet(), products(60));
    double layers_lut = 0;
    for (const design::LayerBlock& layer : result.skeleton.layers)
        layers_lut += rtl::block_resources(layer.block, Family{}).lut;
    CHECK(result.use.resources.lut > layers_lut);
    CHECK(2 * result.use.resources.dsp > result.use.products); // a block gives two at most
}

TEST_CASE("control registers are counted, and a budget has to hold them") {
    const design::Skeleton skeleton = design::small_resnet().skeleton();
    Options options;
    options.interval_goal_cycles = kSmallest;
    const TuneResult plain = tune(skeleton, options);
    options.control = true;
    const TuneResult with = tune(skeleton, options);
    const rtl::Resources control = rtl::resources(design::control_of(with.design), options.family);
    CHECK(design::control_of(with.design).layers == static_cast<int>(skeleton.layers.size()));
    CHECK(control.ff > 64.0 * static_cast<double>(skeleton.layers.size()));
    CHECK(with.use.resources.ff == Approx(plain.use.resources.ff + control.ff));
    CHECK(with.use.resources.lut == Approx(plain.use.resources.lut + control.lut));
    CHECK(with.timing.interval_cycles == plain.timing.interval_cycles);
    options.budget.ff = plain.use.resources.ff + control.ff / 2;
    CHECK_THROWS_AS(tune(skeleton, options), CheckFailed);
    options.control = false;
    CHECK(tune(skeleton, options).use.resources.ff <= *options.budget.ff);
}

TEST_CASE("the interval falls or stays as a budget grows") {
    for (const design::SkeletonBuilder& net : kNetworks) {
        std::int64_t last = kSmallest;
        std::int64_t first = 0;
        for (const int count : {14, 20, 30, 45, 64, 100, 150, 220, 440, 900}) {
            const TuneResult result = tuned(net, products(count));
            CAPTURE(count);
            CHECK(result.timing.interval_cycles <= last);
            last = result.timing.interval_cycles;
            first = first == 0 ? last : first;
        }
        CHECK(last * 8 < first);
    }
}

TEST_CASE("the lower bound is never above the interval, and a design exists near it") {
    for (const design::SkeletonBuilder& net : kNetworks)
        for (const int count : {14, 64, 220, 1000000}) {
            const TuneResult result = tuned(net, products(count));
            CAPTURE(count);
            CHECK(result.interval_lower_bound_cycles <= result.timing.interval_cycles);
            CHECK(result.interval_lower_bound_cycles >=
                  static_cast<double>(net.macs()) / count - 1);
            if (count == 1000000)
                CHECK(result.interval_lower_bound_cycles == result.timing.interval_cycles);
        }
}

TEST_CASE("the design is timed as its blocks say, and the bottleneck is the slowest layer") {
    for (const design::SkeletonBuilder& net : kNetworks) {
        const TuneResult result = tuned(net, products(100));
        CHECK_FALSE(result.timing.deadlock);
        CHECK(result.timing.interval_cycles == design::slowest_interval(result.skeleton));
        const auto& slowest =
            result.skeleton.layers.at(static_cast<std::size_t>(result.bottleneck));
        CHECK(rtl::block_interval_cycles(slowest.block) == result.timing.interval_cycles);
    }
}

TEST_CASE("the smallest design has one product a layer") {
    for (const design::SkeletonBuilder& net : kNetworks) {
        const TuneResult result = tuned(net, {}, kSmallest);
        int weighted = 0;
        for (const design::LayerBlock& layer : result.skeleton.layers)
            weighted += std::holds_alternative<rtl::Conv>(layer.block);
        CHECK(result.use.products == weighted);
        CHECK(tuned(net, products(weighted)).use.products == weighted);
    }
}

TEST_CASE("a budget too small for any design names what is short") {
    design::SkeletonBuilder long_rows; // these need block memory whatever the parallelism
    long_rows.output(long_rows.conv(long_rows.input({4, 7000, 2}), 2));
    std::vector<design::SkeletonBuilder> networks = kNetworks;
    networks.push_back(long_rows);
    for (const design::SkeletonBuilder& net : networks) {
        const Use least = tuned(net, {}, kSmallest).use;
        for (const Limit& limit : kLimits) {
            if (limit.allowed == &Budget::dsp) // logic takes the place of multiplier blocks
                continue;
            if (limit.allowed == &Budget::bram && &net != &networks.back())
                continue;
            Budget budget;
            // Of memory another design than the one of fewest products has least.
            budget.*limit.allowed =
                limit.used(least) * (limit.allowed == &Budget::bram ? 0.1 : 0.4);
            const std::string message =
                message_of<CheckFailed>([&, &network = net] { tuned(network, budget); });
            CAPTURE(limit.name, message);
            CHECK(message.find("net: the smallest design needs ") == 0);
            CHECK(message.find(std::string(" ") + limit.name + " and the budget is ") !=
                  std::string::npos);
            CHECK(message.find(std::string("raise the budget's '") + limit.name + "'") !=
                  std::string::npos);
        }
    }
}

TEST_CASE("a goal is reached with fewer products than the budget has") {
    for (const design::SkeletonBuilder& net : kNetworks) {
        const TuneResult full = tuned(net, products(440));
        const std::int64_t goal = full.timing.interval_cycles * 3;
        const TuneResult enough = tuned(net, products(440), goal);
        CHECK(enough.timing.interval_cycles <= goal);
        CHECK(enough.use.products * 2 < full.use.products);
    }
}

TEST_CASE("a goal out of reach is a failed check that names the slowest layer") {
    const std::string message = message_of<CheckFailed>(
        [] { tuned(design::small_resnet(), products(30), std::int64_t{20}); });
    CAPTURE(message);
    CHECK(message.find("net: the goal of 20 cycles per frame cannot be met: layer 'conv") == 0);
    CHECK(message.find("; raise the budget or lower the goal") != std::string::npos);
}

TEST_CASE("pinned layers are kept, others make up for it") {
    const design::SkeletonBuilder net = design::small_resnet();
    const rtl::Parallelism pin{2, 3, 3};
    const TuneResult result = tune(net.skeleton(), {products(200), {}, {{1, pin}}});
    CHECK(rtl::block_parallelism(result.skeleton.layers[1].block) == pin);
    CHECK(result.timing.interval_cycles ==
          rtl::block_interval_cycles(result.skeleton.layers[1].block));
}

TEST_CASE("a layer is built as its pin says, and what cannot be is an error that names it") {
    const design::SkeletonBuilder net = design::small_resnet();
    Options options{products(100), {}, {}};
    options.mappings[1] = {rtl::Unit::logic, {}, rtl::Unit::logic};
    const TuneResult result = tune(net.skeleton(), options);
    const rtl::Mapping built = rtl::block_mapping(result.skeleton.layers[1].block);
    CHECK(built.products == rtl::Unit::logic);
    CHECK(built.requantizer == rtl::Unit::logic);
    options.mappings[1] = {rtl::Unit::logic, true, {}};
    const std::string message = message_of<Error>([&] { tune(net.skeleton(), options); });
    CHECK(message.find("layer 'conv") == 0);
    CHECK(message.find("packing") != std::string::npos);
}

TEST_CASE("an illegal pin is an error that names the layer and what is legal") {
    design::SkeletonBuilder net = design::small_mobilenet();
    design::Skeleton skeleton = net.skeleton();
    skeleton.layers[1].label = "block1/depthwise";
    const auto refusal = [&](int layer, const rtl::Parallelism& pin) {
        return message_of<Error>([&] { tune(skeleton, {products(200), {}, {{layer, pin}}}); });
    };
    CHECK(refusal(0, {9, 1, 1}) ==
          "layer 'conv0': parallelism in_channels=9 is not possible; use 1, 2 or 3");
    CHECK(refusal(0, {1, 1, 4}) ==
          "layer 'conv0': parallelism kernel=4 is not possible; use 1, 3 or 9");
    CHECK(refusal(1, {0, 0, 1}) ==
          "layer 'block1/depthwise': parallelism in_channels=0 is not possible; use 1");
    const int pool = static_cast<int>(skeleton.layers.size()) - 2;
    CHECK(refusal(pool, {99, 1, 1}) ==
          "layer 'global_pool11': parallelism in_channels=99 is out of range; use 24");
}

TEST_CASE("the same input gives the same design") {
    for (const design::SkeletonBuilder& net : kNetworks) {
        const TuneResult a = tuned(net, products(100));
        const TuneResult b = tuned(net, products(100));
        for (std::size_t i = 0; i < a.skeleton.layers.size(); ++i)
            CHECK(rtl::block_parallelism(a.skeleton.layers[i].block) ==
                  rtl::block_parallelism(b.skeleton.layers[i].block));
    }
}

TEST_CASE("the greedy method gives its steps, the search gives none and is no slower") {
    for (const design::SkeletonBuilder& net : kNetworks) {
        Options options;
        options.budget = products(100);
        const TuneResult best = tune(net.skeleton(), options);
        options.method = Method::greedy;
        const TuneResult walked = tune(net.skeleton(), options);
        CHECK(best.trace.empty());
        CHECK(walked.trace.size() > 5);
        CHECK(best.timing.interval_cycles <= walked.timing.interval_cycles);
    }
}

TEST_CASE("the objective latency has a smaller latency than the smallest interval's design") {
    int better = 0;
    for (const design::SkeletonBuilder& net : kNetworks)
        for (const int count : {64, 150}) {
            Options options;
            options.budget = products(count);
            const TuneResult fastest = tune(net.skeleton(), options);
            options.method = Method::latency;
            const TuneResult quickest = tune(net.skeleton(), options);
            CHECK(shortage(quickest.use, options.budget).what.empty());
            CHECK(quickest.timing.latency_cycles <= fastest.timing.latency_cycles);
            better += quickest.timing.latency_cycles < fastest.timing.latency_cycles;
        }
    CHECK(better >= 3);
}

// A choice under several limits is found twice, any that fits and then the cheapest; what fits is
// exact only as long as the nodes of the branching last, hence the two per cent.
TEST_CASE("more LUTs beside the same multipliers do not make a design slower") {
    design::SkeletonBuilder net; // MobileNetV1's layers
    int t = net.conv(net.input({224, 224, 3}), 32, 3, 2);
    for (const int channels : {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024})
        t = net.conv(net.depthwise(t, 3, channels > net.shape(t).channels && channels > 64 ? 2 : 1),
                     channels, 1);
    net.output(net.conv(net.global_pool(t), 1000, 1));
    const std::vector<LayerOptions> layers = options_of(net.skeleton(), {});
    Budget budget;
    budget.dsp = 220;
    budget.ff = 106400;
    budget.products = budget.bram = 1e9;
    budget.uram = 0;
    std::int64_t before = kSmallest / 2;
    for (double lut = 46000; lut < 54000; lut += 400) {
        budget.lut = lut;
        const std::optional<Choice> choice = search(layers, budget, {});
        CAPTURE(lut, before);
        REQUIRE(choice.has_value());
        CHECK(choice->cycles <= before + before / 50);
        before = std::min(before, choice->cycles);
    }
}

TEST_CASE("what more of a resource would allow is no slower, and said of limited ones alone") {
    const TuneResult result = tuned(design::small_resnet(), products(64));
    REQUIRE(result.gains.size() == 1);
    CHECK(result.gains[0].resource == "products");
    CHECK(result.gains[0].interval_cycles <= result.timing.interval_cycles);
    CHECK(tuned(design::small_resnet(), products(67)).timing.interval_cycles <=
          result.gains[0].interval_cycles);
    CHECK(result.why_slow.find("its next step") == 0);
}

TEST_CASE("a bottleneck that takes one pixel at a time says so") {
    design::SkeletonBuilder builder;
    const int x = builder.input({12, 14, 4});
    builder.output(builder.max_pool(builder.conv(x, 4, 1)));
    design::Skeleton skeleton = builder.skeleton();
    Options options;
    options.budget = products(1000);
    CHECK(tune(skeleton, options).why_slow.find("one pixel at a time") == std::string::npos);
    // Instead of the pooling a border of nothing, which leaves the shape as it is.
    skeleton.layers[1].block = rtl::Pad{{12, 14, 4}, {}, {}, {}, 0, {}};
    const TuneResult result = tune(skeleton, options);
    CHECK(result.bottleneck == 1);
    CHECK(result.why_slow.find("one pixel at a time") != std::string::npos);
}

TEST_CASE("a sweep's designs are each faster than the last and within what is allowed") {
    for (const design::SkeletonBuilder& net : kNetworks) {
        Options options;
        options.budget = products(600);
        const Sweep swept = sweep(net.skeleton(), options, 10);
        CHECK(swept.resource == "products");
        REQUIRE(swept.points.size() > 4);
        for (std::size_t i = 0; i < swept.points.size(); ++i) {
            const SweepPoint& point = swept.points[i];
            CHECK(point.use.products <= point.allowed);
            CHECK(point.interval_lower_bound_cycles <= point.interval_cycles);
            CHECK(point.latency_cycles > 0);
            if (i > 0)
                CHECK(point.interval_cycles < swept.points[i - 1].interval_cycles);
        }
        const TuneResult last = tuned(net, products(600));
        CHECK(swept.points.back().interval_cycles == last.timing.interval_cycles);
    }
}
