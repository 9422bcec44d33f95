// What answers to cards come to: outcomes of picks, changes, mistakes.
// SPDX-License-Identifier: Apache-2.0
#include "card/answer.hpp"

#include <doctest/doctest.h>

using namespace chatops::card;

namespace {

Row chat_row() {
  return {.id = "chat",
          .cells = {"chat"},
          .runs = "main-1",
          .pick = Pick{PickMode::follow, "main"},
          .wanted = "main-2",
          .options = {{"x-9", "feature/x", {}},
                      {"main-3", "main", {}},
                      {"main-2", "main", {}},
                      {"odd", "", {}}}};
}

Card deploy_form() {
  Card card{.kind = "deploy", .subject = "s42", .revision = "r1"};
  card.settings = {{"namespace", FieldKind::shown, "s42-ns", {}},
                   {"class", FieldKind::choice, "aliyun", {"aliyun", "tencent"}},
                   {"chart", FieldKind::choice, "~1.4", {"1.4.2"}, false, true},
                   {"region", FieldKind::text, "cn", {}, true}};
  card.rows = {chat_row(), {.id = "shown", .cells = {"shown"}}};
  card.buttons = {{"deploy", Tone::primary}, {"cancel", Tone::plain}};
  return card;
}

}  // namespace

TEST_CASE("a card with something to set is a form; a question is none") {
  CHECK(is_form(deploy_form()));
  Card question{.kind = "delete", .subject = "s42"};
  question.settings = {{"name", FieldKind::typed_confirmation, "s42", {}}};
  question.rows = {{.id = "s42", .cells = {"s42"}}};
  CHECK_FALSE(is_form(question));
}

TEST_CASE("what a pick comes to") {
  const Row row = chat_row();
  // As it came: what the plan said, although a newer option is listed.
  CHECK(outcome_of(row, {PickMode::follow, "main"}) == "main-2");
  CHECK(outcome_of(row, {PickMode::follow, "feature/x"}) == "x-9");
  CHECK(outcome_of(row, {PickMode::follow, "feature/none"}).empty());
  CHECK(outcome_of(row, {PickMode::pin, "main-3"}) == "main-3");
}

TEST_CASE("changes are told against what runs and what was prefilled") {
  const Card card = deploy_form();
  Answer answer = prefilled(card);
  CHECK(answer.button == "deploy");
  CHECK(answer.settings.count("namespace") == 0);
  CHECK(answer.seen.at("chat") == "main-2");
  Changes found = changes(card, answer);
  REQUIRE(found.rows.size() == 1);
  CHECK(found.rows[0] == RowChange{"chat", ChangeKind::changed, "main-1", "main-2"});
  CHECK(found.settings.empty());

  answer.picks["chat"] = {PickMode::follow, "feature/none"};
  answer.settings["class"] = "tencent";
  found = changes(card, answer);
  CHECK(found.rows[0] == RowChange{"chat", ChangeKind::waits, "main-1", "feature/none"});
  CHECK(found.settings[0] == SettingChange{"class", "aliyun", "tencent"});

  answer.picks["chat"] = {PickMode::pin, "main-1"};
  CHECK(changes(card, answer).rows[0].kind == ChangeKind::choice);
}

TEST_CASE("a component that runs nothing yet is added") {
  Row row = chat_row();
  row.runs.clear();
  Card card = deploy_form();
  card.rows = {row};
  CHECK(changes(card, prefilled(card)).rows[0] ==
        RowChange{"chat", ChangeKind::added, "", "main-2"});
}

TEST_CASE("what is wrong with an answer") {
  const Card card = deploy_form();
  const Answer good = prefilled(card);
  CHECK(problems(card, good).empty());

  struct Case {
    const char* field;
    const char* value;
    std::optional<Mistake> mistake;
  };
  for (const Case& c :
       {Case{"class", "mars", Mistake::not_a_choice}, Case{"class", "tencent", std::nullopt},
        Case{"chart", "1.0", std::nullopt}, Case{"chart", "", Mistake::missing},
        Case{"region", "", Mistake::missing}, Case{"namespace", "x", Mistake::unknown_field},
        Case{"nothing", "x", Mistake::unknown_field}}) {
    CAPTURE(c.field);
    CAPTURE(c.value);
    Answer answer = good;
    answer.settings[c.field] = c.value;
    const auto found = problems(card, answer);
    CHECK(found.size() == (c.mistake ? 1U : 0U));
    if (c.mistake && !found.empty()) CHECK(found[0] == Problem{c.field, *c.mistake});
    answer.button = "cancel";
    CHECK(problems(card, answer).empty());
  }

  Answer answer = good;
  answer.picks["chat"] = {PickMode::pin, "gone"};
  answer.picks["shown"] = {PickMode::pin, "x"};
  answer.picks["nowhere"] = {PickMode::follow, "main"};
  CHECK(problems(card, answer) == std::vector<Problem>{{"chat", Mistake::unknown_option},
                                                       {"nowhere", Mistake::unknown_row},
                                                       {"shown", Mistake::unknown_row}});
}

TEST_CASE("a typed confirmation starts empty and must be typed") {
  Card card{.kind = "delete", .subject = "s42", .revision = "s42"};
  card.settings = {{"name", FieldKind::typed_confirmation, "s42", {}}};
  card.buttons = {{"delete", Tone::danger}, {"cancel", Tone::plain}};
  Answer answer = prefilled(card);
  CHECK(problems(card, answer) == std::vector<Problem>{{"name", Mistake::not_typed}});
  answer.settings["name"] = "s42";
  CHECK(problems(card, answer).empty());
}

TEST_CASE("what goes with any answer is a change too, and what runs may be unknown") {
  Card card{.kind = "deploy", .subject = "s"};
  Row row{.id = "api", .runs = "1", .pick = Pick{PickMode::follow, "main"}, .wanted = "1"};
  card.rows = {row};
  CHECK(changes(card, prefilled(card)).empty());
  card.besides = {{"again", "", "2", ""}};
  CHECK_FALSE(changes(card, prefilled(card)).empty());
  CHECK(changes(card, prefilled(card)).besides == card.besides);
  CHECK(prefilled(card).besides == card.besides);
  card.rows[0].runs = "";
  card.rows[0].runs_known = false;
  CHECK(changes(card, prefilled(card)).rows[0] == RowChange{"api", ChangeKind::changed, "", "1"});
}
