// Frames survive any cut, and nothing odd is taken for one.
// SPDX-License-Identifier: Apache-2.0
#include "sync/frame.hpp"

#include <doctest/doctest.h>

#include "base/random.hpp"

using namespace chatops;
using namespace chatops::sync;

TEST_CASE("frames come out as they went in, wherever the stream is cut") {
  SeededRandom random(1);
  for (int round = 0; round < 50; ++round) {
    std::string bytes;
    std::vector<std::string> payloads;
    for (std::uint32_t i = 0; i < 10; ++i) {
      payloads.emplace_back(random.next() % 300, static_cast<char>('a' + i));
      bytes += encode(Frame{FrameType::data, 7, i, payloads.back()});
    }
    FrameReader reader;
    std::size_t seen = 0;
    for (std::size_t at = 0; at < bytes.size();) {
      const auto piece = std::min<std::size_t>(1 + random.next() % 200, bytes.size() - at);
      reader.feed(std::string_view(bytes).substr(at, piece));
      at += piece;
      Frame frame;
      while (reader.next(frame).value()) {
        CHECK(frame.payload == payloads.at(seen));
        CHECK(frame.number == seen++);
        CHECK(frame.channel == 7);
      }
    }
    CHECK(seen == payloads.size());
  }
}

TEST_CASE("a changed bit anywhere is noticed") {
  const auto good = encode(Frame{FrameType::data, 3, 1, "hello"});
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    auto bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    FrameReader reader;
    reader.feed(bad);
    Frame frame;
    const auto got = reader.next(frame);
    // A longer length only waits for more.
    CHECK((!got || !*got));
  }
}

TEST_CASE("a hello of another protocol is none") {
  CHECK(decode_hello(encode(Hello{.self = 5, .peer = 6, .received = 7}))->received == 7);
  CHECK_FALSE(decode_hello("GET / HTTP/1.1\r\n\r\n aaaaaaaaaaaaaaaaaaaaa"));
  CHECK_FALSE(decode_hello(encode(Hello{.self = 0})));
  CHECK_FALSE(decode_hello(encode(Hello{.oldest = 3, .newest = 2, .self = 1})));
  CHECK(decode_bye(encode(Bye{ByeWhy::taken, "x"}))->text == "x");
  CHECK_FALSE(decode_bye("\x09"));
}
