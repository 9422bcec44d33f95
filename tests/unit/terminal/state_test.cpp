// What keys make of a form.
// SPDX-License-Identifier: Apache-2.0
#include "terminal/state.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"
#include "support/big_card.hpp"

using namespace chatops;
using namespace chatops::terminal;
using card::Pick;
using card::PickMode;
using terminal::testing::after;

namespace {

Key press(Press what) { return {what, {}}; }
Key text(std::string what) { return {Press::text, std::move(what)}; }
Key control(std::string letter) { return {Press::control, std::move(letter)}; }

const Key enter = press(Press::enter), down = press(Press::down), up = press(Press::up),
          escape = press(Press::escape);

}  // namespace

TEST_CASE("a form opens on the first row that would change, and one key goes to its button") {
  card::Card card = test::made_card(5, 40);
  card.rows[0].runs = card.rows[0].wanted;
  CHECK(*begin(card).focused() == FocusTarget{FocusTarget::row, 1});
  CHECK(*after(card, {text("d")}).focused() == FocusTarget{FocusTarget::button, 0});
  CHECK(*after(card, {control("d")}).focused() == FocusTarget{FocusTarget::button, 0});
  const State state = after(card, {text("d"), enter});
  CHECK(state.ending == Ending::answered);
  CHECK(state.answer == card::prefilled(card));
}

TEST_CASE("the picker follows the newest of a branch and pins what is older") {
  const card::Card card = test::made_card(2, 40);
  struct Case {
    std::vector<Key> keys;
    Pick pick;
    std::string seen;
  };
  const Case cases[] = {
      {{enter, text("login"), enter}, {PickMode::follow, "feature/login"}, "feature-login-40"},
      {{enter, text("login"), down, enter},
       {PickMode::pin, "feature-login-35"},
       "feature-login-35"},
      {{enter, text("LOGIN lan"), enter}, {PickMode::pin, "feature-login-30"}, "feature-login-30"},
      {{enter, text("login"), control("o"), enter},
       {PickMode::pin, "feature-login-40"},
       "feature-login-40"},
      {{enter, text("login"), down, control("f"), enter},
       {PickMode::follow, "feature/login"},
       "feature-login-40"},
      {{enter, text("feature/new"), enter}, {PickMode::follow, "feature/new"}, ""},
      {{enter, text("zzz zzz"), enter, escape, escape}, {PickMode::follow, "main"}, "main-39"},
      {{enter, text("x"), press(Press::backspace), press(Press::home), enter},
       {PickMode::follow, "feature/login"},
       "feature-login-40"},
      {{text("p")}, {PickMode::pin, "main-39"}, "main-39"},
      {{enter, text("login"), enter, text("p")},
       {PickMode::pin, "feature-login-40"},
       "feature-login-40"},
      {{enter, text("login"), down, enter, text("f")},
       {PickMode::follow, "feature/login"},
       "feature-login-40"},
      {{enter, text("login"), enter, text("r")}, {PickMode::follow, "main"}, "main-39"},
      {{Key{Press::text, "p", true}}, {PickMode::follow, "main"}, "main-39"},
      {{text("pr")}, {PickMode::follow, "main"}, "main-39"},
  };
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    CAPTURE(i);
    const State state = after(card, cases[i].keys);
    CHECK_FALSE(state.picker.has_value());
    CHECK(state.answer.picks.at("api") == cases[i].pick);
    CHECK(state.answer.seen.at("api") == cases[i].seen);
    CHECK(state.changes == card::changes(card, state.answer));
  }
}

TEST_CASE("a longer filter finds what the whole would find") {
  const card::Card card = test::made_card(1, 500);
  const std::string words = "lan 4 login";
  State state = after(card, {enter});
  for (const char c : words) state = step(std::move(state), text({c}));
  const State at_once = after(card, {enter, text(words)});
  CHECK(state.picker->matches == at_once.picker->matches);
  CHECK_FALSE(at_once.picker->matches.empty());
  state = step(std::move(state), control("u"));
  CHECK(state.picker->matches.size() == 500);
}

TEST_CASE("settings are typed and chosen") {
  const card::Card card = test::made_card(2, 5);
  State state = after(card, {press(Press::home), control("u"), text("q?d.test"), down});
  CHECK(state.answer.settings.at("domain") == "q?d.test");
  state = step(std::move(state), press(Press::left));
  CHECK(state.answer.settings.at("class") == "onprem");
  state = step(std::move(state), down);
  for (const Key& key : {enter, text("2.0"), enter}) state = step(std::move(state), key);
  CHECK(state.answer.settings.at("chart") == "2.0");
  state = step(std::move(state), text("r"));
  CHECK(state.answer.settings.at("chart") == "~1.4");
  CHECK(state.answer.settings.count("namespace") == 0);
}

