// Events and moments in, bytes out: what stays above the block, how it follows the terminal's size,
// and what is left of it.
// SPDX-License-Identifier: Apache-2.0
#include "terminal/live.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "fixture.hpp"

using namespace chatops;
using namespace chatops::terminal;
using nlohmann::json;
using terminal::testing::began;

namespace {

command::Event event_of(const std::string& kind, const std::string& stage = "running") {
  return {kind,
          {{"kind", kind},
           {"at", "2026-11-24T10:00:00Z"},
           {"environment", "s42"},
           {"revision", 3},
           {"status", "running"},
           {"error", nullptr},
           {"stages", {{{"id", "1"}, {"name", "Deploy"}, {"status", stage}}}}}};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the block opens with the following and ends as plain lines") {
  const render::Style style;
  Block block(style, true);
  CHECK(block.event(event_of("committed"), began, {80, 24}).empty());
  CHECK(block.tick(began, {80, 24}, false).empty());
  CHECK(has(block.event(event_of("attached"), began, {80, 24}), "s42 #3  "));
  CHECK(block.event(event_of("following"), began, {80, 24}) == "s42 #3  starting  0s\x1b[K\r\n");
  CHECK(has(block.event(event_of("stage"), began, {80, 24}), " ⠋ Deploy  running"));
  const std::string next = block.tick(began, {80, 24}, false);
  CHECK(has(next, "⠙"));
  CHECK_FALSE(has(next, "s42"));  // the head is the same
  const std::string last = block.end(began);
  CHECK(last == "\x1b[2A\r\x1b[Js42 #3  running  0s\r\n … Deploy  running\r\n");
  CHECK_FALSE(block.open());
  CHECK(block.end(began).empty());
}

TEST_CASE("what the picture does not tell scrolls away above it") {
  const render::Style style;
  Block block(style, true);
  block.event(event_of("following"), began, {80, 24});
  for (const char* kind : {"warning", "something new"}) {
    const std::string bytes = block.event(event_of(kind), began, {80, 24});
    CHECK(bytes.starts_with("\x1b[1A\r\x1b[J2026-11-24T10:00:00Z"));
    CHECK(bytes.ends_with("s42 #3  starting  0s\x1b[K\r\n"));
  }
  for (const char* kind : {"queued", "started", "finished"})
    CHECK_FALSE(has(block.event(event_of(kind), began, {80, 24}), "2026"));
}

TEST_CASE("a terminal that became narrower, and a process that was stopped meanwhile") {
  const render::Style style;
  Block block(style, true);
  block.event(event_of("following"), began, {80, 24});
  block.event(event_of("stage"), began, {80, 24});
  CHECK(block.tick(began, {10, 24}, false).starts_with("\x1b[4A\r\x1b[J"));
  CHECK_FALSE(has(block.tick(began, {80, 24}, false), "\x1b[J"));
  const std::string anew = block.tick(began, {80, 24}, true);
  CHECK(anew.starts_with("s42 #3"));
  CHECK(block.tick(began, {80, 1}, false) == "\r\x1b[J");
}
