// From bytes to keys: pieces of any size, sequences nobody knows, pastes, a lone Escape.
// SPDX-License-Identifier: Apache-2.0
#include "terminal/keys.hpp"

#include <doctest/doctest.h>

#include "terminal/edit.hpp"

using namespace chatops::terminal;

namespace {

std::vector<Key> all_of(std::string_view bytes, std::size_t piece) {
  Decoder decoder;
  std::vector<Key> keys;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    for (Key& key : decoder.feed(bytes.substr(at, piece))) keys.push_back(std::move(key));
  }
  for (Key& key : decoder.flush()) keys.push_back(std::move(key));
  return keys;
}

std::string typed(const std::vector<Key>& keys) {
  std::string out;
  for (const Key& key : keys) out += key.text;
  return out;
}

}  // namespace

TEST_CASE("sequences are keys, however they are cut") {
  struct Case {
    std::string_view bytes;
    std::vector<Press> presses;
  };
  const Case cases[] = {
      {"\x1b[A\x1b[B\x1b[C\x1b[D", {Press::up, Press::down, Press::right, Press::left}},
      {"\x1bOA\x1bOH\x1bOF", {Press::up, Press::home, Press::end}},
      {"\x1b[5~\x1b[6~\x1b[3~\x1b[1~\x1b[4~",
       {Press::page_up, Press::page_down, Press::erase, Press::home, Press::end}},
      {"\t\x1b[Z\r\x7f", {Press::tab, Press::back_tab, Press::enter, Press::backspace}},
      {"\x1b[38;5;99m\x1b[<0;1;1M\x1b[?1;2c\x1b]0;x\x07\x1bP1$r\x1b\\\x1bx\x1b[A", {Press::up}},
      {"\x1b\x1b[A", {Press::escape, Press::up}},
      {"\x1b", {Press::escape}},
      {"\x1b[12", {}},
      {"\x03\x1a", {Press::control, Press::control}},
      {std::string_view("\0", 1), {}},
  };
  for (const Case& c : cases) {
    for (const std::size_t piece : {1U, 2U, 3U, 100U}) {
      CAPTURE(piece);
      const auto keys = all_of(c.bytes, piece);
      REQUIRE(keys.size() == c.presses.size());
      for (std::size_t i = 0; i < keys.size(); ++i) CHECK(keys[i].press == c.presses[i]);
    }
  }
}

TEST_CASE("a lone Escape waits for what may follow") {
  Decoder decoder;
  CHECK(decoder.feed("\x1b").empty());
  CHECK(decoder.undecided());
  CHECK(decoder.feed("[B") == std::vector<Key>{{Press::down, {}}});
  CHECK_FALSE(decoder.undecided());
}

TEST_CASE("characters come whole, broken ones not at all") {
  for (const std::size_t piece : {1U, 2U, 3U, 4U, 100U}) {
    CAPTURE(piece);
    CHECK(typed(all_of("a中é\xF0\x9F\x98\x80z", piece)) == "a中é\xF0\x9F\x98\x80z");
    CHECK(typed(all_of("a\xFF\xC3(\x80z\xC2\x9B", piece)) == "a(z");
  }
}

TEST_CASE("a paste is one key, without control characters, capped") {
  std::string bytes = "\x1b[200~";
  for (int i = 0; i < 10'000; ++i) bytes += i % 10 == 0 ? "\x1b[A" : i % 7 == 0 ? "\n" : "中";
  bytes += "\x1b[201~x";
  for (const std::size_t piece : {1U, 5U, 4096U}) {
    CAPTURE(piece);
    const auto keys = all_of(bytes, piece);
    REQUIRE(keys.size() == 2);
    CHECK(keys[0].pasted);
    CHECK(keys[0].text.size() <= longest_paste);
    CHECK(keys[0].text.size() > longest_paste - 4);
    CHECK(keys[0].text.find('\x1b') == std::string::npos);
    CHECK(keys[1] == Key{Press::text, "x"});
  }
}

TEST_CASE("a line is edited by characters") {
  Edit edit("中e\xCC\x81z");
  CHECK(edit.apply({Press::left, {}}));
  CHECK(edit.apply({Press::backspace, {}}));
  CHECK(edit.text == "中z");
  CHECK(edit.apply({Press::control, "a"}));
  CHECK(edit.apply({Press::erase, {}}));
  CHECK(edit.apply({Press::text, "one two"}));
  CHECK(edit.text == "one twoz");
  CHECK(edit.apply({Press::control, "w"}));
  CHECK(edit.text == "one z");
  CHECK(edit.apply({Press::control, "u"}));
  CHECK(edit.apply({Press::control, "k"}));
  CHECK(edit.text.empty());
  CHECK(edit.apply({Press::backspace, {}}));
  CHECK(edit.apply({Press::left, {}}));
  CHECK(edit.apply({Press::right, {}}));
  CHECK_FALSE(edit.apply({Press::up, {}}));
  for (int i = 0; i < 5; ++i) edit.apply({Press::text, std::string(900, 'x')});
  CHECK(edit.text.size() <= longest_paste);
}
