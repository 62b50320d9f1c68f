// SPDX-License-Identifier: Apache-2.0
// What docs/command-line.md lists, read from its tables.
#pragma once

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace sluice::cli {

// The cells of each row of the table whose head begins with `head`, marks of Markdown included.
inline std::vector<std::vector<std::string>> table_rows(const std::string& page,
                                                        const std::string& head) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(page);
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(head)) {
            inside = true;
        } else if (!line.starts_with("|")) {
            inside = false;
        } else if (inside && !line.starts_with("|---")) {
            std::vector<std::string> cells(1);
            for (std::size_t at = 1; at < line.size(); ++at)
                if (line[at] == '|' && line[at - 1] != '\\')
                    cells.emplace_back();
                else
                    cells.back() += line[at];
            cells.pop_back(); // behind the last bar
            rows.push_back(cells);
        }
    }
    return rows;
}

// What stands between backquotes.
inline std::vector<std::string> quoted_words(const std::string& cell) {
    std::vector<std::string> words;
    for (std::size_t at = cell.find('`'); at != std::string::npos; at = cell.find('`', at)) {
        const std::size_t end = cell.find('`', at + 1);
        if (end == std::string::npos)
            break;
        words.push_back(cell.substr(at + 1, end - at - 1));
        at = end + 1;
    }
    return words;
}

// "a, b" as words.
inline std::vector<std::string> listed_words(const std::string& list) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : list + ",")
        if (c != ',' && c != ' ')
            word += c;
        else if (!word.empty())
            words.push_back(std::exchange(word, ""));
    return words;
}

// The keys of one row: "`input.mean`, `.std`"; where the values are "`{a, b}`" those of a section.
inline std::vector<std::string> row_keys(const std::vector<std::string>& cells) {
    std::vector<std::string> keys;
    for (const std::string& word : quoted_words(cells.at(0)))
        keys.push_back(word.starts_with('.') && !keys.empty()
                           ? keys.front().substr(0, keys.front().rfind('.')) + word
                           : word);
    const std::vector<std::string> values = quoted_words(cells.at(1));
    if (values.empty() || !values.front().starts_with('{'))
        return keys;
    std::vector<std::string> inner;
    for (const std::string& word :
         listed_words(values.front().substr(1, values.front().size() - 2)))
        inner.push_back(keys.front() + "." + word);
    return inner;
}

inline std::set<std::string> documented_keys(const std::string& page) {
    std::set<std::string> keys;
    for (const auto& row : table_rows(page, "| key | values |"))
        for (const std::string& key : row_keys(row))
            keys.insert(key);
    return keys;
}

// Each word that the page names as a value of a key: of the first of a row.
inline std::vector<std::pair<std::string, std::string>> documented_values(const std::string& page) {
    std::vector<std::pair<std::string, std::string>> values;
    for (const auto& row : table_rows(page, "| key | values |")) {
        std::string cell = row.at(1);
        cell.resize(std::min(cell.size(), cell.find(" ("))); // a remark
        for (const std::string& word : quoted_words(cell))
            if (word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") ==
                    std::string::npos &&
                word != "generate")
                values.emplace_back(row_keys(row).front(), word);
    }
    return values;
}

// "a.b.c" with a value as YAML.
inline std::string nested_yaml(const std::string& key, const std::string& value) {
    std::string text;
    std::istringstream parts(key);
    std::string braces;
    for (std::string part; std::getline(parts, part, '.');) {
        text += (text.empty() ? "" : "{") + part + ": ";
        braces += "}";
    }
    return text + value + braces.substr(1) + "\n";
}

// By command, as "a", "a.b", "a[].b"; what may be missing is left out.
inline std::map<std::string, std::vector<std::string>> promised_json_keys(const std::string& page) {
    std::map<std::string, std::vector<std::string>> promised;
    for (const auto& row : table_rows(page, "| command | keys |"))
        for (const std::string& command : quoted_words(row.at(0)))
            for (const std::string& key : quoted_words(row.at(1)))
                if (!key.starts_with('-')) // an option
                    promised[command.substr(0, command.find(' '))].push_back(key);
    return promised;
}

} // namespace sluice::cli
