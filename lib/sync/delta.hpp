// What of a big file is new: blocks of before that are still at their place or, behind the first
// difference, as far from the end as they were (moved by what was put in or taken out). One edit,
// an append or changes in place thus cost what changed. Blocks that several edits of different
// length moved are sent again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sync/hash.hpp"

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

/// The new file, read once and from its beginning to its end.
class Delta {
 public:
  /// `old`: of the file before; empty = all is new. `size`: of the new file.
  Delta(Signature old, std::uint64_t size);
  /// So many bytes are wanted, from at() on; 0 = all has been seen.
  std::uint32_t wants() const;
  /// Those bytes, and what they are; nothing: they, or other ones, are wanted again.
  std::optional<Segment> add(std::string_view bytes);

  std::uint64_t at() const { return at_; }
  /// Of all that was seen.
  Hash hash() const { return hash_.result(); }
  /// The blocks of the new file; once.
  Signature take() { return std::move(now_); }

 private:
  void pass();
  bool placed() const { return next_ < old_.size() && place() == at_; }
  /// Where the next old block would begin in the new file.
  std::uint64_t place() const { return old_[next_].offset + shift_; }

  Signature old_, now_;
  std::size_t next_ = 0;  ///< in old_, not yet compared
  std::uint64_t size_, at_ = 0;
  std::uint64_t shift_ = 0;  ///< of old blocks; wraps for a file that shrank, and back in the sum
  bool differs_ = false;     ///< the first difference has been seen
  Hasher hash_;
};

}  // namespace chatops::sync
