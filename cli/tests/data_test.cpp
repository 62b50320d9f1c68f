// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstring>
#include <numeric>

#include <catch2/catch.hpp>
#include <zlib.h>

#include "base/error.h"
#include "cli/data/array_data.h"
#include "cli/data/cifar.h"
#include "cli/data/data_set.h"
#include "cli/data/idx.h"
#include "cli/data/npy.h"
#include "cli/data/preprocess.h"
#include "cli/tests/files_for_tests.h"

using namespace sluice;
using namespace sluice::cli;
using Catch::Contains;

namespace {

// Elements 0, 1, 2, ...
Array counting(std::vector<std::int64_t> shape) {
    Array array;
    array.shape = std::move(shape);
    array.bytes.resize(static_cast<std::size_t>(checked_elements(array.shape, 1, kMaxDataBytes)));
    std::iota(array.bytes.begin(), array.bytes.end(), std::uint8_t{0});
    return array;
}

const InputSpec kColour = {"x", {2, 3, 2}, {2, 2, 3}}; // H 2, W 3, C 2
const InputSpec kGrey = {"x", {4, 3, 1}, {1, 4, 3}};
const InputSpec kVector = {"x", {1, 1, 6}, {6}};

std::unique_ptr<DataSet> open_one(const std::filesystem::path& path, const InputSpec& spec,
                                  const InputConfig& config = {}) {
    return open_data({{"", path}}, {spec}, config);
}

Bytes text_bytes(const std::string& text) {
    return {text.begin(), text.end()};
}

// 2x1 pixels, the left red (255, 0, 0), the right (0, 128, 255), as a PNG made with stored deflate.
Bytes tiny_png() {
    const auto be32 = [](std::uint32_t v) {
        return std::string{static_cast<char>(v >> 24), static_cast<char>(v >> 16),
                           static_cast<char>(v >> 8), static_cast<char>(v)};
    };
    const auto chunk = [&](const std::string& type, const std::string& data) {
        const std::string body = type + data;
        const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size());
        return be32(static_cast<std::uint32_t>(data.size())) + body +
               be32(static_cast<std::uint32_t>(crc));
    };
    const std::string row = std::string("\0\xff\0\0\0\x80\xff", 7);
    std::string packed(64, '\0');
    uLongf size = packed.size();
    compress(reinterpret_cast<Bytef*>(packed.data()), &size,
             reinterpret_cast<const Bytef*>(row.data()), row.size());
    packed.resize(size);
    return text_bytes("\x89PNG\r\n\x1a\n" +
                      chunk("IHDR", be32(2) + be32(1) + std::string("\x08\x02\0\0\0", 5)) +
                      chunk("IDAT", packed) + chunk("IEND", ""));
}

} // namespace

