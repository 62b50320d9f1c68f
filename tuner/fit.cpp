// SPDX-License-Identifier: Apache-2.0
#include "tuner/fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sluice::tuner {

namespace {

using Costs = std::array<double, kMostCosts>;
constexpr double kSlack = 1e-9;
constexpr int kPriceSteps = 80;
constexpr int kExchanges = 60;
constexpr std::int64_t kNodes = 20'000;

double priced(const Item& item, const Costs& prices, std::size_t costs) {
    double sum = item.objective;
    for (std::size_t c = 0; c < costs; ++c)
        sum += prices[c] * item.costs[c];
    return sum;
}

class Fitting {
public:
    Fitting(const std::vector<Group>& groups, std::size_t costs) : groups_(groups), costs_(costs) {}

    std::optional<std::vector<int>> run(bool want_cheapest) {
        if (!every_cost_alone_fits())
            return {};
        if (want_cheapest)
            walk_prices();
        nearest_.clear(); // from here on as when any fit will do: what fits then must fit now
        if (!best_ && !may_fit())
            return {};
        if (!best_)
            repair();
        if (!best_)
            branch();
        if (best_ && want_cheapest)
            improve(*best_);
        return best_;
    }

private:
    bool every_cost_alone_fits() const {
        for (std::size_t c = 0; c < costs_; ++c) {
            double sum = 0;
            for (const Group& group : groups_) {
                double least = std::numeric_limits<double>::max();
                for (const Item& item : group)
                    least = std::min(least, item.costs[c]);
                sum += least;
            }
            if (sum > 1 + kSlack)
                return false;
        }
        return true;
    }

    Costs sums(const std::vector<int>& chosen) const {
        Costs sum{};
        for (std::size_t g = 0; g < groups_.size(); ++g)
            for (std::size_t c = 0; c < costs_; ++c)
                sum[c] += item(g, chosen[g]).costs[c];
        return sum;
    }

    const Item& item(std::size_t group, int index) const {
        return groups_[group][static_cast<std::size_t>(index)];
    }

    // What is above the limits, together.
    double excess(const Costs& sum) const {
        double over = 0;
        for (std::size_t c = 0; c < costs_; ++c)
            over += std::max(0.0, sum[c] - 1 - kSlack);
        return over;
    }

    double objective(const std::vector<int>& chosen) const {
        double sum = 0;
        for (std::size_t g = 0; g < groups_.size(); ++g)
            sum += item(g, chosen[g]).objective;
        return sum;
    }

    void offer(const std::vector<int>& chosen, const Costs& sum) {
        const double over = excess(sum);
        if (over == 0 && (!best_ || objective(chosen) < objective(*best_)))
            best_ = chosen;
        if (nearest_.empty() || over < nearest_excess_) {
            nearest_ = chosen;
            nearest_excess_ = over;
        }
    }

    std::vector<int> cheapest(const Costs& prices) const {
        std::vector<int> chosen;
        for (const Group& group : groups_) {
            const auto at =
                std::min_element(group.begin(), group.end(), [&](const Item& a, const Item& b) {
                    return priced(a, prices, costs_) < priced(b, prices, costs_);
                });
            chosen.push_back(static_cast<int>(at - group.begin()));
        }
        return chosen;
    }

    // The cheapest of every group under prices that rise where a sum is too large.
    void walk_prices() {
        Costs prices{};
        double step = 0.5 * objective(cheapest(prices)) + 1e-6;
        for (int i = 0; i < kPriceSteps; ++i) {
            const std::vector<int> chosen = cheapest(prices);
            const Costs sum = sums(chosen);
            offer(chosen, sum);
            if (excess(sum) == 0) {
                if (i == 0)
                    return; // without any limit
                step *= 0.7;
            } else if (!best_ && i % 8 == 7) {
                step *= 2;
            }
            double norm = 1e-9;
            for (std::size_t c = 0; c < costs_; ++c)
                norm += std::abs(sum[c] - 1);
            for (std::size_t c = 0; c < costs_; ++c)
                prices[c] = std::max(0.0, prices[c] + step * (sum[c] - 1) / norm);
        }
    }

    // Prices without the objective: when the cheapest of every group costs more than the limits do,
    // nothing fits. Multiplicative weights find such prices where they exist.
    bool may_fit() {
        Costs prices{};
        std::fill_n(prices.begin(), costs_, 1.0 / static_cast<double>(costs_));
        for (int i = 0; i < kPriceSteps; ++i) {
            Costs scaled = prices;
            for (double& price : scaled)
                price *= 1e9; // against the objective
            const std::vector<int> chosen = cheapest(scaled);
            const Costs sum = sums(chosen);
            offer(chosen, sum);
            double value = 0;
            for (std::size_t c = 0; c < costs_; ++c)
                value += prices[c] * sum[c];
            if (value > 1 + 1e-6)
                return false;
            if (best_)
                return true;
            double total = 0;
            const double rate = 4.0 / std::sqrt(1.0 + i);
            for (std::size_t c = 0; c < costs_; ++c) {
                prices[c] *= std::exp(rate * std::clamp(sum[c] - 1, -1.0, 1.0));
                total += prices[c];
            }
            for (double& price : prices)
                price /= total;
            prices_ = scaled;
        }
        return true;
    }

    // Exchanges items of the choice that is nearest to fitting, one or two groups at a time, as
    // long as that brings it nearer.
    void repair() {
        std::vector<int> chosen = nearest_;
        Costs sum = sums(chosen);
        for (int steps = 0; excess(sum) > 0; ++steps) {
            if (steps == kExchanges)
                return;
            if (!exchange_one(chosen, sum) && !exchange_two(chosen, sum))
                return;
        }
        offer(chosen, sum);
    }