TEST_CASE("a mistake is shown where it is, and corrected") {
  const card::Card card = test::made_card(2, 5);
  State state = after(card, {press(Press::home), control("u"), control("d"), enter});
  CHECK(state.ending == Ending::open);
  REQUIRE(state.problems.size() == 1);
  CHECK(state.problems[0].place == "domain");
  CHECK(state.typing() == &card.settings[1]);
}

TEST_CASE("a setting that is no name is refused while it is typed") {
  card::Card card = test::made_card(2, 5);
  card.settings[0].kind = card::FieldKind::text;
  card.settings[0].accepts = NameKind::namespace_name;
  card.settings[1].accepts = NameKind::domain;
  const auto typed = [&](std::vector<Key> before, const std::string& what) {
    before.insert(before.begin(), press(Press::home));
    before.push_back(control("u"));
    before.push_back(text(what));
    return after(card, before).problems;
  };
  using card::Mistake;
  CHECK(typed({}, "shop-s42").empty());
  CHECK(typed({}, "Shop!") == std::vector<card::Problem>{{"namespace", Mistake::characters}});
  CHECK(typed({}, "kube-x") == std::vector<card::Problem>{{"namespace", Mistake::reserved}});
  CHECK(typed({}, std::string(63, 'a')).empty());
  CHECK(typed({}, std::string(64, 'a')) ==
        std::vector<card::Problem>{{"namespace", Mistake::too_long}});
  CHECK(typed({down}, "a.b.test").empty());
  CHECK(typed({down}, "a..b") == std::vector<card::Problem>{{"domain", Mistake::characters}});
  State state = after(card, {press(Press::home), text("!"), down, control("d"), enter});
  CHECK(state.ending == Ending::open);
  CHECK(state.typing() == &card.settings[0]);
  state = step(std::move(state), press(Press::backspace));
  CHECK(state.problems.empty());
}

TEST_CASE("leaving is asked about once when something was changed") {
  const card::Card card = test::made_card(3, 20);
  CHECK(after(card, {escape}).ending == Ending::left);
  CHECK(after(card, {text("q")}).ending == Ending::left);
  State state = after(card, {text("p"), escape});
  CHECK(state.leaving);
  CHECK(state.ending == Ending::open);
  CHECK_FALSE(step(state, up).leaving);
  CHECK(step(state, escape).ending == Ending::left);
  CHECK(after(card, {control("c")}).ending == Ending::interrupted);
  CHECK(after(card, {enter, control("z")}).ending == Ending::suspended);
  CHECK(after(card, {press(Press::end), enter}).ending == Ending::left);
}

TEST_CASE("rows are filtered, and moving stays within what there is") {
  const card::Card card = test::made_card(12, 20);
  State state = after(card, {text("/"), text("web"), enter});
  std::size_t rows = 0;
  for (const FocusTarget& target : state.targets) rows += target.kind == FocusTarget::row ? 1U : 0U;
  CHECK(rows == 2);
  state = step(std::move(state), escape);
  CHECK(state.filter.text.empty());
  for (int i = 0; i < 50; ++i) state = step(std::move(state), press(Press::page_down));
  CHECK(state.focus == state.targets.size() - 1);
  for (int i = 0; i < 50; ++i) state = step(std::move(state), press(Press::page_up));
  CHECK(state.focus == 0);
}

TEST_CASE("small cards: one question, a typed confirmation, buttons only, nothing at all") {
  card::Card card{.kind = "environment", .revision = "r"};
  card.settings = {{"environment", card::FieldKind::choice, "", {"a", "b"}}};
  card.buttons = {{"next", card::Tone::primary}, {"cancel", card::Tone::plain}};
  State state = after(card, {enter, down, enter, enter});
  CHECK(state.ending == Ending::answered);
  CHECK(state.answer.settings.at("environment") == "b");

  card.settings[0].free = true;
  card.settings[0].accepts = NameKind::environment;
  state = after(card, {enter, text("s77"), enter, enter});
  CHECK(state.ending == Ending::answered);
  CHECK(state.answer.settings.at("environment") == "s77");
  state = after(card, {enter, text("S 77"), enter});
  CHECK(state.picker);
  state = after(card, {enter, text("7x"), enter});
  CHECK(state.picker);
  CHECK(state.answer.settings.at("environment").empty());

  card.settings = {{"name", card::FieldKind::typed_confirmation, "s42", {}}};
  CHECK(after(card, {control("d"), enter}).ending == Ending::open);
  CHECK(after(card, {text("s42"), enter, enter}).ending == Ending::answered);

  card.settings.clear();
  CHECK(after(card, {press(Press::left), press(Press::left), enter}).ending == Ending::answered);
  CHECK(after(card, {press(Press::right), enter}).ending == Ending::left);
  card.buttons.clear();
  CHECK(after(card, {enter, down, text("fprd/ x"), escape}).ending == Ending::open);
}