TEST_CASE("a .npy comes back as it was written, and every shorter file is refused") {
    const Array array = counting({2, 3, 4});
    const Bytes bytes = format_npy(array);
    CHECK((bytes.size() - array.bytes.size()) % 64 == 0);
    const Array back = parse_npy(bytes, "a.npy");
    CHECK(back.shape == array.shape);
    CHECK(back.bytes == array.bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK_THROWS_AS(parse_npy(Bytes(bytes.begin(), bytes.begin() + std::ptrdiff_t(size)), "a"),
                        Error);
}

TEST_CASE("one-dimensional and scalar shapes survive a .npy") {
    CHECK(parse_npy(format_npy(counting({3})), "a").shape == std::vector<std::int64_t>{3});
    CHECK(parse_npy(format_npy(counting({})), "a").shape.empty());
}

TEST_CASE("hostile .npy headers are refused in a sentence") {
    const auto with_header = [](std::string header) {
        header.resize(118, ' ');
        return text_bytes(std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header);
    };
    CHECK_THROWS_WITH(parse_npy(with_header("{'descr': '<f4', 'fortran_order': False, 'shape': "
                                            "(4611686018427387904, 4, 4), }"),
                                "a.npy"),
                      Contains("a.npy: is truncated: its header promises"));
    CHECK_THROWS_WITH(parse_npy(with_header("{'descr': '|O', 'fortran_order': False, 'shape': "
                                            "(1,), }"),
                                "a.npy"),
                      Contains("elements of type '|O'"));
    CHECK_THROWS_WITH(parse_npy(with_header("{'descr': '<f4', 'fortran_order': True, 'shape': "
                                            "(0, 1), }"),
                                "a.npy"),
                      Contains("Fortran order"));
    CHECK_THROWS_AS(parse_npy(with_header("{'descr': '<f4', 'shape': (-1,), }"), "a"), Error);
    CHECK_THROWS_AS(parse_npy(with_header("{"), "a"), Error);
    Bytes long_header = with_header("{}");
    long_header[8] = 0xff;
    long_header[9] = 0xff;
    CHECK_THROWS_WITH(parse_npy(long_header, "a"), Contains("truncated in its header"));
}

TEST_CASE("big-endian elements are swapped") {
    Bytes bytes = format_npy([] {
        Array array;
        array.type = ElementType::i16;
        array.shape = {1};
        array.bytes = {0x01, 0x02};
        return array;
    }());
    CHECK(parse_npy(bytes, "a").integer_at(0) == 0x0201);
    *std::find(bytes.begin(), bytes.end(), '<') = '>';
    CHECK(parse_npy(bytes, "a").integer_at(0) == 0x0102);
}

TEST_CASE("a .npz comes back as it was written and truncated ones are refused") {
    const Bytes bytes = format_npz({{"a", counting({4})}, {"b", counting({2, 3})}});
    const NamedArrays back = parse_npz(bytes, "a.npz");
    REQUIRE(back.size() == 2);
    CHECK(back[0].first == "a");
    CHECK(back[1].first == "b");
    CHECK(back[1].second.bytes == counting({2, 3}).bytes);
    for (std::size_t size = 4; size < bytes.size(); size += 7)
        CHECK_THROWS_AS(parse_npz(Bytes(bytes.begin(), bytes.begin() + std::ptrdiff_t(size)), "a"),
                        Error);
    Bytes flipped = bytes;
    flipped[flipped.size() / 3] ^= 1; // an element or name: the checksum or directory differs
    CHECK_THROWS_AS(parse_npz(flipped, "a"), Error);
}

TEST_CASE("IDX is read plain and gzipped, and its size must be exact") {
    const TemporaryFolder folder;
    Bytes idx = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 3};
    for (std::uint8_t i = 0; i < 24; ++i)
        idx.push_back(i);
    const auto check_frames = [&](const std::filesystem::path& path) {
        const auto data = open_one(path, kGrey);
        CHECK(data->frames() == 2);
        CHECK(data->frame(0, 1)[0] == 12.0F);
        CHECK(data->frame(0, 1)[11] == 23.0F);
    };
    check_frames(folder.put("images", idx));
    const gzFile packed = gzopen((folder / "images.gz").c_str(), "wb");
    gzwrite(packed, idx.data(), static_cast<unsigned>(idx.size()));
    gzclose(packed);
    check_frames(folder / "images.gz");

    Bytes damaged = read_bytes(folder / "images");
    damaged.pop_back();
    CHECK_THROWS_WITH(parse_idx(damaged, "images"), Contains("23 bytes follow"));
    std::ifstream file(folder / "images.gz", std::ios::binary);
    const Bytes whole((std::istreambuf_iterator<char>(file)), {});
    for (std::size_t size = 2; size < whole.size(); ++size)
        CHECK_THROWS_AS(read_bytes(folder.put(
                            "t.gz", Bytes(whole.begin(), whole.begin() + std::ptrdiff_t(size)))),
                        Error);
}

