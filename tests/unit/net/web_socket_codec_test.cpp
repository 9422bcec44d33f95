// Frames as RFC 6455 has them: its own examples, every length, and what breaks the rules.
// SPDX-License-Identifier: Apache-2.0
#include "net/web_socket_codec.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>
#include <string>

using namespace chatops;
using namespace chatops::net;

namespace {

/// A frame as a server writes it: unmasked.
std::string server_frame(unsigned first, const std::string& payload) {
  std::string out(1, static_cast<char>(first));
  if (payload.size() <= 125) {
    out += static_cast<char>(payload.size());
  } else if (payload.size() <= 0xFFFF) {
    out += {126, static_cast<char>(payload.size() >> 8U), static_cast<char>(payload.size())};
  } else {
    out += static_cast<char>(127);
    for (int shift = 56; shift >= 0; shift -= 8)
      out += static_cast<char>(payload.size() >> static_cast<unsigned>(shift));
  }
  return out + payload;
}

std::string unmasked(std::string frame) {
  const auto length = static_cast<unsigned char>(frame[1]) & 0x7FU;
  const std::size_t head = length < 126 ? 2 : length == 126 ? 4 : 10;
  const std::string key = frame.substr(head, 4);
  std::string payload = frame.substr(head + 4);
  for (std::size_t i = 0; i < payload.size(); ++i)
    payload[i] = static_cast<char>(payload[i] ^ key[i % 4]);
  return payload;
}

Reason first_error(std::string_view bytes, std::size_t most = 1000) {
  WebSocketReader reader(most);
  reader.add(bytes);
  while (true) {
    const auto frame = reader.next();
    if (!frame) return frame.error().reason;
    if (!*frame) return Reason::nothing_to_do;
  }
}

}  // namespace

TEST_CASE("web socket: the handshake's example of RFC 6455 §1.3") {
  CHECK(accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("web socket: what we write is masked, final, and as long as it says") {
  // RFC 6455 §5.7: a masked "Hello".
  CHECK(encode_frame(Opcode::text, "Hello", 0x37fa213d) ==
        std::string("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"));
  for (const std::size_t size : {0UL, 125UL, 126UL, 65535UL, 65536UL}) {
    const std::string payload(size, 'x');
    const auto frame = encode_frame(Opcode::binary, payload, 0xA1B2C3D4);
    CHECK(static_cast<unsigned char>(frame[0]) == 0x82);
    CHECK((static_cast<unsigned char>(frame[1]) & 0x80U) != 0);
    CHECK(unmasked(frame) == payload);
  }
}

TEST_CASE("web socket: messages are read however they are cut, also with a ping within") {
  std::string bytes = server_frame(0x01, "Hel") + server_frame(0x89, "ping") +
                      server_frame(0x80, "lo") + server_frame(0x82, std::string(70000, 'y')) +
                      server_frame(0x88, close_payload(1000, "bye"));
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
    WebSocketReader reader(100'000);
    std::vector<WebSocketFrame> frames;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      reader.add(std::string_view(bytes).substr(at, step));
      while (true) {
        auto frame = reader.next();
        REQUIRE(frame);
        if (!*frame) break;
        frames.push_back(**frame);
      }
    }
    REQUIRE(frames.size() == 4);
    CHECK(frames[0].opcode == Opcode::ping);
    CHECK(frames[1].opcode == Opcode::text);
    CHECK(frames[1].payload == "Hello");
    CHECK(frames[2].payload.size() == 70000);
    CHECK(frames[3].close_code == 1000);
    CHECK(frames[3].payload == "bye");
  }
}

TEST_CASE("web socket: what breaks the rules is odd, and what is too much is that") {
  struct Row {
    const char* name;
    std::string bytes;
    Reason reason;
  };
  const auto rows = std::to_array<Row>({
      {"reserved bit", server_frame(0xC2, "x"), Reason::answer_odd},
      {"unknown opcode", server_frame(0x83, "x"), Reason::answer_odd},
      {"masked", encode_frame(Opcode::binary, "x", 1), Reason::answer_odd},
      {"control in pieces", server_frame(0x09, "x"), Reason::answer_odd},
      {"long control", server_frame(0x89, std::string(126, 'x')), Reason::answer_odd},
      {"continuation of nothing", server_frame(0x80, "x"), Reason::answer_odd},
      {"new message within one", server_frame(0x02, "x") + server_frame(0x82, "x"),
       Reason::answer_odd},
      {"text that is no UTF-8", server_frame(0x81, "\xff"), Reason::answer_odd},
      {"half a close code", server_frame(0x88, "x"), Reason::answer_odd},
      {"a close code that is none", server_frame(0x88, close_payload(1005, "")),
       Reason::answer_odd},
      {"length in too many bytes", std::string("\x82\x7e\x00\x01x", 5), Reason::answer_odd},
      {"too long at once", server_frame(0x82, std::string(1001, 'x')), Reason::answer_too_large},
      {"too long in pieces",
       server_frame(0x02, std::string(600, 'x')) + server_frame(0x80, std::string(600, 'x')),
       Reason::answer_too_large},
      {"a length of 2^63", std::string("\x82\x7f\x80\x00\x00\x00\x00\x00\x00\x00", 10),
       Reason::answer_too_large},
      {"nothing wrong", server_frame(0x82, "x"), Reason::nothing_to_do},
  });
  for (const auto& row : rows) CHECK_MESSAGE(first_error(row.bytes) == row.reason, row.name);
}
