// What stays of a form: names as people know them, what was chosen, and nothing raw from outside.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "card/answer.hpp"
#include "render/output.hpp"

using namespace chatops;
using namespace chatops::render;

TEST_CASE("what was chosen names settings as the form does") {
  const card::Card card{
      .kind = "deploy",
      .subject = "s42",
      .settings = {{.id = "domain", .kind = card::FieldKind::text},
                   {.id = "parameter.LogLevel",
                    .kind = card::FieldKind::text,
                    .value = "info",
                    .label = "Log\x1b[2J level"}},
      .rows = {{.id = "api",
                .cells = {"api"},
                .runs = "main-1",
                .pick = card::Pick{card::PickMode::follow, "main"},
                .wanted = "main-2",
                .options = {{.id = "main-2", .group = "main"}, {.id = "main-1", .group = "main"}}}},
      .buttons = {{"deploy"}}};
  card::Answer answer = card::prefilled(card);
  answer.settings["domain"] = "a.example.com";
  answer.settings["parameter.LogLevel"] = "debug";
  const std::string text = answer_text({}, card, answer);
  CAPTURE(text);
  CHECK(text.find("domain: (none) -> a.example.com\n") != std::string::npos);
  CHECK(text.find(" level: info -> debug\n") != std::string::npos);
  CHECK(text.find("parameter.") == std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("api: main-1 -> main-2  follow main\n") != std::string::npos);
}

TEST_CASE("a choice that stands alone is told, also the first one") {
  const card::Card card{.kind = "environment",
                        .settings = {{.id = "environment",
                                      .kind = card::FieldKind::choice,
                                      .value = "s42",
                                      .choices = {"s42", "s43"}}},
                        .buttons = {{"next"}}};
  CHECK(answer_text({}, card, card::prefilled(card)) ==
        "Select an environment\n  environment: s42\n");
  CHECK(answer_text({.language = Language::zh}, card, card::prefilled(card)) ==
        "选择环境\n  环境：s42\n");
}