TEST_CASE("a CIFAR-10 batch carries images and labels") {
    const TemporaryFolder folder;
    Bytes batch(2 * 3073, 7);
    batch[0] = 3;
    batch[3073] = 9;
    batch[1] = 200;        // red of pixel 0
    batch[1 + 1024] = 100; // green of pixel 0
    const auto data = open_one(folder.put("batch.bin", batch), {"x", {32, 32, 3}, {3, 32, 32}});
    CHECK(data->frames() == 2);
    REQUIRE(data->labels());
    CHECK(*data->labels() == std::vector<std::int64_t>{3, 9});
    const std::vector<float> frame = data->frame(0, 0);
    CHECK(frame[0] == 200.0F);
    CHECK(frame[1] == 100.0F);
    CHECK(frame[2] == 7.0F);
    batch.pop_back();
    CHECK_FALSE(looks_like_cifar(batch));
}

TEST_CASE("arrays become HWC in either layout") {
    const TemporaryFolder folder;
    const auto nchw = open_one(folder.put("a.npy", format_npy(counting({1, 2, 2, 3}))), kColour);
    CHECK(nchw->frame(0, 0) == std::vector<float>{0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11});
    // Only nhwc fits, and it is taken without being asked for.
    const auto nhwc = open_one(folder.put("b.npy", format_npy(counting({1, 2, 3, 2}))), kColour);
    CHECK(nhwc->frame(0, 0) == std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
    InputConfig config;
    config.layout = Layout::nchw;
    CHECK_THROWS_AS(open_one(folder / "b.npy", kColour, config), Error);
    // One channel without its axis, and a vector.
    CHECK(open_one(folder.put("c.npy", format_npy(counting({5, 4, 3}))), kGrey)->frames() == 5);
    CHECK(open_one(folder.put("d.npy", format_npy(counting({2, 6}))), kVector)->frame(0, 1)[0] ==
          6.0F);
}

TEST_CASE("a wrong shape states both shapes, and other bad data is named") {
    const TemporaryFolder folder;
    const auto wrong = folder.put("a.npy", format_npy(counting({2, 3, 5, 5})));
    CHECK_THROWS_WITH(open_one(wrong, kGrey), Contains("a.npy: frames of shape 3x5x5 do not fit") &&
                                                  Contains("of shape 1x4x3"));
    CHECK_THROWS_WITH(open_one(folder / "none.npy", kGrey), Contains("does not exist"));
    CHECK_THROWS_WITH(open_one(folder.put("e.npy", format_npy(counting({0, 1, 4, 3}))), kGrey),
                      Contains("holds no frames"));
    CHECK_THROWS_WITH(open_one(folder.put("f", std::string("hello")), kGrey),
                      Contains("no known format"));
    CHECK_THROWS_WITH(open_one(folder.path(), kGrey), Contains("holds no PNG or JPEG"));
    Array nan;
    nan.type = ElementType::f32;
    nan.shape = {1, 6};
    nan.bytes.resize(24);
    const float value = std::nanf("");
    std::memcpy(nan.bytes.data() + 8, &value, 4);
    const auto data = open_one(folder.put("n.npy", format_npy(nan)), kVector);
    CHECK_THROWS_WITH(data->frame(0, 0), Contains("frame 0 holds a value that is not a finite"));
}

TEST_CASE("several inputs take data by name") {
    const TemporaryFolder folder;
    const auto a = folder.put("a.npy", format_npy(counting({2, 1, 4, 3})));
    const auto b = folder.put("b.npy", format_npy(counting({2, 6})));
    InputSpec second = kVector;
    second.name = "y";
    const auto data = open_data({{"y", b}, {"x", a}}, {kGrey, second}, {});
    CHECK(data->frame(1, 1)[5] == 11.0F);
    CHECK_THROWS_WITH(open_data({{"x", a}}, {kGrey, second}, {}), Contains("'y' is given no data"));
    CHECK_THROWS_WITH(open_data({{"z", a}}, {kGrey, second}, {}), Contains("no input 'z'"));
    const auto c = folder.put("c.npy", format_npy(counting({3, 6})));
    CHECK_THROWS_WITH(open_data({{"x", a}, {"y", c}}, {kGrey, second}, {}),
                      Contains("holds 3 frames"));
    // An array of just the input's dimensions is one frame, for as many as the other input has.
    const auto whole = folder.put("whole.npy", format_npy(counting({6})));
    const auto mixed = open_data({{"x", a}, {"y", whole}}, {kGrey, second}, {});
    CHECK(mixed->frames() == 2);
    CHECK(mixed->frame(1, 1) == mixed->frame(1, 0));
    CHECK_FALSE(mixed->unframed());
    CHECK(open_one(whole, kVector)->unframed());
    CHECK_FALSE(open_one(b, kVector)->unframed());
    CHECK(parse_data_argument("x=file.npy").input == "x");
    CHECK(parse_data_argument("x=file.npy").path == "file.npy");
    CHECK(parse_data_argument(folder.put("p=q.npy", std::string("x")).string()).input.empty());
}

TEST_CASE("arrays in memory are data by name, an only one without") {
    InputSpec second = kVector;
    second.name = "v";
    const auto both =
        array_data({{"v", counting({2, 6})}, {"x", counting({2, 2, 2, 3})}}, {kColour, second});
    CHECK(both->frames() == 2);
    CHECK(both->frame(0, 1) == std::vector<float>{12, 18, 13, 19, 14, 20, 15, 21, 16, 22, 17, 23});
    CHECK(both->frame(1, 1) == std::vector<float>{6, 7, 8, 9, 10, 11});
    CHECK_FALSE(both->unframed());
    CHECK(array_data({{"", counting({6})}}, {kVector})->unframed());
    const auto message = [&](NamedArrays arrays) -> std::string {
        try {
            array_data(std::move(arrays), {kColour, second});
        } catch (const Error& error) {
            return error.what();
        }
        return "accepted";
    };
    CHECK(
        message({{"", counting({2, 6})}}) ==
        "the model has 2 inputs and is given one array; give an array by name for each of 'x, v'");
    CHECK(message({{"x", counting({2, 2, 2, 3})}}) ==
          "the input 'v' is given no array; give one by its name");
    CHECK_THAT(message({{"y", counting({2, 6})}}), Contains("did you mean 'x'?"));
    CHECK_THAT(message({{"x", counting({2, 2, 2, 3})}, {"v", counting({3, 6})}}),
               Contains("array of input 'v': holds 3 frames"));
}

TEST_CASE("a folder of images is read in the order of names") {
    const TemporaryFolder folder;
    const Bytes png = tiny_png();
    folder.put("b.png", png);
    folder.put("a.PNG", png);
    folder.put("notes.txt", std::string("no image"));
    const InputSpec spec = {"x", {1, 2, 3}, {3, 1, 2}};
    const auto data = open_one(folder.path(), spec);
    CHECK(data->frames() == 2);
    CHECK(data->frame(0, 0) == std::vector<float>{255, 0, 0, 0, 128, 255});
    InputConfig bgr;
    bgr.channel_order = ChannelOrder::bgr;
    CHECK(open_one(folder.path(), spec, bgr)->frame(0, 0) ==
          std::vector<float>{0, 0, 255, 255, 128, 0});
    CHECK_THROWS_WITH(open_one(folder.path(), {"x", {4, 4, 3}, {3, 4, 4}}),
                      Contains("set input.resize to [4, 4]"));
    folder.put("c.png", Bytes(png.begin(), png.begin() + 20));
    CHECK_THROWS_WITH(open_one(folder.path(), spec), Contains("c.png: is not a PNG or JPEG"));
}

TEST_CASE("preprocessing gives the numbers of its formula") {
    const Image image{{2, 4, 1}, {0, 2, 10, 20, 4, 6, 30, 40}};
    CHECK(resize(image, {1, 2}).values == std::vector<float>{3, 25}); // 2x2 means
    CHECK(resize(image, {2, 4}).values == image.values);
    // Enlarged: half-pixel centres at -0.25, 0.25, 0.75, 1.25, the edge repeated.
    CHECK(resize({{1, 2, 1}, {0, 8}}, {1, 4}).values == std::vector<float>{0, 2, 6, 8});
    CHECK(crop(image, {1, 2}).values == std::vector<float>{2, 10});
    CHECK(crop(image, {2, 1}).values == std::vector<float>{2, 6});
    InputConfig config;
    config.scale = 0.5;
    config.mean = {1, 2, 3};
    config.std = {2, 2, 4};
    config.channel_order = ChannelOrder::bgr;
    // (30, 20, 10) after the swap.
    CHECK(preprocess({{1, 1, 3}, {10, 20, 30}}, config).values == std::vector<float>{7, 4, 0.5F});
    config.channel_order.reset();
    CHECK(preprocess({{1, 1, 3}, {10, 20, 30}}, config).values == std::vector<float>{2, 4, 3});
}

TEST_CASE("a preprocessing that cannot give the input is refused") {
    InputConfig config;
    config.crop = Size{8, 8};
    CHECK_THROWS_WITH(check_preprocessing(config, {4, 4, 3}, "d"),
                      Contains("input.crop gives 8x8 pixels, the model takes 4x4"));
    config = {};
    config.mean = {1, 2};
    CHECK_THROWS_WITH(check_preprocessing(config, {4, 4, 3}, "d"), Contains("input.mean has 2"));
    config = {};
    config.channel_order = ChannelOrder::bgr;
    CHECK_THROWS_AS(check_preprocessing(config, {4, 4, 1}, "d"), Error);
    CHECK_NOTHROW(check_preprocessing(config, {4, 4, 3}, "d"));
}

TEST_CASE("labels come from text, .npy and IDX") {
    const TemporaryFolder folder;
    const std::vector<std::int64_t> expected = {0, 1, 2};
    CHECK(read_labels(folder.put("l.txt", std::string("0\n1\r\n 2\n\n"))) == expected);
    CHECK(read_labels(folder.put("l.npy", format_npy(counting({3})))) == expected);
    CHECK(read_labels(folder.put("l.idx", Bytes{0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2})) == expected);
    CHECK_THROWS_WITH(parse_text_labels("1\ncat\n", "l.txt"), Contains("line 2 is 'cat'"));
    CHECK_THROWS_AS(parse_text_labels("", "l.txt"), Error);
    Array real;
    real.type = ElementType::f32;
    real.shape = {1};
    real.bytes.resize(4);
    CHECK_THROWS_WITH(read_labels(folder.put("r.npy", format_npy(real))), Contains("float32"));
}

TEST_CASE("a range after the path takes a part of the frames and of the labels") {
    const TemporaryFolder folder;
    const std::filesystem::path data = folder.put("d.npy", format_npy(counting({5, 6})));
    const std::filesystem::path labels = folder.put("l.txt", std::string("5\n6\n7\n8\n9\n"));
    const auto range = [](const std::filesystem::path& path, const std::string& text) {
        return std::filesystem::path(path.string() + text);
    };
    const auto part = open_one(range(data, "[1:3]"), kVector);
    CHECK(part->frames() == 2);
    CHECK(part->frame(0, 0) == open_one(data, kVector)->frame(0, 1));
    CHECK(open_one(range(data, "[3:]"), kVector)->frames() == 2);
    CHECK(open_one(range(data, "[:4]"), kVector)->frames() == 4);
    CHECK(read_labels(range(labels, "[1:3]")) == std::vector<std::int64_t>{6, 7});
    CHECK_THROWS_WITH(open_one(range(data, "[2:6]"), kVector), Contains("holds 5 frames"));
    CHECK_THROWS_WITH(open_one(range(data, "[3:3]"), kVector), Contains("holds 5 frames"));
    CHECK_THROWS_WITH(open_one(range(data, "[a:b]"), kVector), Contains("[a:b]"));
    const auto named = folder.put("e.npy[1:2]", format_npy(counting({3, 6})));
    CHECK(open_one(named, kVector)->frames() == 3);
}
