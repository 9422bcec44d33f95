// Numbers and texts as bytes, little endian, and back. What is read came from the other side, so
// that nothing is taken that was not checked against what is left.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chatops::sync {

class Writer {
 public:
  Writer& u8(std::uint8_t value) { return number(value, 1); }
  Writer& u16(std::uint16_t value) { return number(value, 2); }
  Writer& u32(std::uint32_t value) { return number(value, 4); }
  Writer& u64(std::uint64_t value) { return number(value, 8); }
  /// With its length before it.
  Writer& text(std::string_view value) {
    u32(static_cast<std::uint32_t>(value.size()));
    return raw(value);
  }
  Writer& raw(std::string_view value) {
    out_.append(value);
    return *this;
  }
  const std::string& bytes() const { return out_; }
  std::string take() { return std::move(out_); }
  std::size_t size() const { return out_.size(); }

 private:
  Writer& number(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) out_ += static_cast<char>((value >> (8 * i)) & 0xFFU);
    return *this;
  }
  std::string out_;
};

/// Views bytes that outlive it. After the first thing that does not fit it is not ok(), and
/// everything read from then on is zero or empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_(bytes) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  /// What text() wrote, no longer than `cap`.
  std::string_view text(std::size_t cap) {
    const auto size = u32();
    if (size > cap) return fail();
    return raw(size);
  }
  std::string_view raw(std::size_t size) {
    if (!ok_ || size > left_.size()) return fail();
    const auto out = left_.substr(0, size);
    left_.remove_prefix(size);
    return out;
  }
  bool ok() const { return ok_; }
  /// Everything was read, and all of it was there.
  bool done() const { return ok_ && left_.empty(); }
  bool empty() const { return left_.empty(); }
  std::string_view rest() { return raw(left_.size()); }

 private:
  std::string_view fail() {
    ok_ = false;
    left_ = {};
    return {};
  }
  std::uint64_t number(std::size_t width) {
    const auto bytes = raw(width);
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      out |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return out;
  }
  std::string_view left_;
  bool ok_ = true;
};

}  // namespace chatops::sync
