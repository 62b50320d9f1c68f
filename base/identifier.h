// SPDX-License-Identifier: Apache-2.0
// Names from strangers as identifiers that SystemVerilog, file systems, scripts and HTML all take.
#pragma once

#include <set>
#include <string>

namespace sluice {

// Lower-case letters, digits and single underscores, led by a letter, at most 48 characters, never
// a keyword of (System)Verilog. Anything else becomes an underscore; what leaves nothing becomes
// `fallback`. Not unique: two names may give one identifier.
std::string identifier(const std::string& name, const std::string& fallback);

// Makes identifiers unique by appending _2, _3, ...
class IdentifierSet {
public:
    std::string unique(const std::string& wanted);

private:
    std::set<std::string> used_;
};

} // namespace sluice
