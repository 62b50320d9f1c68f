// SPDX-License-Identifier: Apache-2.0
// The page as text; how it behaves in a browser is report_page_test.py's.
#include <catch2/catch.hpp>

#include "base/sha256.h"
#include "cli/report/difference.h"
#include "cli/report/escape.h"
#include "cli/report/page.h"

using namespace sluice;
using namespace sluice::cli;
using Catch::Contains;
using Json = nlohmann::ordered_json;

namespace {

const std::string kHostile =
    "</script><script>alert(1)</script> & \"x\" 'y' \n\x1b[31m \xff \xe2\x80\xa8";

Json layer(const std::string& name, int cycles) {
    return {{"name", name}, {"kind", "conv"}, {"cycles", cycles}, {"macs", 10}};
}

Json report(const std::string& name) {
    return {{"name", name},
            {"fps", 100.0},
            {"device", "xc7z020"},
            {"interval_cycles", 1000},
            {"resources", {{"dsp", 10}, {"lut", 0}}},
            {"layers", {layer("a", 1000), layer("b", 7)}}};
}

// What stands between `begin` and `end`, from `from` on.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    const std::size_t at = text.find(begin) + begin.size();
    return text.substr(at, text.find(end, at) - at);
}

} // namespace

TEST_CASE("what goes into a script can end it in no way and is the same when read") {
    const std::string text = json_for_script({{"name", kHostile}});
    CHECK_THAT(text, !Contains("<") && !Contains(">") && !Contains("&"));
    for (const char c : text)
        CHECK((static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f));
    const std::string read = Json::parse(text)["name"];
    CHECK(read.substr(0, 40) == kHostile.substr(0, 40)); // up to what is no UTF-8
}

TEST_CASE("markup and control characters are escaped") {
    CHECK(html_escaped("<a href='x'>&\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    CHECK(html_escaped("a\nb\x1b") == "a\\x0ab\\x1b");
    CHECK(html_escaped("a\nb", true) == "a\nb");
}

TEST_CASE("the page holds its library, the licence of that, and names from a model as data alone") {
    const std::string page = report_page({report(kHostile)});
    CHECK_THAT(page, Contains("https://d3js.org") && Contains("BSD-3-Clause"));
    CHECK_THAT(page, !Contains("<script>alert") && !Contains("\x1b"));
    CHECK_THAT(page, Contains("default-src 'none'"));
    CHECK_THAT(page, !Contains("<script src") && !Contains("<link") && !Contains("<img") &&
                         !Contains("@import") && !Contains("url(http"));
    CHECK(page.size() < 700'000);
}

TEST_CASE("only the page's own two scripts are allowed to run, by their digests") {
    const std::string page = report_page({report("net")});
    const std::string allowed = between(page, "script-src ", "\">");
    const std::string library = between(page, "<script>", "</script>");
    const std::string rest = page.substr(page.find("<script>") + 8);
    const std::string own = between(rest, "<script>", "</script>");
    CHECK(allowed == "'sha256-" + sha256_base64(library) + "' 'sha256-" + sha256_base64(own) + "'");
}

TEST_CASE("the same report gives the same page") {
    CHECK(report_page({report("net")}) == report_page({report("net")}));
}

TEST_CASE("two designs: figures, changed facts and changed layers") {
    Json a = report("net"), b = report("net");
    b["interval_cycles"] = 500;
    b["device"] = "xc7z010";
    b["layers"][0]["cycles"] = 500;
    b["layers"].push_back(layer("new", 3));
    a["layers"].push_back(layer("<old>", 3));
    const Json d = difference_json(a, b);
    CHECK(d["same_layers"] == 1);
    REQUIRE(d["layers"].size() == 1);
    CHECK(d["layers"][0]["changes"] ==
          Json::array({{{"name", "cycles"}, {"a", 1000}, {"b", 500}}}));
    CHECK(d["only_a"] == Json::array({"<old>"}));
    CHECK(d["only_b"] == Json::array({"new"}));
    REQUIRE(d["changed"].size() == 1);
    CHECK(d["changed"][0]["b"] == "xc7z010");
    CHECK_THAT(difference_text(d), Contains("-50.0 %") && Contains("1 the same, 1 changed") &&
                                       Contains("only in B: new"));
    CHECK_THAT(difference_html(d), Contains("&lt;old&gt;") && !Contains("<old>"));
}

TEST_CASE("a design is no different from itself, and twins by name are told apart") {
    Json a = report("net");
    a["layers"].push_back(layer("a", 5)); // a second layer of this name
    const Json d = difference_json(a, a);
    CHECK(d["layers"].empty());
    CHECK(d["changed"].empty());
    CHECK(d["same_layers"] == 3);
    for (const Json& figure : d["figures"])
        CHECK(figure["a"] == figure["b"]);
}
