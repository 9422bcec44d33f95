// Screens of forms as pictures; CHATOPS_ACCEPT=1 writes them anew. And what holds for every
// screen: nothing outside, nothing raw, nothing torn.
// SPDX-License-Identifier: Apache-2.0
#include "terminal/draw.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

#include "base/text.hpp"
#include "base/width.hpp"
#include "fixture.hpp"
#include "support/big_card.hpp"

using namespace chatops;
using namespace chatops::terminal;
using terminal::testing::after;

namespace {

const Theme plain{.now = test::card_now()};

std::string picture(const Frame& frame) {
  std::string out;
  for (int row = 0; row < frame.rows; ++row) out += frame.text(row) + "\n";
  if (frame.cursor_row >= 0)
    out += "cursor " + std::to_string(frame.cursor_column) + "," +
           std::to_string(frame.cursor_row) + "\n";
  return out;
}

void matches_file(const std::string& name, const Frame& frame) {
  const std::string path =
      std::string(CHATOPS_SOURCE_DIR) + "/tests/unit/terminal/golden/" + name + ".txt";
  const std::string seen = picture(frame);
  if (std::getenv("CHATOPS_ACCEPT") != nullptr) std::ofstream(path) << seen;
  std::ifstream file(path);
  const std::string wanted(std::istreambuf_iterator<char>(file), {});
  CHECK_MESSAGE(seen == wanted, path << " differs:\n" << seen);
}

/// What every frame promises: full rows, whole characters, nothing raw, the cursor inside.
bool is_sound(const Frame& frame) {
  bool good = frame.cursor_column < std::max(frame.columns, 1) &&
              frame.cursor_row < std::max(frame.rows, 1);
  for (int row = 0; row < frame.rows; ++row) {
    int width = 0;
    for (int x = 0; x < frame.columns; ++x) {
      const std::string& text = frame.at(x, row).text;
      width += display_width(text);
      if (text.empty()) good = good && x > 0 && display_width(frame.at(x - 1, row).text) == 2;
      for (const char c : text) good = good && static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
      good = good && is_utf8(text);
    }
    good = good && width == frame.columns;
  }
  return good;
}

void sound(const Frame& frame) {
  const bool good = is_sound(frame);
  REQUIRE_MESSAGE(good, picture(frame));
}

}  // namespace

