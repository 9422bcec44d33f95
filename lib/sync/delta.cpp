// Comparing a file with the blocks that it had: see delta.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/delta.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "sync/hash.hpp"

namespace chatops::sync {

namespace {

/// Reads exactly `size` bytes; "" when there are not so many.
std::string_view read_at(int file, std::uint64_t offset, std::size_t size, std::string& buffer) {
  if (buffer.size() < size) buffer.resize(size);
  std::size_t got = 0;
  while (got < size) {
    const auto n = ::pread(file, buffer.data() + got, size - got, static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return {};
    got += static_cast<std::size_t>(n);
  }
  return std::string_view(buffer).substr(0, size);
}

void add_segment(std::vector<Segment>& out, const Segment& next) {
  if (!out.empty() && out.back().copied == next.copied &&
      out.back().from + out.back().size == next.from) {
    out.back().size += next.size;
  } else if (next.size > 0) {
    out.push_back(next);
  }
}

}  // namespace

void Signer::block(std::string_view bytes) {
  blocks_.push_back({at_, static_cast<std::uint32_t>(bytes.size()), short_hash_of(bytes)});
  at_ += bytes.size();
}

void Signer::add(std::string_view bytes) {
  while (!bytes.empty()) {
    if (rest_.empty() && bytes.size() >= block_size) {
      block(bytes.substr(0, block_size));
      bytes.remove_prefix(block_size);
      continue;
    }
    const auto piece = std::min<std::size_t>(bytes.size(), block_size - rest_.size());
    rest_.append(bytes.substr(0, piece));
    bytes.remove_prefix(piece);
    if (rest_.size() == block_size) {
      block(rest_);
      rest_.clear();
    }
  }
}

Signature Signer::take() {
  if (!rest_.empty()) block(rest_);
  rest_.clear();
  return std::move(blocks_);
}

bool find_delta(const Signature& old, int file, std::uint64_t size, std::vector<Segment>& out,
                Signature& now) {
  std::string buffer;
  const std::uint64_t old_size = old.empty() ? 0 : old.back().offset + old.back().size;
  const auto same_at = [&](const Block& block, std::uint64_t offset) {
    if (offset + block.size > size) return false;
    const auto bytes = read_at(file, offset, block.size, buffer);
    return bytes.size() == block.size && short_hash_of(bytes) == block.hash;
  };
  std::size_t head = 0;
  while (head < old.size() && same_at(old[head], old[head].offset)) ++head;
  std::size_t tail = old.size();
  const auto moved = size - old_size;  // wraps for a file that shrank, and back in the sums
  while (tail > head) {
    const auto& block = old[tail - 1];
    const auto offset = block.offset + moved;
    const auto head_end = head == 0 ? 0 : old[head - 1].offset + old[head - 1].size;
    if (offset + block.size > size || offset < head_end || offset > size || !same_at(block, offset))
      break;
    --tail;
  }
  for (std::size_t i = 0; i < head; ++i) {
    add_segment(out, {true, old[i].offset, old[i].size});
    now.push_back(old[i]);
  }
  std::uint64_t at = head == 0 ? 0 : old[head - 1].offset + old[head - 1].size;
  const std::uint64_t tail_at = tail == old.size() ? size : old[tail].offset + moved;
  for (std::size_t i = head; at < tail_at;) {
    // With the size unchanged the old blocks between are compared in their places.
    const bool in_place = moved == 0 && i < tail && old[i].offset == at;
    const auto piece =
        in_place ? old[i].size
                 : static_cast<std::uint32_t>(std::min<std::uint64_t>(block_size, tail_at - at));
    const auto bytes = read_at(file, at, piece, buffer);
    if (bytes.size() != piece) return false;
    const Block block{at, piece, short_hash_of(bytes)};
    const bool same = in_place && block.hash == old[i].hash;
    add_segment(out, {same, at, piece});
    now.push_back(block);
    at += piece;
    if (in_place) ++i;
  }
  for (std::size_t i = tail; i < old.size(); ++i) {
    add_segment(out, {true, old[i].offset, old[i].size});
    now.push_back({old[i].offset + moved, old[i].size, old[i].hash});
  }
  return true;
}

}  // namespace chatops::sync
