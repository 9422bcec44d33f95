// Bits and lengths of frames, and the rules that tell a broken peer early.
// SPDX-License-Identifier: Apache-2.0
#include "net/web_socket_codec.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"
#include "crypto/crypto.hpp"

namespace chatops::net {
namespace {

constexpr std::size_t most_control = 125;
constexpr int no_code = 1005;

unsigned char at(std::string_view text, std::size_t place) {
  return static_cast<unsigned char>(text[place]);
}

tl::unexpected<Error> odd(const char* why) {
  return failure(Reason::answer_odd, {{"why", std::string("WebSocket: ") + why}});
}

bool is_control(Opcode opcode) { return static_cast<unsigned>(opcode) >= 8; }

bool is_known(unsigned opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

void append_number(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(number >> static_cast<unsigned>(shift) & 0xFFU));
}

std::uint64_t number_of(std::string_view text) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < text.size(); ++i) out = out << 8U | at(text, i);
  return out;
}

/// §7.4: those that may stand in a frame.
bool is_close_code(int code) {
  return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
         (code >= 3000 && code <= 4999);
}

}  // namespace

std::string encode_frame(Opcode opcode, std::string_view payload, std::uint32_t mask) {
  std::string out;
  out.reserve(payload.size() + 14);
  out.push_back(static_cast<char>(0x80U | static_cast<unsigned>(opcode)));
  if (payload.size() <= 125) {
    out.push_back(static_cast<char>(0x80U | payload.size()));
  } else if (payload.size() <= 0xFFFF) {
    out.push_back(static_cast<char>(0x80U | 126U));
    append_number(out, payload.size(), 2);
  } else {
    out.push_back(static_cast<char>(0x80U | 127U));
    append_number(out, payload.size(), 8);
  }
  std::array<char, 4> key{};
  for (unsigned i = 0; i < 4; ++i) key[i] = static_cast<char>(mask >> (24 - 8 * i) & 0xFFU);
  out.append(key.data(), key.size());
  const auto begin = out.size();
  out.append(payload);
  for (std::size_t i = 0; i < payload.size(); ++i)
    out[begin + i] = static_cast<char>(out[begin + i] ^ key[i % 4]);
  return out;
}

std::string close_payload(int code, std::string_view why) {
  std::string out;
  append_number(out, static_cast<std::uint64_t>(code), 2);
  out.append(clip(why, most_control - 2));
  return out;
}

std::string accept_key(std::string_view key) {
  return crypto::to_base64(crypto::sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
}

Result<std::optional<WebSocketReader::Head>> WebSocketReader::head() const {
  const std::string_view text = std::string_view(pending_).substr(read_);
  if (text.size() < 2) return std::nullopt;
  const unsigned first = at(text, 0), second = at(text, 1);
  if ((first & 0x70U) != 0) return odd("reserved bits");
  if (!is_known(first & 0x0FU)) return odd("unknown opcode");
  if ((second & 0x80U) != 0) return odd("masked frame");
  Head head{(first & 0x80U) != 0, static_cast<Opcode>(first & 0x0FU), 2, second & 0x7FU};
  if (is_control(head.opcode) && (!head.final || head.length > most_control))
    return odd("control frame");
  if (head.length >= 126) {
    const std::size_t bytes = head.length == 126 ? 2 : 8;
    if (text.size() < 2 + bytes) return std::nullopt;
    const auto length = number_of(text.substr(2, bytes));
    if (length < (bytes == 2 ? 126U : 0x10000U)) return odd("length");
    if (length > most_) return failure(Reason::answer_too_large);
    head.size = 2 + bytes;
    head.length = static_cast<std::size_t>(length);
  }
  return head;
}

Result<std::optional<WebSocketFrame>> WebSocketReader::next() {
  while (true) {
    const auto head = this->head();
    if (!head) return tl::make_unexpected(head.error());
    if (!*head || pending_.size() - read_ < (*head)->size + (*head)->length) {
      pending_.erase(0, std::exchange(read_, 0));
      return std::nullopt;
    }
    std::string payload = pending_.substr(read_ + (*head)->size, (*head)->length);
    read_ += (*head)->size + (*head)->length;
    auto frame = take(**head, std::move(payload));
    if (!frame || *frame) return frame;
  }
}

Result<std::optional<WebSocketFrame>> WebSocketReader::take(const Head& head, std::string payload) {
  if (head.opcode == Opcode::close) {
    WebSocketFrame frame{Opcode::close, "", no_code};
    if (payload.size() == 1) return odd("close frame");
    if (!payload.empty()) {
      frame.close_code = static_cast<int>(number_of(std::string_view(payload).substr(0, 2)));
      frame.payload = payload.substr(2);
      if (!is_close_code(frame.close_code) || !is_utf8(frame.payload)) return odd("close frame");
    }
    return frame;
  }
  if (is_control(head.opcode)) return WebSocketFrame{head.opcode, std::move(payload), 0};
  if ((head.opcode == Opcode::continuation) != message_.has_value()) return odd("continuation");
  if (!message_) message_ = WebSocketFrame{head.opcode, "", 0};
  if (message_->payload.size() + payload.size() > most_) return failure(Reason::answer_too_large);
  message_->payload += payload;
  if (!head.final) return std::nullopt;
  auto whole = *std::exchange(message_, std::nullopt);
  if (whole.opcode == Opcode::text && !is_utf8(whole.payload)) return odd("text is not UTF-8");
  return whole;
}

}  // namespace chatops::net
