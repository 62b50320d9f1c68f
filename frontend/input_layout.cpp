// SPDX-License-Identifier: Apache-2.0
#include "frontend/input_layout.h"

#include <map>
#include <set>

#include "frontend/constant_fold.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

// A part of an input dimension whose meaning is not known yet; parts of size 1 are never listed.
using PartIndex = std::size_t;
using Groups = std::vector<std::vector<PartIndex>>;
using Dims = std::vector<std::int64_t>;

class Trace {
public:
    Trace(const Import& import, const Dims& dims) : import_(import) {
        for (const std::int64_t dim : dims)
            input_.push_back(dim > 1 ? std::vector<PartIndex>{add(dim)} : std::vector<PartIndex>{});
    }

    // The axis of every part, once a layer that knows is found.
    bool run(const std::vector<std::size_t>& order, const std::string& name) {
        views_[name] = input_;
        for (const std::size_t index : order) {
            const OnnxNode& node = import_.model.nodes[index];
            const Groups* in = view_of(node);
            if (in == nullptr || node.outputs.empty())
                continue;
            if (!in->empty() && learn(node, expanded(*in)))
                return true;
            if (auto out = follow(node, expanded(*in)))
                views_[node.outputs[0]] = std::move(*out);
        }
        return false;
    }

    std::vector<AxisGroup> axes(Shape& shape) const {
        std::vector<AxisGroup> out;
        for (const auto& group : expanded(input_)) {
            out.emplace_back();
            for (const PartIndex part : group) {
                const Axis axis = roles_.at(part);
                out.back().push_back({axis, sizes_[part], 1});
                (axis == Axis::height  ? shape.height
                 : axis == Axis::width ? shape.width
                                       : shape.channels) = static_cast<int>(sizes_[part]);
            }
        }
        return out;
    }

private:
    PartIndex add(std::int64_t size) {
        sizes_.push_back(size);
        return sizes_.size() - 1;
    }

    const Groups* view_of(const OnnxNode& node) const {
        for (const std::string& input : node.inputs)
            if (const auto found = views_.find(input); found != views_.end())
                return &found->second;
        return nullptr;
    }

    // With every part that was split later replaced by its pieces.
    Groups expanded(const Groups& groups) const {
        Groups out;
        for (const auto& group : groups) {
            out.emplace_back();
            for (const PartIndex part : group)
                append(out.back(), part);
        }
        return out;
    }
    void append(std::vector<PartIndex>& out, PartIndex part) const {
        const auto found = pieces_.find(part);
        if (found == pieces_.end())
            return out.push_back(part);
        append(out, found->second.first);
        append(out, found->second.second);
    }

    Dims dims_of_groups(const Groups& groups) const {
        Dims dims;
        for (const auto& group : groups) {
            dims.push_back(1);
            for (const PartIndex part : group)
                dims.back() *= sizes_[part];
        }
        return dims;
    }

    // Assigns the axes when `node` tells channels from pixels.
    bool learn(const OnnxNode& node, const Groups& in) {
        static const std::set<std::string> kImageOps = {"Conv",
                                                        "MaxPool",
                                                        "AveragePool",
                                                        "ConvTranspose",
                                                        "GlobalMaxPool",
                                                        "GlobalAveragePool",
                                                        "BatchNormalization",
                                                        "DepthToSpace",
                                                        "SpaceToDepth",
                                                        "LRN",
                                                        "MaxUnpool",
                                                        "Upsample"};
        std::vector<Axis> axes;
        if (kImageOps.count(node.op) != 0 && in.size() == 4)
            axes = {Axis::channel, Axis::height, Axis::width};
        else if (kImageOps.count(node.op) != 0 && in.size() == 3)
            axes = {Axis::channel, Axis::width};
        else if (node.op == "MatMul" && in.size() == 4)
            axes = {Axis::height, Axis::width, Axis::channel};
        else if (node.op == "MatMul" && in.size() == 3)
            axes = {Axis::width, Axis::channel};
        else
            return false;
        if (!in[0].empty())
            return false;
        std::map<PartIndex, Axis> roles;
        for (std::size_t i = 0; i < axes.size(); ++i) {
            if (in[i + 1].size() > 1)
                return false;
            for (const PartIndex part : in[i + 1])
                roles[part] = axes[i];
        }
        roles_ = std::move(roles);
        return true;
    }

