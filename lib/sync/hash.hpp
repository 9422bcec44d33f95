// What tells two contents apart: XXH3, 128 bits. It guards against accidents, not against an
// adversary: whoever can write into the container may do so anyhow. https://xxhash.com
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string_view>

namespace chatops::sync {

struct Hash {
  std::uint64_t low = 0, high = 0;
  auto operator<=>(const Hash&) const = default;
};

Hash hash_of(std::string_view bytes);
/// 64 bits of the same, for blocks and checksums of frames.
std::uint64_t short_hash_of(std::string_view bytes);

/// The same as hash_of() of all pieces put together.
class Hasher {
 public:
  Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  ~Hasher();
  void add(std::string_view bytes);
  Hash result() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatops::sync
