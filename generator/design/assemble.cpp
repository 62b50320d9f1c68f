// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "generator/design/design.h"

namespace sluice::design {

namespace {

// Where a tensor's stream is wanted.
struct Reader {
    End end;
    int lanes = 0;      // 0: whatever the producer gives (an output of the IP)
    int pixels = 0;     // as well
    bool waits = false; // for the reader's other inputs: a FIFO stands before it
};

// Places of a maximum wait for values that take a longer way.
bool waits(const rtl::Block& block, std::size_t port) {
    return std::holds_alternative<rtl::Concat>(block) ||
           (std::holds_alternative<rtl::Unpool>(block) && port == 1);
}

class Assembler {
public:
    Assembler(const Skeleton& skeleton, int fork_depth)
        : skeleton_(skeleton), fork_depth_(fork_depth) {}

    Design run() {
        design_.name = skeleton_.name;
        design_.input_names = skeleton_.input_names;
        design_.output_names = skeleton_.output_names;
        design_.outputs.resize(skeleton_.outputs.size());

        choose_input_pixels();
        reserve_layer_nodes();
        for (std::size_t i = 0; i < skeleton_.inputs.size(); ++i)
            distribute_input(i);
        for (std::size_t i = 0; i < skeleton_.layers.size(); ++i) {
            const LayerBlock& layer = skeleton_.layers[i];
            add_node({layer.name, static_cast<int>(i), blocks_[i]});
            const auto streams = rtl::block_output_streams(blocks_[i]);
            distribute(layer.output, {layer_node_[i], 0}, streams.at(0), layer.name);
        }
        return std::move(design_);
    }

private:
    // Windows take beats as their producer gives them, where they can and lose nothing by it.
    void choose_input_pixels() {
        std::map<int, int> pixels; // of the stream of each tensor
        for (const LayerBlock& layer : skeleton_.layers) {
            rtl::Block block = layer.block;
            if (const auto at = pixels.find(layer.inputs.at(0)); at != pixels.end())
                block = rtl::block_with_input_pixels(block, at->second);
            pixels[layer.output] = rtl::block_output_streams(block).at(0).pixels;
            blocks_.push_back(std::move(block));
        }
    }

    // Node numbers are given in topological order, adapters following their producer; edges to a
    // layer need its number before it is reached, so the numbers are counted first.
    void reserve_layer_nodes() {
        int next = 0;
        for (std::size_t i = 0; i < skeleton_.inputs.size(); ++i)
            next += adapters(skeleton_.inputs[i], input_stream(i));
        for (std::size_t i = 0; i < skeleton_.layers.size(); ++i) {
            layer_node_.push_back(next++);
            next +=
                adapters(skeleton_.layers[i].output, rtl::block_output_streams(blocks_[i]).at(0));
        }
    }

    std::vector<Reader> readers(int tensor) const {
        std::vector<Reader> result;
        for (std::size_t i = 0; i < skeleton_.layers.size(); ++i) {
            const LayerBlock& layer = skeleton_.layers[i];
            const auto streams = rtl::block_input_streams(blocks_[i]);
            for (std::size_t port = 0; port < layer.inputs.size(); ++port) {
                if (layer.inputs[port] != tensor)
                    continue;
                const int node = i < layer_node_.size() ? layer_node_[i] : -2;
                result.push_back({{node, static_cast<int>(port)},
                                  streams.at(port).lanes,
                                  streams.at(port).pixels,
                                  waits(layer.block, port)});
            }
        }
        for (std::size_t i = 0; i < skeleton_.outputs.size(); ++i)
            if (skeleton_.outputs[i] == tensor)
                result.push_back({{-1, static_cast<int>(i)}});
        return result;
    }

    rtl::Stream input_stream(std::size_t input) const {
        const auto wanted = readers(skeleton_.inputs[input]);
        const Shape& shape = skeleton_.input_shapes[input];
        if (wanted.empty() || wanted.front().lanes == 0)
            return {shape};
        return {shape, wanted.front().lanes, 8, wanted.front().pixels};
    }

