// zstd where it pays. https://datatracker.ietf.org/doc/html/rfc8878
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sync/bytes.hpp"

namespace chatops::sync {

/// What one packed text may hold.
inline constexpr std::size_t largest_packed = 1U << 20U;

class Packer {
 public:
  Packer();
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  ~Packer();
  /// Writes `bytes`, no more than largest_packed: as they are when they are few, or when the last
  /// ones of their like would not get smaller.
  void put(Writer& out, std::string_view bytes);
  /// Gives its memory back until it is needed again: more than a megabyte.
  void rest();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
  int not_worth_it_ = 0;  ///< so many are not tried
};

/// What put() wrote; nothing more than largest_packed whatever it says. False when it is odd.
bool unpack(Reader& in, std::string& out);

}  // namespace chatops::sync