    Costs exchanged(const Costs& sum, std::size_t group, int from, int to) const {
        Costs other = sum;
        for (std::size_t c = 0; c < costs_; ++c)
            other[c] += item(group, to).costs[c] - item(group, from).costs[c];
        return other;
    }

    bool exchange_one(std::vector<int>& chosen, Costs& sum) const {
        double best = excess(sum) - kSlack;
        std::size_t at = groups_.size();
        int to = 0;
        for (std::size_t g = 0; g < groups_.size(); ++g)
            for (int i = 0; i < static_cast<int>(groups_[g].size()); ++i) {
                const double over = excess(exchanged(sum, g, chosen[g], i));
                if (over < best) {
                    best = over;
                    at = g;
                    to = i;
                }
            }
        if (at == groups_.size())
            return false;
        sum = exchanged(sum, at, chosen[at], to);
        chosen[at] = to;
        return true;
    }

    bool exchange_two(std::vector<int>& chosen, Costs& sum) const {
        const double before = excess(sum) - kSlack;
        for (std::size_t g = 0; g < groups_.size(); ++g)
            for (int i = 0; i < static_cast<int>(groups_[g].size()); ++i) {
                const Costs first = exchanged(sum, g, chosen[g], i);
                for (std::size_t h = g + 1; h < groups_.size(); ++h)
                    for (int j = 0; j < static_cast<int>(groups_[h].size()); ++j) {
                        const Costs both = exchanged(first, h, chosen[h], j);
                        if (excess(both) >= before)
                            continue;
                        chosen[g] = i;
                        chosen[h] = j;
                        sum = both;
                        return true;
                    }
            }
        return false;
    }

    // Depth first, each group's items cheapest first under the prices; a branch ends where the
    // rest's least of any cost, or of the prices together, no longer fits.
    void branch() {
        order_.resize(groups_.size());
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        const auto spread = [&](std::size_t g) {
            double low = std::numeric_limits<double>::max(), high = 0;
            for (const Item& i : groups_[g]) {
                const double p = priced(i, prices_, costs_) - i.objective;
                low = std::min(low, p);
                high = std::max(high, p);
            }
            return high - low;
        };
        std::stable_sort(order_.begin(), order_.end(),
                         [&](std::size_t a, std::size_t b) { return spread(a) > spread(b); });
        rest_.assign(groups_.size() + 1, Costs{});
        for (std::size_t k = groups_.size(); k-- > 0;) {
            rest_[k] = rest_[k + 1];
            for (std::size_t c = 0; c < costs_; ++c) {
                double least = std::numeric_limits<double>::max();
                for (const Item& i : groups_[order_[k]])
                    least = std::min(least, i.costs[c]);
                rest_[k][c] += least;
            }
        }
        std::vector<int> chosen(groups_.size(), 0);
        nodes_ = kNodes;
        descend(0, Costs{}, chosen);
    }

    bool descend(std::size_t depth, const Costs& used, std::vector<int>& chosen) {
        if (depth == order_.size()) {
            offer(chosen, used);
            return true;
        }
        const std::size_t g = order_[depth];
        std::vector<int> items(groups_[g].size());
        std::iota(items.begin(), items.end(), 0);
        std::stable_sort(items.begin(), items.end(), [&](int a, int b) {
            return priced(item(g, a), prices_, costs_) < priced(item(g, b), prices_, costs_);
        });
        for (const int i : items) {
            if (nodes_-- <= 0)
                return false;
            Costs sum = used;
            bool fits = true;
            for (std::size_t c = 0; c < costs_; ++c) {
                sum[c] += item(g, i).costs[c];
                fits = fits && sum[c] + rest_[depth + 1][c] <= 1 + kSlack;
            }
            if (!fits)
                continue;
            chosen[g] = i;
            if (descend(depth + 1, sum, chosen))
                return true;
        }
        return false;
    }

    // Cheaper items as long as they fit, the largest gain first.
    void improve(std::vector<int>& chosen) const {
        Costs sum = sums(chosen);
        for (;;) {
            double gain = 1e-12;
            std::size_t at = groups_.size();
            int to = 0;
            for (std::size_t g = 0; g < groups_.size(); ++g)
                for (int i = 0; i < static_cast<int>(groups_[g].size()); ++i) {
                    const double less = item(g, chosen[g]).objective - item(g, i).objective;
                    if (less > gain && excess(exchanged(sum, g, chosen[g], i)) == 0) {
                        gain = less;
                        at = g;
                        to = i;
                    }
                }
            if (at == groups_.size())
                return;
            sum = exchanged(sum, at, chosen[at], to);
            chosen[at] = to;
        }
    }

    const std::vector<Group>& groups_;
    std::size_t costs_;
    std::optional<std::vector<int>> best_;
    std::vector<int> nearest_; // the least above the limits so far
    double nearest_excess_ = 0;
    Costs prices_{};
    std::vector<std::size_t> order_;
    std::vector<Costs> rest_; // least costs of the groups from a depth on
    std::int64_t nodes_ = 0;
};

} // namespace

std::optional<std::vector<int>> fit(const std::vector<Group>& groups, std::size_t costs,
                                    bool cheapest) {
    if (costs > 1)
        return Fitting(groups, costs).run(cheapest);
    std::vector<int> chosen; // the least cost, then the least objective
    double sum = 0;
    for (const Group& group : groups) {
        const auto at =
            std::min_element(group.begin(), group.end(), [&](const Item& a, const Item& b) {
                return std::pair(a.costs[0], a.objective) < std::pair(b.costs[0], b.objective);
            });
        chosen.push_back(static_cast<int>(at - group.begin()));
        sum += at->costs[0];
    }
    if (costs == 1 && sum > 1 + kSlack)
        return {};
    return chosen;
}

} // namespace sluice::tuner
