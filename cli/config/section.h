// SPDX-License-Identifier: Apache-2.0
// One mapping of a YAML file, read with errors that name file, line, key and remedy.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "base/error.h"

namespace sluice::cli {

class Section {
public:
    // `path` is the section's own key ("input"), empty for the whole file. A missing section
    // (null) reads as empty; one that is not a mapping is an Error.
    Section(std::string where, std::string path, YAML::Node node);
    // Keywords of a function call: `where` is the function, errors name no line.
    static Section of_keywords(std::string where, std::string path, YAML::Node node);

    // Throws Error for a key outside `known`, naming the nearest one, and for a key given twice.
    void allow(std::initializer_list<const char*> known) const;

    bool has(const char* key) const;
    Section section(const std::string& key) const;
    std::vector<std::string> keys() const;

    double number(const char* key, double low, double high) const;
    int integer(const char* key, int low, int high) const;
    bool boolean(const char* key) const;
    std::string text(const char* key) const;
    std::string choice(const char* key, std::initializer_list<const char*> allowed) const;
    std::vector<double> numbers(const char* key) const; // a number or a list of them
    std::vector<int> integers(const char* key, std::size_t count, int low, int high) const;

    [[noreturn]] void fail(const std::string& key, const std::string& problem,
                           const std::string& remedy) const;

private:
    YAML::Node at(const std::string& key) const;
    std::string full(const std::string& key) const;

    std::string where_;
    std::string path_;
    YAML::Node node_;
    bool lines_ = true; // errors name them
};

} // namespace sluice::cli