TEST_CASE("screens") {
  const card::Card deploy = test::made_card(6, 40);
  const card::Card hostile = test::hostile_card();
  const Key enter{Press::enter, {}}, down{Press::down, {}};
  const auto text = [](std::string what) { return Key{Press::text, std::move(what)}; };
  const std::vector<Key> changed = {enter, text("login 35"),    enter, down,
                                    enter, text("feature/new"), enter, {Press::home, {}},
                                    down,  {Press::right, {}}};
  struct Case {
    const char* name;
    const card::Card& card;
    std::vector<Key> keys;
    Size size;
    render::Language language = render::Language::en;
    bool unicode = true;
  };
  const Case cases[] = {
      {"open-10", deploy, {}, {10, 24}},
      {"open-40", deploy, {}, {40, 24}},
      {"open-20", deploy, {}, {20, 16}},
      {"open-80", deploy, {}, {80, 24}},
      {"open-120", deploy, {}, {120, 30}},
      {"open-250", deploy, {}, {250, 60}},
      {"open-low", deploy, {}, {80, 8}},
      {"open-zh-80", deploy, {}, {80, 24}, render::Language::zh},
      {"open-zh-40", deploy, {}, {40, 24}, render::Language::zh},
      {"changed-100", deploy, changed, {100, 30}},
      {"changed-zh-100", deploy, changed, {100, 30}, render::Language::zh},
      {"ascii-80", deploy, changed, {80, 24}, render::Language::en, false},
      {"text-80", deploy, {{Press::home, {}}}, {80, 24}},
      {"buttons-80", deploy, {text("d")}, {80, 24}},
      {"leaving-80", deploy, {text("pq")}, {80, 24}},
      {"filter-80", deploy, {text("/"), text("we")}, {80, 24}},
      {"mistake-80",
       deploy,
       {{Press::home, {}}, {Press::control, "u"}, text(""), {Press::control, "d"}, enter},
       {80, 24}},
      {"picker-40", deploy, {enter, text("login")}, {40, 20}},
      {"picker-80", deploy, {enter, text("login")}, {80, 24}},
      {"picker-zh-120", deploy, {enter, down, down}, {120, 24}, render::Language::zh},
      {"picker-new-80", deploy, {enter, text("feature/new")}, {80, 12}},
      {"choice-40", deploy, {{Press::home, {}}, down, enter}, {40, 12}},
      {"help-80", deploy, {text("?")}, {80, 24}},
      {"help-zh-80", deploy, {text("?")}, {80, 24}, render::Language::zh},
      {"hostile-80", hostile, {}, {80, 24}},
      {"hostile-120", hostile, {}, {120, 30}},
      {"hostile-picker-60", hostile, {enter}, {60, 16}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    Theme theme = plain;
    theme.language = c.language;
    theme.unicode = c.unicode;
    const Frame frame = draw(after(c.card, c.keys), c.size, theme);
    sound(frame);
    matches_file(c.name, frame);
  }
}

TEST_CASE("at 100 columns the version that will run is whole, and the branch is told once") {
  const std::string branch = "feature/breakout-rooms";
  const std::string before = "feature-breakout-rooms-1234567",
                    after = "feature-breakout-rooms-1234568";
  card::Card card = test::made_card(2, 5);
  card.rows[0].pick = card::Pick{card::PickMode::follow, branch};
  card.rows[0].runs = before;
  card.rows[0].wanted = after;
  card.rows[0].options = {{after, branch, {branch, "1234568", "", "lan", ""}},
                          {before, branch, {branch, "1234567", "", "lan", ""}}};
  card.rows[1].pick = card::Pick{card::PickMode::follow, "feature/new"};
  card.rows[1].wanted.clear();
  const auto line_of = [&](int columns, const std::string& name) {
    const Frame frame = draw(begin(card), {columns, 30}, plain);
    for (int row = 0; row < frame.rows; ++row) {
      if (frame.text(row).find(" " + name + " ") != std::string::npos) return frame.text(row);
    }
    return std::string();
  };
  for (const int columns : {80, 100, 120, 160}) {
    CAPTURE(columns);
    CHECK(line_of(columns, "api").find(after) != std::string::npos);
  }
  CHECK(line_of(160, "api").find("follow   " + branch) != std::string::npos);
  CHECK(line_of(160, "web").find("waiting  feature/new") != std::string::npos);
  CHECK(line_of(70, "web").find("waiting for") != std::string::npos);
  matches_file("versions-100", draw(begin(card), {100, 24}, plain));
  matches_file("versions-120", draw(begin(card), {120, 24}, plain));
}

TEST_CASE("a card that only asks which one does not speak of changes") {
  const card::Card card{.kind = "environment",
                        .settings = {{.id = "environment",
                                      .kind = card::FieldKind::choice,
                                      .value = "s42",
                                      .choices = {"s42", "s43"}}},
                        .buttons = {{"next"}, {"cancel"}}};
  const Frame frame = draw(after(card, {{Press::right, {}}}), {60, 10}, plain);
  sound(frame);
  matches_file("which-60", frame);
  card::Card open = card;
  open.settings[0].free = true;
  open.settings[0].accepts = NameKind::environment;
  const Key enter{Press::enter, {}};
  matches_file("which-new-60", draw(after(open, {enter, {Press::text, "s4"}}), {60, 10}, plain));
  matches_file("which-not-60", draw(after(open, {enter, {Press::text, "S_9"}}), {60, 10}, plain));
}

TEST_CASE("names from outside, what a range comes to, choices with cells, why it is asked again") {
  card::Card card = test::made_card(1, 5);
  card.settings[3].wanted = "1.4.2";
  card.settings[4] = {.id = "parameter.region",
                      .kind = card::FieldKind::choice,
                      .value = "cn",
                      .choices = {"cn", "eu"},
                      .label = "REGION\x1b[2J",
                      .cells = {{"main", "7"}}};
  State state = begin(card);
  state.note = "the plan has changed meanwhile";
  matches_file("note-80", draw(state, {80, 24}, plain));
  state.note = "warning: s42 changed while the form was open\nwarning: two\nwarning: three\n";
  matches_file("notes-40", draw(state, {40, 24}, plain));
  const Frame low = draw(state, {40, 8}, plain);
  sound(low);
  matches_file("notes-low", low);
  sound(draw(state, {20, 6}, plain));
  const Key down{Press::down, {}};
  for (const Key& key : {Key{Press::home, {}}, down, down, down, Key{Press::enter, {}}})
    state = step(std::move(state), key);
  const Frame picker = draw(state, {60, 12}, plain);
  sound(picker);
  matches_file("choice-cells-60", picker);
}

TEST_CASE("why it is no name is told while it is typed") {
  card::Card card = test::made_card(2, 5);
  card.settings[1].accepts = NameKind::domain;
  const State state = after(card, {{Press::home, {}}, {Press::text, "!"}});
  matches_file("name-80", draw(state, {80, 20}, plain));
}

TEST_CASE("every size, both cards: nothing outside and nothing raw") {
  for (const card::Card& card : {test::made_card(9, 20), test::hostile_card()}) {
    const State list = begin(card);
    const State picker = after(card, {{Press::enter, {}}, {Press::text, "feature/中文"}});
    for (int columns = 0; columns < 130; columns += columns < 45 ? 1 : 7) {
      for (const int rows : {0, 1, 5, 6, 7, 9, 15, 16, 24, 31}) {
        sound(draw(list, {columns, rows}, plain));
        sound(draw(picker, {columns, rows}, plain));
      }
    }
  }
}

TEST_CASE("without colour no colour, and never a background") {
  const card::Card card = test::made_card(5, 9);
  Theme theme = plain;
  CHECK(paint({}, draw(begin(card), {80, 24}, theme)).find(";3") == std::string::npos);
  theme.colour = true;
  const std::string bytes = paint({}, draw(begin(card), {80, 24}, theme));
  CHECK(bytes.find(";32m") != std::string::npos);
  CHECK(bytes.find(";4") == std::string::npos);
}

TEST_CASE("whatever bytes come, a form stands") {
  std::mt19937 random(20261124);  // the same bytes every time
  const card::Card cards[] = {test::made_card(7, 50), test::hostile_card()};
  const std::string_view alphabet =
      "\x1b\x1b\x1b[[[OABCDHFZ~0123456;\r\r\t\x7f\x01\x04\x05\x06\x0b\x0e\x0f\x10\x15\x17 "
      "fprd/?xq\xE4\xB8\xAD\xFF";
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const card::Card& card = cards[round % 2];
    State state = begin(card);
    Decoder decoder;
    Frame shown;
    for (int i = 0; i < 60; ++i) {
      std::string bytes;
      for (auto n = random() % 12; n > 0; --n)
        bytes +=
            random() % 8 == 0 ? static_cast<char>(random()) : alphabet[random() % alphabet.size()];
      std::vector<Key> keys = decoder.feed(bytes);
      for (Key& key : decoder.flush()) keys.push_back(std::move(key));
      for (const Key& key : keys) {
        state = step(std::move(state), key);
        if (state.ending == Ending::left) state = begin(card);
        REQUIRE(state.focus < state.targets.size());
        REQUIRE(state.changes == card::changes(card, state.answer));
      }
      const Size size{static_cast<int>(random() % 140), static_cast<int>(random() % 40)};
      Frame next = draw(state, size, plain);
      sound(next);
      paint(shown, next);
      shown = std::move(next);
    }
  }
}