    int adapters(int tensor, const rtl::Stream& stream) const {
        const auto wanted = readers(tensor);
        int count = wanted.size() > 1 ? 1 + static_cast<int>(wanted.size()) : 0;
        if (wanted.size() == 1 && wanted.front().waits)
            ++count;
        for (const Reader& reader : wanted)
            if (reader.lanes != 0)
                count += (reader.lanes != stream.lanes) + (reader.pixels != stream.pixels);
        return count;
    }

    int add_node(Node node) {
        design_.nodes.push_back(std::move(node));
        return static_cast<int>(design_.nodes.size()) - 1;
    }

    void connect(End from, End to, const rtl::Stream& stream, int tensor) {
        design_.edges.push_back({from, to, stream, tensor});
        if (to.node == -1)
            design_.outputs[static_cast<std::size_t>(to.port)] = stream;
    }

    void distribute_input(std::size_t input) {
        const rtl::Stream stream = input_stream(input);
        design_.inputs.push_back(stream);
        distribute(skeleton_.inputs[input], {-1, static_cast<int>(input)}, stream,
                   "from_" + skeleton_.input_names[input]); // "in_" leads the wires of inputs
    }

    void distribute(int tensor, End from, const rtl::Stream& stream, const std::string& name) {
        const auto wanted = readers(tensor);
        SLUICE_CHECK(!wanted.empty(), "tensor without a reader in the skeleton");
        if (wanted.size() == 1) {
            if (wanted.front().waits) {
                const int fifo = add_node({name + "_fifo", -1, rtl::Fifo{stream, fork_depth_}});
                connect(from, {fifo, 0}, stream, tensor);
                from = {fifo, 0};
            }
            deliver(from, wanted.front(), stream, tensor, name, "");
            return;
        }
        const int fork =
            add_node({name + "_fork", -1, rtl::Fork{stream, static_cast<int>(wanted.size())}});
        connect(from, {fork, 0}, stream, tensor);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const int fifo =
                add_node({fmt::format("{}_fifo{}", name, i), -1, rtl::Fifo{stream, fork_depth_}});
            connect({fork, static_cast<int>(i)}, {fifo, 0}, stream, tensor);
            deliver({fifo, 0}, wanted[i], stream, tensor, name, std::to_string(i));
        }
    }

    // `name` and `number` make the adapters' names.
    void deliver(End from, const Reader& reader, rtl::Stream stream, int tensor,
                 const std::string& name, const std::string& number) {
        // Lanes change where beats hold more pixels: in between there are never more beats than on
        // both sides.
        if (reader.pixels > stream.pixels)
            from = regroup(from, reader, stream, tensor, name + "_regroup" + number);
        if (reader.lanes != 0 && reader.lanes != stream.lanes) {
            const int width = add_node({name + "_width" + number, -1,
                                        rtl::Width{stream.shape, stream.lanes, reader.lanes,
                                                   stream.lane_bits, stream.pixels}});
            connect(from, {width, 0}, stream, tensor);
            stream.lanes = reader.lanes;
            from = {width, 0};
        }
        if (reader.pixels != 0 && reader.pixels < stream.pixels)
            from = regroup(from, reader, stream, tensor, name + "_regroup" + number);
        connect(from, reader.end, stream, tensor);
    }

    End regroup(End from, const Reader& reader, rtl::Stream& stream, int tensor,
                const std::string& name) {
        const int node = add_node({name, -1,
                                   rtl::Regroup{stream.shape, stream.lanes, stream.pixels,
                                                reader.pixels, stream.lane_bits}});
        connect(from, {node, 0}, stream, tensor);
        stream.pixels = reader.pixels;
        return {node, 0};
    }

    const Skeleton& skeleton_;
    int fork_depth_;
    std::vector<rtl::Block> blocks_; // of the layers
    std::vector<int> layer_node_;
    Design design_;
};

} // namespace

Design assemble(const Skeleton& skeleton, int fork_depth) {
    return Assembler(skeleton, fork_depth).run();
}

} // namespace sluice::design
