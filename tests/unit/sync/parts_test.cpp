// The pure parts of sync: paths, what is to be done, deltas, packed bytes, messages of others.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "base/random.hpp"
#include "sync/burst.hpp"
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

namespace {

struct Compared {
  std::vector<Segment> segments;  ///< put together where they go on
  Signature blocks;
  Hash hash;
};

Compared compared(const Signature& old, std::string_view fresh) {
  Compared out;
  Delta delta(old, fresh.size());
  while (const auto size = delta.wants()) {
    REQUIRE(delta.at() + size <= fresh.size());
    const auto one = delta.add(fresh.substr(delta.at(), size));
    if (!one) continue;
    auto* last = out.segments.empty() ? nullptr : &out.segments.back();
    if (last != nullptr && last->copied == one->copied && last->from + last->size == one->from)
      last->size += one->size;
    else
      out.segments.push_back(*one);
  }
  out.hash = delta.hash();
  out.blocks = delta.take();
  return out;
}

std::uint64_t sent(const Compared& compared) {
  std::uint64_t out = 0;
  for (const auto& segment : compared.segments) out += segment.copied ? 0 : segment.size;
  return out;
}

std::string noise(std::size_t size, std::uint64_t seed) {
  SeededRandom random(seed);
  std::string out(size, '\0');
  for (auto& c : out) c = static_cast<char>(random.next());
  return out;
}

}  // namespace

TEST_CASE("a delta makes the new file out of the old one, whatever was edited") {
  SeededRandom random(3);
  auto old = noise(3'000'000, 3);
  auto before = compared({}, old).blocks;
  for (int round = 0; round < 200; ++round) {
    CAPTURE(round);
    auto fresh = old;
    for (auto edits = random.next() % 4; edits > 0; --edits) {
      const auto at = random.next() % (fresh.size() + 1), size = random.next() % 300'000;
      // Some at the very edge of a block.
      const auto edge = random.next() % 3 == 0 ? at - at % block_size : at;
      switch (random.next() % 4) {
        case 0: fresh.insert(edge, std::string(size, 'x')); break;
        case 1: fresh.erase(edge, random.next() % 2 == 0 ? block_size : size); break;
        case 2: fresh.replace(edge, 3, "abc"); break;
        default: fresh.append("more"); break;
      }
    }
    if (round == 0) fresh.clear();
    if (round == 1) fresh = old + old;
    if (round == 2) fresh = old.substr(0, 10);
    const auto found = compared(before, fresh);
    std::string made;
    for (const auto& segment : found.segments)
      made += (segment.copied ? old : fresh).substr(segment.from, segment.size);
    CHECK((made == fresh));
    CHECK(found.hash == hash_of(fresh));
    // The new blocks are those of the new file.
    std::uint64_t at = 0;
    for (const auto& block : found.blocks) {
      CHECK(block.offset == at);
      CHECK(block.hash == short_hash_of(std::string_view(fresh).substr(at, block.size)));
      at += block.size;
    }
    CHECK(at == fresh.size());
    // The next one is compared with blocks that are not all of one size.
    if (fresh.size() < 2'000'000 || fresh.size() > 4'000'000) continue;
    old = std::move(fresh);
    before = found.blocks;
  }
}

TEST_CASE("one edit of a big file costs what it is") {
  const auto text = noise(10'000'000, 4);
  const auto before = compared({}, text).blocks;
  const auto cost = [&](auto edit) {
    auto fresh = text;
    edit(fresh);
    return sent(compared(before, fresh));
  };
  CHECK(cost([](auto&) {}) == 0);
  CHECK(cost([](auto& s) { s.replace(5'000'000, 3, "abc"); }) == block_size);
  CHECK(cost([](auto& s) { s.insert(5'000'000, "one line\n"); }) == block_size + 9);
  CHECK(cost([](auto& s) { s.erase(5'000'000, 9); }) == block_size - 9);
  CHECK(cost([](auto& s) { s.append("one line\n"); }) == 9);
  CHECK(cost([](auto& s) { s.insert(0, "one line\n"); }) == 9);
  CHECK(cost([](auto& s) { s.insert(3 * block_size, "one line\n"); }) == 9);
  CHECK(cost([](auto& s) { s.erase(3 * block_size, 2 * block_size); }) == 0);
  CHECK(cost([](auto& s) { s.resize(9'000'000); }) < block_size);
  CHECK(cost([](auto& s) {
          s.replace(1'000'000, 3, "abc");
          s.replace(9'000'000, 3, "abc");
        }) == 2 * block_size);
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
      packer.rest();
      Writer again;
      packer.put(again, bytes);
      if (!noise) CHECK(again.bytes() == out.bytes());
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

TEST_CASE("few removals go at once, many when no more come, and all of a burst are one") {
  Burst burst;
  auto now = Tick(std::chrono::hours(1));
  CHECK(burst.ready(1, now) == now);
  burst.gone(1);
  // One after the other as fast as they are read: what is few is few altogether.
  now += Millis(1);
  CHECK(burst.ready(8, now) == now);
  burst.gone(8);
  now += Millis(1);
  CHECK(burst.ready(2, now) > now);
  now += Millis(100);
  CHECK(burst.ready(300, now) == now + Burst::quiet);
  now += Burst::quiet;
  CHECK(burst.ready(300, now) == now);
  burst.gone(300);
  CHECK(burst.lately() == 309);
  // The next one is not held for what was before, but judged with it.
  now += Burst::quiet;
  CHECK(burst.ready(1, now) == now);
  burst.gone(1);
  CHECK(burst.lately() == 310);
  // Without an end it is not held for ever.
  now += Burst::memory;
  const auto began = now;
  std::size_t waiting = 20;
  for (; burst.ready(waiting, now) > now; ++waiting) now += Millis(50);
  CHECK(now - began == Burst::longest);
  burst.gone(waiting);
  CHECK(burst.lately() == waiting);
}
