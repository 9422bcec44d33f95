// Comparing a file with the blocks that it had: see delta.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/delta.hpp"

#include <algorithm>
#include <utility>

namespace chatops::sync {

Delta::Delta(Signature old, std::uint64_t size) : old_(std::move(old)), size_(size) { pass(); }

/// Leaves out old blocks that have no place in what is still to be seen.
void Delta::pass() {
  const auto fits = [&] {
    return place() >= at_ && place() <= size_ && old_[next_].size <= size_ - place();
  };
  while (next_ < old_.size() && !fits()) ++next_;
}

std::uint32_t Delta::wants() const {
  auto left = size_ - at_;
  if (next_ < old_.size()) left = place() == at_ ? old_[next_].size : place() - at_;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(left, block_size));
}

std::optional<Segment> Delta::add(std::string_view bytes) {
  const auto hash = short_hash_of(bytes);
  const bool same = placed() && old_[next_].hash == hash;
  if (placed() && !same && !std::exchange(differs_, true)) {
    shift_ = size_ - (old_.back().offset + old_.back().size);
    if (shift_ != 0) {
      pass();
      return std::nullopt;
    }
  }
  hash_.add(bytes);
  const Segment out{same, same ? old_[next_].offset : at_, bytes.size()};
  now_.push_back({at_, static_cast<std::uint32_t>(bytes.size()), hash});
  at_ += bytes.size();
  pass();
  return out;
}

}  // namespace chatops::sync
