// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/tests/stream_cases.h"

#include <random>

#include "rtl_lib/blocks/concat/concat.h"
#include "rtl_lib/blocks/fifo/fifo.h"
#include "rtl_lib/blocks/fork/fork.h"
#include "rtl_lib/blocks/lookup/lookup.h"
#include "rtl_lib/blocks/width/width.h"

namespace sluice::rtl::test {

namespace {

using Elements = std::vector<std::uint64_t>;

Elements random_elements(const Stream& stream, int frames, std::uint32_t seed) {
    std::mt19937_64 random(seed);
    Elements elements(static_cast<std::size_t>(stream.shape.elements() * frames));
    for (auto& element : elements)
        element = random();
    return elements;
}

template <typename T>
Instance instance_of(const std::string& name, const T& block, std::vector<Elements> in,
                     const std::vector<Elements>& out) {
    validate(block);
    Instance instance;
    instance.name = name;
    instance.module = module_name(block);
    instance.parameters = parameters(block);
    const auto ins = input_streams(block);
    const auto outs = output_streams(block);
    for (std::size_t i = 0; i < ins.size(); ++i) {
        instance.in_bits.push_back(ins[i].data_bits());
        instance.in.push_back(pack(ins[i], in[i]));
    }
    for (std::size_t i = 0; i < outs.size(); ++i) {
        instance.out_bits.push_back(outs[i].data_bits());
        instance.out.push_back(pack(outs[i], out[i]));
    }
    instance.process = [block](BeatPorts ports) { return beat_process(block, std::move(ports)); };
    return instance;
}

Instance fifo(int depth, int bits) {
    const Fifo block{{{7, 31, 1}, 1, bits}, depth};
    const auto elements = random_elements(block.stream, 1, 11);
    return instance_of("fifo depth " + std::to_string(depth), block, {elements}, {elements});
}

Instance fork(int outputs) {
    const Fork block{{{11, 17, 1}, 1, 13}, outputs};
    const auto elements = random_elements(block.stream, 1, 12);
    return instance_of("fork to " + std::to_string(outputs), block, {elements},
                       std::vector<Elements>(static_cast<std::size_t>(outputs), elements));
}

Instance width(int channels, int in_lanes, int out_lanes, int lane_bits = 5) {
    const Width block{{3, 7, channels}, in_lanes, out_lanes, lane_bits};
    const auto elements = random_elements(input_streams(block)[0], 2, 13);
    return instance_of("width " + std::to_string(channels) + " channels, " +
                           std::to_string(in_lanes) + " to " + std::to_string(out_lanes),
                       block, {elements}, {elements});
}

Instance concat(const std::vector<int>& channels, int lanes) {
    Concat block{{}, {lanes, lanes, 1}};
    std::string name = "concat";
    for (const int count : channels) {
        block.inputs.push_back({3, 5, count});
        name += " " + std::to_string(count);
    }
    std::vector<Elements> in;
    std::uint32_t seed = 14;
    for (const auto& stream : input_streams(block))
        in.push_back(random_elements(stream, 2, seed++));
    Elements out;
    for (std::size_t pixel = 0; pixel < 2 * 15; ++pixel)
        for (std::size_t i = 0; i < in.size(); ++i) {
            const auto count = static_cast<std::size_t>(channels[i]);
            for (std::size_t c = 0; c < count; ++c)
                out.push_back(in[i][pixel * count + c]);
        }
    return instance_of(name, block, in, {out});
}

Instance lookup(int channels, int lanes, const std::string& table_file) {
    const Lookup block{{3, 7, channels}, {lanes, lanes, 1}};
    const auto in = random_elements(input_streams(block)[0], 2, 15);
    Elements out;
    for (const auto element : in)
        out.push_back(static_cast<std::uint64_t>(lookup_result(static_cast<int>(element & 255))));
    auto instance =
        instance_of("lookup of " + std::to_string(channels) + " by " + std::to_string(lanes), block,
                    {in}, {out});
    instance.text_parameters = {".TableFile(\"" + table_file + "\")"};
    return instance;
}

Fault fault(const std::string& what, const std::string& source, const std::string& find,
            const std::string& replace, Instance instance, int number) {
    instance.module += "_fault" + std::to_string(number);
    instance.name = what;
    return {what, source, find, replace, std::move(instance)};
}

} // namespace

std::int8_t lookup_result(int byte) {
    return static_cast<std::int8_t>((byte * 77 + 5) ^ (byte >> 3));
}

std::vector<Instance> stream_instances(const std::string& table_file) {
    std::vector<Instance> all;
    for (const int depth : {2, 3, 4, 5, 6, 8, 9, 17, 31, 65})
        all.push_back(fifo(depth, 12));
    all.push_back(fifo(2, 64));
    all.push_back(fifo(7, 1));
    for (const int outputs : {2, 3, 5})
        all.push_back(fork(outputs));
    for (int channels = 1; channels <= 5; ++channels)
        for (int in = 1; in <= channels; ++in)
            for (int out = 1; out <= channels; ++out)
                all.push_back(width(channels, in, out));
    all.push_back(width(6, 4, 3));
    all.push_back(width(7, 3, 5));
    all.push_back(width(12, 8, 6));
    all.push_back(width(12, 1, 12));
    all.push_back(width(12, 12, 1));
    all.push_back(width(30, 7, 4));
    all.push_back(width(23, 9, 8));
    all.push_back(width(16, 4, 8, 8));
    all.push_back(width(64, 13, 9, 4));
    all.push_back(concat({1, 1}, 1));
    all.push_back(concat({4, 6}, 2));
    all.push_back(concat({8, 4, 7}, 4));
    all.push_back(concat({3, 6, 9, 5}, 3));
    for (const auto& [channels, lanes] :
         {std::pair{1, 1}, std::pair{6, 2}, std::pair{5, 3}, std::pair{9, 8}})
        all.push_back(lookup(channels, lanes, table_file));
    return all;
}

std::vector<Fault> stream_faults(const std::string& table_file) {
    const std::string fifo_file = "blocks/fifo/sluice_fifo.sv";
    const std::string fork_file = "blocks/fork/sluice_fork.sv";
    const std::string width_file = "blocks/width/sluice_width.sv";
    const std::string concat_file = "blocks/concat/sluice_concat.sv";
    const std::string lookup_file = "blocks/lookup/sluice_lookup.sv";
    std::vector<Fault> all;
    const auto add = [&](const std::string& what, const std::string& source,
                         const std::string& find, const std::string& replace, Instance instance) {
        all.push_back(
            fault(what, source, find, replace, std::move(instance), static_cast<int>(all.size())));
    };
    add("FIFO one too shallow", fifo_file, "CountBits'(Words - 1)", "CountBits'(Words - 2)",
        fifo(9, 12));
    add("FIFO takes beats when full", fifo_file, "fetch || stored_q != ALMOST_FULL", "1'b1",
        fifo(9, 12));
    add("FIFO wraps late", fifo_file, "AddrBits'(Words - 1)", "AddrBits'(Words)", fifo(7, 12));
    add("FIFO loses the spare beat's order", fifo_file, "spare_valid ? spare_data_q : in_data_i",
        "in_data_i", fifo(2, 12));
    add("FIFO data change while stalled", fifo_file,
        "if (!out_valid_q || out_ready_i) out_data_q <= spare", "out_data_q <= spare", fifo(2, 12));
    add("fork forgets who is done", fork_file, "waits_q & ~out_ready_i", "waits_q", fork(3));
    add("fork goes with the first", fork_file, "&(~waits_q | out_ready_i)",
        "|(waits_q & out_ready_i) || waits_q == '0", fork(2));
    add("fork's order of the spare beat", fork_file, "spare_valid ? spare_data_q : in_data_i",
        "in_data_i", fork(2));
    add("width misplaces the last group", width_file, "((Groups - 1) * Narrow) % Wide",
        "(Groups * Narrow) % Wide", width(4, 3, 2));
    add("width waits for a beat that it does not need", width_file,
        "held_d == 2'd1 && !(load ? crosses_n : crosses_q)",
        "held_d == 2'd1 && !(load ? crosses_n || last_n : crosses_q || last_q)", width(8, 4, 2));
    add("width gives a group that is not whole", width_file,
        "held_d == 2'd1 && !(load ? crosses_n : crosses_q)", "held_d == 2'd1", width(7, 3, 2));
    add("width has one slot too few", width_file, "Straddles ? 3 : 2", "2", width(7, 3, 2));
    add("width forgets the phase at a pixel's end", width_file,
        "last_q || phase_q ==", "phase_q ==", width(10, 4, 2));
    add("width fills lanes that are done", width_file, "completes_q || arrives_q", "1'b1",
        width(7, 2, 5));
    add("width drops a pixel's second last group", width_file, "flush_q <= use_beat && last_q",
        "flush_q <= 1'b0", width(4, 2, 3));
    add("concat skips an input's last beat", concat_file, "== BEATS - 1", "== BEATS - 2",
        concat({8, 4, 7}, 2));
    add("concat swaps two inputs' data", concat_file, "turn_q[i] ? in_data_i[i*Width +: Width]",
        "turn_q[i] ? in_data_i[(NumIn-1-i)*Width +: Width]", concat({4, 4}, 2));
    add("lookup has one credit too few", lookup_file, "3'(Depth)", "3'(Depth - 1)",
        lookup(6, 2, table_file));
    add("lookup swaps two lanes", lookup_file,
        "read_q[pair*16+8 +: 8] <= table_rom[in_data_i[pair*16+8",
        "read_q[pair*16+8 +: 8] <= table_rom[in_data_i[pair*16", lookup(6, 2, table_file));
    return all;
}

} // namespace sluice::rtl::test