    const Tensor* constant(const OnnxNode& node, std::size_t index) const {
        if (index >= node.inputs.size())
            return nullptr;
        const auto found = import_.operands.find(node.inputs[index]);
        const auto* tensor =
            found == import_.operands.end() ? nullptr : std::get_if<TensorPtr>(&found->second.what);
        return tensor == nullptr || !(*tensor)->problem.empty() ? nullptr : tensor->get();
    }

    std::optional<Dims> integers(const OnnxNode& node, const std::string& attribute,
                                 std::size_t input) const {
        if (const Tensor* tensor = constant(node, input))
            return tensor->integers;
        const auto found = node.attributes.find(attribute);
        if (found == node.attributes.end())
            return std::nullopt;
        return found->second.integers;
    }

    std::optional<Groups> follow(const OnnxNode& node, const Groups& in) {
        static const std::set<std::string> kSame = {"Add", "Cast", "Div", "Dropout", "Identity",
                                                    "Max", "Min",  "Mul", "Pad",     "Sub"};
        if (keeps_shape(node.op) || kSame.count(node.op) != 0)
            return in;
        const Dims dims = dims_of_groups(in);
        std::optional<Dims> target;
        if (node.op == "Transpose") {
            const auto perm =
                permutation(integers(node, "perm", node.inputs.size()).value_or(Dims{}), in.size());
            if (!perm)
                return std::nullopt;
            Groups out;
            for (const std::size_t from : *perm)
                out.push_back(in[from]);
            return out;
        }
        if (node.op == "Reshape") {
            target = integers(node, "shape", 1);
            if (target && !target->empty() && (*target)[0] == import_.file_batch)
                (*target)[0] = 1;
            if (target)
                target = reshaped_dims(dims, *target, false);
        } else if (node.op == "Squeeze") {
            target = squeezed_dims(dims, integers(node, "axes", 1));
        } else if (node.op == "Unsqueeze") {
            if (const auto axes = integers(node, "axes", 1))
                target = unsqueezed_dims(dims, *axes);
        }
        if (!target)
            return std::nullopt;
        return regrouped(in, *target);
    }

    // The same parts over other dimensions; a part that a dimension would cut is split in two.
    std::optional<Groups> regrouped(const Groups& in, const Dims& dims) {
        std::vector<PartIndex> rest;
        for (auto group = in.rbegin(); group != in.rend(); ++group)
            rest.insert(rest.end(), group->rbegin(), group->rend());
        Groups out;
        for (const std::int64_t dim : dims) {
            out.emplace_back();
            std::int64_t size = 1;
            while (size < dim && !rest.empty()) {
                PartIndex part = rest.back();
                rest.pop_back();
                if (dim % size != 0)
                    return std::nullopt;
                const std::int64_t wanted = dim / size;
                if (sizes_[part] > wanted) {
                    if (sizes_[part] % wanted != 0)
                        return std::nullopt;
                    const PartIndex first = add(wanted);
                    const PartIndex second = add(sizes_[part] / wanted);
                    pieces_[part] = {first, second};
                    rest.push_back(second);
                    part = first;
                }
                size *= sizes_[part];
                out.back().push_back(part);
            }
            if (size != dim)
                return std::nullopt;
        }
        return out;
    }

    const Import& import_;
    std::vector<std::int64_t> sizes_;
    std::map<PartIndex, std::pair<PartIndex, PartIndex>> pieces_;
    std::map<std::string, Groups> views_;
    Groups input_;
    std::map<PartIndex, Axis> roles_;
};

} // namespace

std::vector<AxisGroup> input_axes(const Import& import, const std::vector<std::size_t>& order,
                                  const std::string& name, const Dims& dims, Shape& shape) {
    Trace trace(import, dims);
    if (trace.run(order, name))
        return trace.axes(shape);
    std::vector<Axis> axes;
    if (dims.size() == 4)
        axes = {Axis::channel, Axis::height, Axis::width};
    else if (dims.size() == 3)
        axes = {Axis::channel, Axis::width};
    else if (!dims.empty())
        axes = {Axis::channel};
    std::vector<AxisGroup> out(dims.size());
    const std::size_t batch = dims.size() - axes.size();
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const std::int64_t size = dims[batch + i];
        (axes[i] == Axis::height  ? shape.height
         : axes[i] == Axis::width ? shape.width
                                  : shape.channels) = static_cast<int>(size);
        if (size > 1)
            out[batch + i] = {{axes[i], size, 1}};
    }
    return out;
}

} // namespace sluice::frontend
