// From picture to picture with few bytes.
// SPDX-License-Identifier: Apache-2.0
#include "terminal/canvas.hpp"

#include <doctest/doctest.h>

#include <ostream>

using chatops::terminal::Canvas;
using chatops::terminal::clipped;
using chatops::terminal::visible_width;

TEST_CASE("only what differs is written") {
  Canvas canvas;
  CHECK(canvas.show({"a", "b"}) == "a\x1b[K\r\nb\x1b[K\r\n");
  CHECK(canvas.show({"a", "b"}).empty());
  CHECK(canvas.show({"a", "c"}) == "\x1b[1A\rc\x1b[K\x1b[1B\r");
  CHECK(canvas.show({"x", "c"}) == "\x1b[2A\rx\x1b[K\x1b[2B\r");
  CHECK(canvas.show({"x", "c", "d"}) == "d\x1b[K\r\n");
  CHECK(canvas.show({"x"}) == "\x1b[2A\r\x1b[J");
  CHECK(canvas.show({"y", "z"}) == "\x1b[1A\ry\x1b[K\x1b[1B\rz\x1b[K\r\n");
}

TEST_CASE("taken away, also where the terminal has broken its lines meanwhile") {
  Canvas canvas;
  CHECK(canvas.clear(80, 24).empty());
  canvas.show({"\x1b[1m0123456789\x1b[0m", "ab"});
  CHECK(canvas.clear(5, 24) == "\x1b[3A\r\x1b[J");
  canvas.show({"0123456789", "ab"});
  CHECK(canvas.clear(1, 4) == "\x1b[3A\r\x1b[J");
  canvas.show({"a"});
  canvas.leave();
  CHECK(canvas.clear(80, 24).empty());
}

TEST_CASE("colours take no columns") {
  CHECK(visible_width("\x1b[31m部署\x1b[0m!") == 5);
  CHECK(visible_width("\x1b[31") == 0);
}

TEST_CASE("a line that is too long ends with its room, and its colours with it") {
  CHECK(clipped("\x1b[31m部署\x1b[0m!", 3) == "\x1b[31m部\x1b[0m");
  CHECK(clipped("ready", 5) == "ready");
  CHECK(clipped("ready", 0).empty());
}
