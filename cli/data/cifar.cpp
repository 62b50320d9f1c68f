// SPDX-License-Identifier: Apache-2.0
#include "cli/data/cifar.h"

#include "base/error.h"

namespace sluice::cli {

namespace {

constexpr std::size_t kImageBytes = 3 * 32 * 32;
constexpr std::size_t kRecordBytes = 1 + kImageBytes;

} // namespace

bool looks_like_cifar(const Bytes& bytes) {
    if (bytes.empty() || bytes.size() % kRecordBytes != 0)
        return false;
    for (std::size_t at = 0; at < bytes.size(); at += kRecordBytes)
        if (bytes[at] > 9)
            return false;
    return true;
}

CifarBatch parse_cifar(const Bytes& bytes, const std::string& where) {
    if (!looks_like_cifar(bytes))
        throw Error(where, "is not a CIFAR-10 binary batch", "check the path");
    const auto frames = static_cast<std::int64_t>(bytes.size() / kRecordBytes);
    CifarBatch batch;
    batch.images.shape = {frames, 3, 32, 32};
    batch.labels.shape = {frames};
    batch.images.bytes.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size(); at += kRecordBytes) {
        batch.labels.bytes.push_back(bytes[at]);
        const auto image = bytes.begin() + static_cast<std::ptrdiff_t>(at) + 1;
        batch.images.bytes.insert(batch.images.bytes.end(), image, image + kImageBytes);
    }
    return batch;
}

} // namespace sluice::cli
