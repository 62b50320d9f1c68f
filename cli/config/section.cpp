// SPDX-License-Identifier: Apache-2.0
#include "cli/config/section.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"

namespace sluice::cli {

Section::Section(std::string where, std::string path, YAML::Node node)
    : where_(std::move(where)), path_(std::move(path)), node_(std::move(node)) {
    if (!node_.IsNull() && !node_.IsMap())
        throw Error(where_,
                    fmt::format("line {}: {} is not a mapping of keys to values",
                                node_.Mark().line + 1,
                                path_.empty() ? "the file" : "'" + printable(path_) + "'"),
                    "write it as `key: value` lines");
}

Section Section::of_keywords(std::string where, std::string path, YAML::Node node) {
    if (!node.IsNull() && !node.IsMap())
        throw Error(where, fmt::format("'{}' is not a dict", printable(path)),
                    "give one of names and values");
    Section section(std::move(where), std::move(path), std::move(node));
    section.lines_ = false;
    return section;
}

void Section::allow(std::initializer_list<const char*> known) const {
    const std::vector<std::string> names(known.begin(), known.end());
    for (const std::string& key : keys())
        if (std::ranges::find(names, key) == names.end())
            fail(key, "is not known", fmt::format("did you mean '{}'?", full(nearest(key, names))));
}

bool Section::has(const char* key) const {
    if (!node_.IsMap())
        return false;
    const YAML::Node value = node_[key];
    return value.IsDefined() && !value.IsNull();
}

Section Section::section(const std::string& key) const {
    const YAML::Node node = has(key.c_str()) ? node_[key] : YAML::Node();
    return lines_ ? Section(where_, full(key), node) : of_keywords(where_, full(key), node);
}

std::vector<std::string> Section::keys() const {
    std::vector<std::string> keys;
    if (!node_.IsMap())
        return keys;
    for (const auto& entry : node_) {
        if (!entry.first.IsScalar())
            throw Error(where_,
                        fmt::format("line {}: a key is not a name", entry.first.Mark().line + 1),
                        "write it as `key: value` lines");
        if (std::ranges::find(keys, entry.first.Scalar()) != keys.end())
            fail(entry.first.Scalar(), "is given twice", "keep one of them");
        keys.push_back(entry.first.Scalar());
    }
    return keys;
}

double Section::number(const char* key, double low, double high) const {
    double value = 0;
    const bool ok = at(key).IsScalar() && YAML::convert<double>::decode(at(key), value);
    if (!ok || !std::isfinite(value) || value < low || value > high)
        fail(key,
             "is not a number " + (std::isfinite(low) && std::isfinite(high)
                                       ? fmt::format("from {} to {}", low, high)
                                       : std::string("in range")),
             "correct it");
    return value;
}

int Section::integer(const char* key, int low, int high) const {
    const double value = number(key, low, high);
    if (value != std::floor(value))
        fail(key, "is not a whole number", "correct it");
    return static_cast<int>(value);
}

bool Section::boolean(const char* key) const {
    bool value = false;
    if (!at(key).IsScalar() || !YAML::convert<bool>::decode(at(key), value))
        fail(key, "is neither true nor false", "write one of them");
    return value;
}

std::string Section::text(const char* key) const {
    if (!at(key).IsScalar())
        fail(key, "is not a text", "write a single value");
    return at(key).Scalar();
}

std::string Section::choice(const char* key, std::initializer_list<const char*> allowed) const {
    const std::string value = text(key);
    const std::vector<std::string> names(allowed.begin(), allowed.end());
    if (std::ranges::find(names, value) == names.end())
        fail(key, fmt::format("is '{}'", printable(value)),
             fmt::format("it can be {}", fmt::join(names, ", ")));
    return value;
}

std::vector<double> Section::numbers(const char* key) const {
    const YAML::Node node = at(key);
    std::vector<double> values;
    const auto add = [&](const YAML::Node& element) {
        double value = 0;
        if (!element.IsScalar() || !YAML::convert<double>::decode(element, value) ||
            !std::isfinite(value))
            fail(key, "is not a number or a list of numbers", "write it as [0.5, 0.5, 0.5]");
        values.push_back(value);
    };
    if (node.IsSequence())
        for (const auto& element : node)
            add(element);
    else
        add(node);
    if (values.empty())
        fail(key, "is an empty list", "write one number, or one per channel");
    return values;
}

std::vector<int> Section::integers(const char* key, std::size_t count, int low, int high) const {
    const std::vector<double> values = numbers(key);
    const bool ok = values.size() == count && std::ranges::all_of(values, [&](double value) {
                        return value == std::floor(value) && value >= low && value <= high;
                    });
    if (!ok)
        fail(key, fmt::format("is not a list of {} whole numbers from {} to {}", count, low, high),
             "write it as [224, 224], height first");
    return {values.begin(), values.end()};
}

void Section::fail(const std::string& key, const std::string& problem,
                   const std::string& remedy) const {
    if (!lines_)
        throw Error(where_, fmt::format("'{}' {}", printable(full(key)), problem), remedy);
    int line = node_.Mark().line + 1;
    if (node_.IsMap())
        for (const auto& entry : node_)
            if (entry.first.IsScalar() && entry.first.Scalar() == key)
                line = entry.first.Mark().line + 1;
    throw Error(where_,
                fmt::format("line {}: the key '{}' {}", line, printable(full(key)), problem),
                remedy);
}

YAML::Node Section::at(const std::string& key) const {
    return node_[key];
}

std::string Section::full(const std::string& key) const {
    return path_.empty() ? key : path_ + "." + key;
}

} // namespace sluice::cli
