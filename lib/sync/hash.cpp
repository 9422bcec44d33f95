// XXH3 behind two types of ours; its header is seen by this file only.
// SPDX-License-Identifier: Apache-2.0
#define XXH_INLINE_ALL
#include "sync/hash.hpp"

#include <xxhash.h>

namespace chatops::sync {

Hash hash_of(std::string_view bytes) {
  const auto h = XXH3_128bits(bytes.data(), bytes.size());
  return {h.low64, h.high64};
}

std::uint64_t short_hash_of(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

struct Hasher::State {
  XXH3_state_t xxh;
};

Hasher::Hasher() : state_(std::make_unique<State>()) { XXH3_128bits_reset(&state_->xxh); }
Hasher::~Hasher() = default;
void Hasher::add(std::string_view bytes) {
  XXH3_128bits_update(&state_->xxh, bytes.data(), bytes.size());
}
Hash Hasher::result() const {
  const auto h = XXH3_128bits_digest(&state_->xxh);
  return {h.low64, h.high64};
}

}  // namespace chatops::sync
