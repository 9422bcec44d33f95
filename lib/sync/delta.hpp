// What of a big file is new: blocks of before that are still at the beginning, still at the end
// (moved by what was put in or taken out between) or, where the size stayed, still at their place.
// One edit, an append or a change in place thus costs what changed. Blocks that several edits of
// different length moved are sent again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.hpp"

namespace chatops::sync {

struct Block {
  std::uint64_t offset = 0;
  std::uint32_t size = 0;
  std::uint64_t hash = 0;
  bool operator==(const Block&) const = default;
};
/// In order and without gaps.
using Signature = std::vector<Block>;
inline constexpr std::uint32_t block_size = 128U << 10U;
/// Below it a file is sent whole.
inline constexpr std::uint64_t smallest_delta = 1U << 20U;

struct Segment {
  bool copied = false;     ///< from the old file
  std::uint64_t from = 0;  ///< offset in the old file, or in the new one when not copied
  std::uint64_t size = 0;
};

/// Takes bytes in order and cuts them into blocks.
class Signer {
 public:
  void add(std::string_view bytes);
  Signature take();

 private:
  void block(std::string_view bytes);
  Signature blocks_;
  std::string rest_;
  std::uint64_t at_ = 0;
};

/// The new file, of `size` bytes, as segments of the old one and of itself. `file` is read with
/// pread. False when it cannot be read.
bool find_delta(const Signature& old, int file, std::uint64_t size, std::vector<Segment>& out,
                Signature& now);

}  // namespace chatops::sync
