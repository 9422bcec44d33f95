// The pure parts of sync: paths, what is to be done, deltas, packed bytes, messages of others.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fcntl.h>

#include <fstream>

#include "base/random.hpp"
#include "support/temp_folder.hpp"
#include "sync/delta.hpp"
#include "sync/messages.hpp"
#include "sync/orders.hpp"
#include "sync/plan.hpp"

using namespace chatops;
using namespace chatops::sync;

TEST_CASE("only sound paths are taken") {
  for (const auto* good : {"a", "a/b", ".a", "a..", "..a", "a b/\xC3\xA9"})
    CHECK(path_is_sound(good));
  for (const std::string bad :
       {"", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", "a/../b"})
    CHECK_FALSE(path_is_sound(bad));
  CHECK_FALSE(path_is_sound(std::string("a\0b", 3)));
  CHECK_FALSE(path_is_sound(std::string(256, 'a')));
  CHECK(is_within("a/b", "a"));
  CHECK_FALSE(is_within("ab", "a"));
  CHECK(is_within("x", ""));
}

TEST_CASE("what is to be done, case by case") {
  const State none, one{EntryKind::file, 0644, 1, {1, 1}}, two{EntryKind::file, 0644, 1, {2, 2}},
      three{EntryKind::file, 0644, 1, {3, 3}};
  struct Row {
    State local, remote, base;
    Action one_way, both_ways, both_touched;
  };
  const std::vector<Row> rows{
      {none, none, none, Action::none, Action::none, Action::none},
      {one, one, one, Action::none, Action::none, Action::none},
      {one, one, none, Action::adopt, Action::adopt, Action::adopt},
      {none, none, one, Action::adopt, Action::adopt, Action::adopt},
      {one, none, none, Action::push, Action::push, Action::push},
      {none, one, none, Action::leave, Action::leave, Action::pull},
      {two, one, one, Action::push, Action::push, Action::push},
      {none, one, one, Action::push_remove, Action::push_remove, Action::push_remove},
      // A container that lacks it is new; one whose people deleted it is not.
      {one, none, one, Action::push, Action::push, Action::pull_remove},
      {one, two, one, Action::push, Action::push, Action::pull},
      // Both changed: local wins.
      {two, three, one, Action::push, Action::push, Action::push},
      {none, three, one, Action::push_remove, Action::push_remove, Action::push_remove},
      {two, one, none, Action::push, Action::push, Action::push},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    const auto& row = rows[i];
    CHECK(decide({row.local, row.remote, row.base, false, true}) == row.one_way);
    CHECK(decide({row.local, row.remote, row.base, true, false}) == row.both_ways);
    CHECK(decide({row.local, row.remote, row.base, true, true}) == row.both_touched);
  }
}

TEST_CASE("a delta makes the new file out of the old one, whatever was edited") {
  const test::TempFolder folder;
  SeededRandom random(3);
  std::string old;
  while (old.size() < 3'000'000) old += std::to_string(random.next());
  for (int round = 0; round < 60; ++round) {
    auto fresh = old;
    for (auto edits = random.next() % 3; edits > 0; --edits) {
      const auto at = random.next() % fresh.size(), size = random.next() % 300'000;
      switch (random.next() % 4) {
        case 0: fresh.insert(at, std::string(size, 'x')); break;
        case 1: fresh.erase(at, size); break;
        case 2: fresh.replace(at, 3, "abc"); break;
        default: fresh.append("more"); break;
      }
    }
    if (round == 0) fresh.clear();
    if (round == 1) fresh = old + old;
    if (round == 2) fresh = old.substr(0, 10);
    Signer signer;
    for (std::size_t at = 0; at < old.size(); at += 100'000)
      signer.add(std::string_view(old).substr(at, 100'000));
    const auto before = signer.take();
    std::ofstream(folder.file("f"), std::ios::binary | std::ios::trunc) << fresh;
    const Fd file(::open(folder.file("f").c_str(), O_RDONLY));
    std::vector<Segment> segments;
    Signature after;
    REQUIRE(find_delta(before, file.get(), fresh.size(), segments, after));
    std::string made;
    for (const auto& segment : segments)
      made += (segment.copied ? old : fresh).substr(segment.from, segment.size);
    CHECK((made == fresh));
    // The new blocks are those of the new file.
    std::uint64_t at = 0;
    for (const auto& block : after) {
      CHECK(block.offset == at);
      CHECK(block.hash == short_hash_of(std::string_view(fresh).substr(at, block.size)));
      at += block.size;
    }
    CHECK(at == fresh.size());
  }
}

TEST_CASE("one edit of a big file costs what it is") {
  const test::TempFolder folder;
  std::string text(10'000'000, 'a');
  SeededRandom random(4);
  for (auto& c : text) c = static_cast<char>(random.next());
  Signer signer;
  signer.add(text);
  const auto before = signer.take();
  text.insert(5'000'000, "one line\n");
  std::ofstream(folder.file("f"), std::ios::binary) << text;
  const Fd file(::open(folder.file("f").c_str(), O_RDONLY));
  std::vector<Segment> segments;
  Signature after;
  REQUIRE(find_delta(before, file.get(), text.size(), segments, after));
  REQUIRE(segments.size() == 3);
  CHECK(segments[1].size <= block_size + 9);
}

TEST_CASE("packed bytes come out again; what says more than it may is refused") {
  SeededRandom random(6);
  for (const std::size_t size : {0UL, 1UL, 511UL, 100'000UL, largest_packed}) {
    for (const bool noise : {false, true}) {
      std::string bytes(size, 'z');
      if (noise)
        for (auto& c : bytes) c = static_cast<char>(random.next());
      Packer packer;
      Writer out;
      packer.put(out, bytes);
      if (!noise && size > 1000) CHECK(out.size() < size / 10);
      Reader in(out.bytes());
      std::string back;
      REQUIRE(unpack(in, back));
      CHECK((back == bytes));
    }
  }
  std::string back;
  Reader big(std::string_view("\x01\xff\xff\xff\x7f\x01\x00\x00\x00x", 10));
  CHECK_FALSE(unpack(big, back));
}

TEST_CASE("messages survive the way, and none that is cut or leads elsewhere is taken") {
  Packer packer;
  const Change change{"a/b", {EntryKind::file, 0644, 5, hash_of("hello")}, {}, "hello"};
  const auto whole = [&](const Change& one) {
    Writer out;
    put(out, one);
    return encode_batch(7, out.bytes(), packer);
  };
  Batch batch;
  REQUIRE(decode(whole(change), batch));
  CHECK(batch.number == 7);
  CHECK(batch.changes.at(0).content == "hello");
  const auto bytes = whole(change);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    Batch cut;
    CHECK_FALSE(decode(std::string_view(bytes).substr(0, i), cut));
  }
  for (const auto* path : {"../x", "/etc/passwd", "a/../../x", ""}) {
    auto bad = change;
    bad.path = path;
    Batch refused;
    CHECK_FALSE(decode(whole(bad), refused));
  }
  auto bad = change;
  bad.state.size = 6;
  Batch refused;
  CHECK_FALSE(decode(whole(bad), refused));
  CommandOrder order{.argv = {"bash", "-l"},
                     .otherwise = {{"sh"}, {"busybox", "sh"}},
                     .environment = {{"A", "b"}},
                     .folder = "sub",
                     .terminal = true,
                     .logged = true,
                     .whole = true,
                     .size = {100, 40}},
      back;
  REQUIRE(decode(encode(order), back));
  CHECK(back.argv == order.argv);
  CHECK(back.otherwise == order.otherwise);
  CHECK(back.terminal);
  CHECK(back.logged);
  CHECK(back.whole);
  CHECK(back.environment == order.environment);
  CHECK(back.size.columns == 100);
  order.argv.clear();
  CommandOrder none;
  CHECK_FALSE(decode(encode(order), none));
}
