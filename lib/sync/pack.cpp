// zstd behind two functions.
// SPDX-License-Identifier: Apache-2.0
#include "sync/pack.hpp"

#include <zstd.h>

namespace chatops::sync {

namespace {

constexpr std::size_t worth_packing = 512;
constexpr int quickest_level = 1;
constexpr int tries_left_out = 16;

}  // namespace

struct Packer::Context {
  ZSTD_CCtx* zstd = nullptr;
  ~Context() { ZSTD_freeCCtx(zstd); }
};

Packer::Packer() : context_(std::make_unique<Context>()) {}
Packer::~Packer() = default;

void Packer::rest() { context_ = std::make_unique<Context>(); }

void Packer::put(Writer& out, std::string_view bytes) {
  const bool try_it = bytes.size() >= worth_packing && not_worth_it_ == 0;
  if (not_worth_it_ > 0) --not_worth_it_;
  if (try_it) {
    if (context_->zstd == nullptr) context_->zstd = ZSTD_createCCtx();
    std::string packed(ZSTD_compressBound(bytes.size()), '\0');
    const auto size = ZSTD_compressCCtx(context_->zstd, packed.data(), packed.size(), bytes.data(),
                                        bytes.size(), quickest_level);
    if (ZSTD_isError(size) == 0 && size < bytes.size() - bytes.size() / 8) {
      packed.resize(size);
      out.u8(1).u32(static_cast<std::uint32_t>(bytes.size())).text(packed);
      return;
    }
    not_worth_it_ = tries_left_out;
  }
  out.u8(0).u32(static_cast<std::uint32_t>(bytes.size())).text(bytes);
}

bool unpack(Reader& in, std::string& out) {
  const auto how = in.u8();
  const auto size = in.u32();
  const auto bytes = in.text(largest_packed);
  if (!in.ok() || how > 1 || size > largest_packed) return false;
  if (how == 0) {
    out.assign(bytes);
    return bytes.size() == size;
  }
  out.resize(size);
  return ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size()) == size;
}

}  // namespace chatops::sync
