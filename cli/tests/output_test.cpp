// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "cli/output/accuracy.h"
#include "cli/output/files.h"
#include "cli/output/tensors.h"
#include "cli/terminal/progress.h"
#include "cli/tests/files_for_tests.h"

using namespace sluice;
using namespace sluice::cli;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

std::ptrdiff_t entries(const fs::path& folder) {
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

} // namespace

TEST_CASE("ties go to the lowest index") {
    const std::vector<float> values = {1, 3, 3, 2};
    CHECK(rank_of(values, 1) == 0);
    CHECK(rank_of(values, 2) == 1);
    CHECK(rank_of(values, 3) == 2);
    CHECK(rank_of(values, 0) == 3);
}

TEST_CASE("top-1 and top-5 are counted with the label's offset") {
    Accuracy accuracy({0, 5}, 1, "labels");
    const std::vector<std::int16_t> values = {9, 8, 7, 6, 5, 4, 3};
    accuracy.add(0, values); // label 1: second
    accuracy.add(1, values); // label 6: seventh
    CHECK(accuracy.top1() == 0.0);
    CHECK(accuracy.top5() == 0.5);
    CHECK_THROWS_WITH(accuracy.expect_frames(3), Contains("holds 2 labels for 3 frames"));
    Accuracy outside({7}, 0, "labels");
    CHECK_THROWS_WITH(outside.add(0, values), Contains("--label-offset"));
}

TEST_CASE("an arg-max output is the class itself") {
    Accuracy accuracy({4, 4}, 0, "labels");
    accuracy.add(0, std::vector<std::int16_t>{4});
    accuracy.add(1, std::vector<std::int16_t>{3});
    CHECK(accuracy.top1() == 0.5);
    CHECK_FALSE(accuracy.top5());
}

TEST_CASE("outputs are written in the model's own layout") {
    const TemporaryFolder folder;
    OutputArray first({"a", {1, 2, 3}, {3, 1, 2}, true}, ElementType::i8);
    first.add(std::vector<std::int16_t>{1, 2, 3, 4, 5, -6}); // two pixels of three channels
    OutputArray last({"b", {1, 2, 3}, {1, 2, 3}, false}, ElementType::f32);
    last.add(std::vector<float>{1, 2, 3, 4, 5, 6});
    write_outputs(folder / "one.npy", {first});
    const Array one = parse_npy(read_bytes(folder / "one.npy"), "one");
    CHECK(one.shape == std::vector<std::int64_t>{1, 3, 1, 2});
    CHECK(one.type == ElementType::i8);
    CHECK(one.at(1) == 4);
    CHECK(one.at(5) == -6);
    write_outputs(folder / "two.npz", {first, last});
    const NamedArrays two = parse_npz(read_bytes(folder / "two.npz"), "two");
    REQUIRE(two.size() == 2);
    CHECK(two[1].first == "b");
    CHECK(two[1].second.at(1) == 2);
    CHECK(entries(folder.path()) == 2);
    OutputArray bare({"a", {1, 1, 3}, {3}, true}, ElementType::f32, true);
    bare.add(std::vector<float>{1, 2, 3});
    CHECK(bare.array().shape == std::vector<std::int64_t>{3});
}

TEST_CASE("an output folder appears whole or not at all") {
    const TemporaryFolder folder;
    {
        const OutputFolder output(folder / "dir");
        std::ofstream(output.staging() / "report.json") << "{}";
        CHECK_FALSE(fs::exists(folder / "dir"));
    }
    CHECK(entries(folder.path()) == 0); // never committed
    const auto generate = [&](const std::string& text) {
        OutputFolder output(folder / "dir");
        std::ofstream(output.staging() / "report.json") << text;
        std::ofstream(output.staging() / "network.json") << text;
        output.commit();
    };
    generate("first");
    generate("second"); // ours is replaced
    CHECK(is_generated(folder / "dir"));
    CHECK(fs::file_size(folder / "dir" / "report.json") == 6);
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("folders and files of others are left alone") {
    const TemporaryFolder folder;
    fs::create_directory(folder / "other");
    std::ofstream(folder / "other" / "thesis.tex") << "x";
    CHECK_THROWS_WITH(OutputFolder(folder / "other"), Contains("did not write"));
    CHECK(fs::exists(folder / "other" / "thesis.tex"));
    folder.put("file", std::string("x"));
    CHECK_THROWS_WITH(OutputFolder(folder / "file"), Contains("is a file"));
    CHECK_THROWS_WITH(OutputFolder(folder / "no/such/place"), Contains("cannot be written"));
    CHECK_THROWS_AS(OutputFolder("/proc/nothing"), Error);
    CHECK_THROWS_AS(check_writable("/proc/nothing.npy"), Error);
    CHECK_THROWS_AS(check_writable(folder / "other"), Error);
    CHECK_NOTHROW(check_writable(folder / "new.npy"));
    CHECK(entries(folder.path()) == 2);
    fs::create_directory(folder / "empty");
    CHECK_NOTHROW(OutputFolder(folder / "empty"));
}

TEST_CASE("progress is plain lines without a terminal") {
    std::ostringstream plain;
    {
        Progress progress(plain, false, "work");
        for (int i = 1; i <= 100; ++i)
            progress.update(i, 100);
    }
    CHECK(plain.str() == "work: 25 of 100\nwork: 50 of 100\nwork: 75 of 100\nwork: 100 of 100\n");
    std::ostringstream bar;
    {
        Progress progress(bar, true, "work");
        progress.update(1, 1);
    }
    CHECK_THAT(bar.str(), Contains("\r") && Contains("1/1"));
}
