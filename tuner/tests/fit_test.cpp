// SPDX-License-Identifier: Apache-2.0
// The knapsack under several limits against every combination.
#include "tuner/fit.h"

#include <random>

#include <catch2/catch.hpp>

using namespace sluice::tuner;

namespace {

struct Best {
    bool fits = false;
    double objective = 0;
};

void try_all(const std::vector<Group>& groups, std::size_t costs, std::size_t group,
             const Item& sum, Best& best) {
    for (std::size_t c = 0; c < costs; ++c)
        if (sum.costs[c] > 1 + 1e-9)
            return;
    if (group == groups.size()) {
        if (!best.fits || sum.objective < best.objective)
            best = {true, sum.objective};
        return;
    }
    for (const Item& item : groups[group]) {
        Item next = sum;
        for (std::size_t c = 0; c < costs; ++c)
            next.costs[c] += item.costs[c];
        next.objective += item.objective;
        try_all(groups, costs, group + 1, next, best);
    }
}

// Items that trade one cost against another, so that limits bind together.
std::vector<Group> random_groups(std::mt19937& random, std::size_t costs, double tightness) {
    std::uniform_real_distribution<double> share(0.05, 1.0);
    const std::size_t count = 3 + random() % 4;
    std::vector<Group> groups(count);
    for (Group& group : groups) {
        group.resize(2 + random() % 4);
        for (Item& item : group) {
            double product = 1;
            for (std::size_t c = 0; c < costs; ++c) {
                item.costs[c] = share(random);
                product *= item.costs[c];
            }
            const double scale = tightness / static_cast<double>(count) /
                                 std::pow(product, 1.0 / static_cast<double>(costs));
            for (std::size_t c = 0; c < costs; ++c) {
                item.costs[c] *= 0.7 * scale;
                item.objective += item.costs[c];
            }
            item.objective *= 0.5 + share(random);
        }
    }
    return groups;
}

} // namespace

TEST_CASE("what fits several limits is found, what does not is refused") {
    std::mt19937 random(7);
    int fitting = 0, cases = 0;
    double worst = 1, sum = 0;
    for (const std::size_t costs : {2, 3, 5})
        for (const double tightness : {0.9, 1.05, 1.2, 1.35, 1.5, 1.7, 2.0})
            for (int i = 0; i < 40; ++i) {
                const auto groups = random_groups(random, costs, tightness);
                Best best;
                try_all(groups, costs, 0, {}, best);
                ++cases;
                CAPTURE(costs, tightness, i);
                REQUIRE(fit(groups, costs, false).has_value() == best.fits);
                const auto found = fit(groups, costs, true);
                REQUIRE(found.has_value() == best.fits);
                if (!found)
                    continue;
                ++fitting;
                Item use;
                for (std::size_t g = 0; g < groups.size(); ++g) {
                    const Item& item = groups[g].at(static_cast<std::size_t>((*found)[g]));
                    use.objective += item.objective;
                    for (std::size_t c = 0; c < costs; ++c)
                        use.costs[c] += item.costs[c];
                }
                for (std::size_t c = 0; c < costs; ++c)
                    CHECK(use.costs[c] <= 1 + 1e-8);
                worst = std::max(worst, use.objective / best.objective);
                sum += use.objective / best.objective;
            }
    CHECK(fitting * 4 > cases);
    CHECK(fitting * 4 < cases * 3);
    INFO("worst " << worst << ", mean " << sum / fitting);
    CHECK(worst < 1.6);
    CHECK(sum / fitting < 1.05);
}

TEST_CASE("for one limit the least cost is chosen, of equals the least objective") {
    Item dear{{0.5}, 0}, cheap{{0.2}, 3}, cheap_and_good{{0.2}, 1};
    const std::vector<Group> groups = {{dear, cheap, cheap_and_good}, {cheap_and_good, dear}};
    CHECK(fit(groups, 1, true) == std::vector<int>{2, 0});
    const std::vector<Group> heavy(6, Group{cheap});
    CHECK_FALSE(fit(heavy, 1, true));
}
