// Cards as a chat's forms: in words, small, and their options on demand.
// SPDX-License-Identifier: Apache-2.0
#include "render/forms.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "render/messages.hpp"
#include "support/big_card.hpp"

namespace chatops::render {
namespace {

using nlohmann::json;

Style form_style(Language language = Language::en) {
  return chat_style(language, test::card_now());
}

command::Need form_need_of(card::Card card) {
  return {.card = std::move(card), .body = {}, .kind = "plan"};
}

std::size_t form_size_of(const core::Form& form) { return json(form).dump().size(); }

}  // namespace

TEST_CASE("a form says what the terminal's says") {
  command::Need need = form_need_of(test::made_card(2, 10));
  need.card.besides = {{"chart", "shop", "1.0", "1.1"}};
  need.notes = {Error(Reason::form_stale, {{"what", "sprint-42"}})};
  const core::Form form = form_of(form_style(), need, "f1");
  CHECK(form.id == "f1");
  CHECK(form.title == "Deploy to sprint-42");
  CHECK(form.revision == "r1");
  CHECK(form.fields.at(0).label == "namespace");
  CHECK(form.fields.at(3).kind == card::FieldKind::choice);
  CHECK(form.fields.at(3).free);
  CHECK(form.fields.at(4).label == "region");
  CHECK(form.columns.at(0) == "COMPONENT");
  CHECK(form.option_columns.at(2) == "AGE");
  CHECK(form.rows.at(0).cells == std::vector<std::string>{"api", "ready"});
  CHECK(form.rows.at(0).options == 10);
  CHECK(form.rows.at(0).groups == std::vector<std::string>{"feature/login", "main", "release/1.4"});
  CHECK(form.rows.at(0).pick->value == "main");
  CHECK(form.besides == std::vector<std::string>{"chart shop: 1.0 -> 1.1"});
  CHECK(form.notes == std::vector<std::string>{"sprint-42 changed meanwhile"});
  CHECK(form.buttons.at(1).label == "Save only");
  const core::Form zh = form_of(form_style(Language::zh), need, "f1");
  CHECK(zh.title == "部署到 sprint-42");
  CHECK(zh.fields.at(0).label == "命名空间");
  CHECK(zh.rows.at(0).cells.at(1) == "就绪");
}

TEST_CASE("a question has its buttons, and the name to type") {
  command::Need need{.card = {.kind = "delete", .subject = "s42", .revision = "s42"},
                     .body = {},
                     .kind = "removal"};
  need.card.settings = {{"name", card::FieldKind::typed_confirmation, "s42", {}}};
  need.card.buttons = {{"delete", card::Tone::danger}, {"cancel", card::Tone::plain}};
  const core::Form form = form_of(form_style(), need, "f");
  CHECK(form.title == "Type s42 to confirm deletion:");
  CHECK(form.fields.at(0).kind == card::FieldKind::typed_confirmation);
  CHECK(form.buttons.at(0).tone == card::Tone::danger);
}

TEST_CASE("30 components with 3,000 versions each are a small form") {
  const card::Card card = test::made_card(30, 3000);
  CHECK(form_size_of(form_of(form_style(), form_need_of(card), "f")) < (16U << 10U));
  card::Card branches = card;  // every version on a branch of its own, with a long name
  for (card::Row& row : branches.rows) {
    for (std::size_t i = 0; i < row.options.size(); ++i)
      row.options[i].group = "feature/" + std::string(100, 'x') + std::to_string(i);
  }
  branches.settings.at(3).choices.assign(3000, "1.2.3-a-chart-version");
  CHECK(form_size_of(form_of(form_style(Language::zh), form_need_of(branches), "f")) <
        (64U << 10U));
}

TEST_CASE("options are filtered, grouped and counted out") {
  const card::Card card = test::made_card(2, 3000);
  const auto ids = [&](const std::string& filter, const std::string& group, int limit) {
    return options_of(form_style(), card, "api", filter, group, limit);
  };
  const auto first = ids("", "", 5);
  CHECK(first.options.size() == 5);
  CHECK(first.more);
  CHECK(first.options.at(0).id == "feature-login-3000");
  CHECK(first.options.at(0).cells.at(2) == "5m");
  CHECK(first.options.at(0).cells.at(4) == "0a1b2c3d");
  for (const auto& one : ids("", "main", 50).options) CHECK(one.group == "main");
  const auto found = ids("LAN 2997", "", 50);
  CHECK(found.options.size() == 1);
  CHECK_FALSE(found.more);
  CHECK(ids("nothing like it", "", 50).options.empty());
  CHECK(ids("", "", 100000).options.size() == 200);
  CHECK(ids("", "", -1).options.size() == 1);
  CHECK(options_of(form_style(), card, "chart", "1.4", "", 50).options.size() == 2);
  CHECK_THROWS_AS(options_of(form_style(), card, "nothing", "", "", 5), Error);
  CHECK(json(ids("", "", 200)).dump().size() < (64U << 10U));
}

TEST_CASE("what comes from outside is made safe") {
  const core::Form form = form_of(form_style(), form_need_of(test::hostile_card()), "f");
  const auto plain = [](const std::string& text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  };
  for (const auto& row : form.rows) {
    for (const auto& cell : row.cells) CHECK(plain(cell));
  }
  for (const auto& field : form.fields) CHECK(plain(field.label));
}

}  // namespace chatops::render
