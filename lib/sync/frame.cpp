// Frames to bytes and back.
// SPDX-License-Identifier: Apache-2.0
#include "sync/frame.hpp"

#include "sync/hash.hpp"

namespace chatops::sync {

namespace {

constexpr std::size_t longest_bye = 256;

std::uint32_t checksum(std::string_view head, std::string_view payload) {
  const auto both = short_hash_of(head) ^ (short_hash_of(payload) * 0x9E3779B97F4A7C15ULL);
  return static_cast<std::uint32_t>(both ^ (both >> 32U));
}

tl::unexpected<Error> odd_frame(std::string_view what) {
  return failure(Reason::answer_odd, {{"what", std::string(what)}});
}

bool known_type(std::uint8_t type) {
  return (type >= 1 && type <= 5) || (type >= 16 && type <= 20);
}

}  // namespace

std::string encode(const Frame& frame) {
  Writer out;
  out.u32(static_cast<std::uint32_t>(frame.payload.size()))
      .u8(static_cast<std::uint8_t>(frame.type))
      .u8(0)
      .u16(frame.channel)
      .u32(frame.number);
  const auto sum = checksum(out.bytes(), frame.payload);
  out.u32(sum).raw(frame.payload);
  return out.take();
}

void FrameReader::feed(std::string_view bytes) {
  if (at_ > 0) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  buffer_.append(bytes);
}

void FrameReader::rest() {
  if (buffer_.empty()) buffer_.shrink_to_fit();
}

void FrameReader::reset() {
  buffer_.clear();
  at_ = 0;
}

Result<bool> FrameReader::next(Frame& out) {
  const auto left = std::string_view(buffer_).substr(at_);
  if (left.size() < frame_header_size) return false;
  Reader head(left.substr(0, frame_header_size));
  const auto length = head.u32();
  const auto type = head.u8();
  const auto zero = head.u8();
  out.channel = head.u16();
  out.number = head.u32();
  const auto sum = head.u32();
  if (length > largest_payload || zero != 0 || !known_type(type)) return odd_frame("frame");
  if (left.size() < frame_header_size + length) return false;
  const auto payload = left.substr(frame_header_size, length);
  if (checksum(left.substr(0, frame_header_size - 4), payload) != sum) return odd_frame("checksum");
  out.type = static_cast<FrameType>(type);
  out.payload.assign(payload);
  at_ += frame_header_size + length;
  if (at_ == buffer_.size()) {
    buffer_.clear();
    at_ = 0;
  }
  return true;
}

std::string encode(const Hello& hello) {
  return Writer()
      .u32(protocol_magic)
      .u16(hello.oldest)
      .u16(hello.newest)
      .u64(hello.self)
      .u64(hello.peer)
      .u64(hello.received)
      .take();
}

Result<Hello> decode_hello(std::string_view payload) {
  Reader in(payload);
  if (in.u32() != protocol_magic) return odd_frame("hello");
  Hello out;
  out.oldest = in.u16();
  out.newest = in.u16();
  out.self = in.u64();
  out.peer = in.u64();
  out.received = in.u64();
  // Later versions may say more behind it.
  if (!in.ok() || out.self == 0 || out.oldest > out.newest) return odd_frame("hello");
  return out;
}

std::string encode(const Bye& bye) {
  return Writer()
      .u8(static_cast<std::uint8_t>(bye.why))
      .text(std::string_view(bye.text).substr(0, longest_bye))
      .take();
}

Result<Bye> decode_bye(std::string_view payload) {
  Reader in(payload);
  const auto why = in.u8();
  Bye out{static_cast<ByeWhy>(why), std::string(in.text(longest_bye))};
  if (!in.done() || why > static_cast<std::uint8_t>(ByeWhy::failed)) return odd_frame("bye");
  return out;
}

}  // namespace chatops::sync
