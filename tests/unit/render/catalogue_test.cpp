// The catalogue holds every reason once, in both languages, with the same arguments.
// SPDX-License-Identifier: Apache-2.0
#include "render/catalogue/catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/width.hpp"
#include "command/table/find.hpp"

using namespace chatops;
using namespace chatops::render;

namespace {

std::set<std::string> placeholders(std::string_view text) {
  std::set<std::string> out;
  for (std::size_t open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    // "{count:path|paths}" is about the same argument.
    out.emplace(text.substr(open + 1, text.find_first_of(":}", open) - open - 1));
  }
  return out;
}

bool brackets_pair(std::string_view text) {
  int depth = 0;
  for (const char c : text) {
    depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    if (depth < 0 || depth > 1) return false;
  }
  return depth == 0;
}

}  // namespace

TEST_CASE("every reason has exactly one sentence") {
  std::map<Reason, int> count;
  for (const auto part : {sentences_of_words(), sentences_of_things(), sentences_of_outside()}) {
    for (const Sentence& s : part) ++count[s.reason];
  }
  for (const ReasonRow& row : reasons) {
    CAPTURE(row.code);
    CHECK(count[row.reason] == 1);
  }
  CHECK(count.size() == reasons.size());
}

TEST_CASE("both languages say the same: same arguments, paired brackets, no empty message") {
  for (const auto part : {sentences_of_words(), sentences_of_things(), sentences_of_outside()}) {
    for (const Sentence& s : part) {
      CAPTURE(code_of(s.reason));
      CHECK_FALSE(s.message.en.empty());
      CHECK_FALSE(s.message.zh.empty());
      CHECK(s.hint.en.empty() == s.hint.zh.empty());
      CHECK(placeholders(s.message.en) == placeholders(s.message.zh));
      CHECK(placeholders(s.hint.en) == placeholders(s.hint.zh));
      for (const std::string_view text : {s.message.en, s.message.zh, s.hint.en, s.hint.zh})
        CHECK(brackets_pair(text));
    }
  }
}

TEST_CASE("a part in brackets appears only when all its arguments do") {
  struct Row {
    std::string_view sentence;
    Args args;
    std::string wanted;
  };
  const Row rows[] = {
      {"no {what}[ in {where}]", {{"what", "api"}}, "no api"},
      {"no {what}[ in {where}]", {{"what", "api"}, {"where", "x"}}, "no api in x"},
      {"no {what}[ in {where}: {why}]", {{"what", "api"}, {"where", "x"}}, "no api"},
      {"[{a}][{b}]", {{"b", "2"}}, "2"},
      {"plain", {}, "plain"},
      {"{what}", {{"what", "a\x1b[31mb\nc"}}, "a\xEF\xBF\xBD[31mb c"},
      {"[{what}]", {{"what", "x]{y}["}}, "x]{y}["},
      {"{n} {n:path is|paths are} left", {{"n", "1"}}, "1 path is left"},
      {"{n} {n:path is|paths are} left", {{"n", "21"}}, "21 paths are left"},
      {"{n} {n:path is|paths are} left", {{"n", "0"}}, "0 paths are left"},
  };
  for (const Row& row : rows) CHECK(fill(row.sentence, row.args) == row.wanted);
}

TEST_CASE("of several wordings the first whose arguments are there is taken") {
  struct Row {
    Args args;
    std::string wanted;
  };
  const std::string_view sentence =
      "{option} needs a value\n{where} needs {what}[ ({why})]\nmissing";
  const Row rows[] = {
      {{{"option", "-o"}, {"where", "env"}, {"what", "NAME"}}, "-o needs a value"},
      {{{"where", "env"}, {"what", "NAME"}}, "env needs NAME"},
      {{{"where", "env"}, {"what", "a\nb"}, {"why", "x"}}, "env needs a b (x)"},
      {{{"what", "NAME"}}, "missing"},
  };
  for (const Row& row : rows) CHECK(fill(sentence, row.args) == row.wanted);
}

namespace {

bool is_word_character(std::string_view text) {
  const Decoded next = decode_utf8(text);
  const char32_t c = next.character;
  return !text.empty() && ((c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') || c == U'{' ||
                           (c >= 0x4E00 && c <= 0x9FFF));
}

/// Two optional parts side by side, the second beginning like a word: "platformdid you mean".
bool parts_run_together(std::string_view text) {
  for (std::size_t at = text.find("]["); at != text.npos; at = text.find("][", at + 1)) {
    const std::string_view before = text.substr(0, at);
    if (is_word_character(text.substr(at + 2)) && !before.ends_with(' ') && !before.ends_with("？"))
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("no two parts of a sentence run into each other, and none begins with a comma") {
  CHECK(parts_run_together("[expected: {a}][did you mean {b}?]"));
  CHECK_FALSE(parts_run_together("[did you mean {b}? ][expected: {a}]"));
  for (const auto part : {sentences_of_words(), sentences_of_things(), sentences_of_outside()}) {
    for (const Sentence& s : part) {
      CAPTURE(code_of(s.reason));
      for (const std::string_view text : {s.message.en, s.message.zh, s.hint.en, s.hint.zh}) {
        CHECK_FALSE(parts_run_together(text));
        CHECK(text.find("\n[,") == std::string_view::npos);
        for (const std::string_view comma : {"[,", "[;", "[，", "[；"})
          CHECK_FALSE(text.starts_with(comma));
        // "[a][, b]": b alone would begin with the comma.
        CHECK_FALSE((text.starts_with("[") && text.find("]") != text.npos &&
                     (text.substr(text.find("]") + 1).starts_with("[, or") ||
                      text.substr(text.find("]") + 1).starts_with("[，或"))));
      }
    }
  }
  const Error both(Reason::yaml_bad_value, {{"what", "kind"},
                                            {"value", "platfrom"},
                                            {"allowed", "product, platform"},
                                            {"try", "platform"}});
  CHECK(hint_of(Language::en, both) == "did you mean platform? expected: product, platform");
  CHECK(hint_of(Language::zh, both) == "是不是想写 platform？可取：product, platform");
}

TEST_CASE("words of enumerations that reach a table have labels in both languages") {
  for (const char* code :
       {"state.ready", "status.superseded", "stage.failed_ignored", "change.moved",
        "iteration.active", "known.labels", "event.queued", "event.started", "event.waiting",
        "event.approval", "event.warning", "event.lost", "event.restarted", "event.finished",
        "card.deploy", "card.delete"}) {
    CAPTURE(code);
    CHECK(has_label(code));
  }
  CHECK(label(Language::zh, "component") == "组件");
  CHECK(label(Language::en, "no.such.code") == "no.such.code");
}

namespace {

bool has_chinese(std::string_view text) {
  while (!text.empty()) {
    const Decoded next = decode_utf8(text);
    if (next.character >= 0x3000) return true;
    text.remove_prefix(next.bytes);
  }
  return false;
}

/// Texts that have no Chinese word in them: names, signs, arguments alone.
bool needs_no_words(const Said& said) {
  constexpr std::array<std::string_view, 10> known{
      "CODING", "helm", "", "-", "?", "chatops {version}", " [y/N] ", "[{try}]", "Chart", "values"};
  return std::find(known.begin(), known.end(), said.zh) != known.end();
}

void check_chinese(std::string_view where, const Said& said) {
  CAPTURE(where);
  CAPTURE(said.en);
  CHECK(said.en.empty() == said.zh.empty());
  CHECK((needs_no_words(said) || has_chinese(said.zh)));
  CHECK_FALSE(has_chinese(said.en));
}

}  // namespace

TEST_CASE("everything a person can meet is there in Chinese") {
  namespace table = command::table;
  for (const auto part : {sentences_of_words(), sentences_of_things(), sentences_of_outside()}) {
    for (const Sentence& s : part) {
      check_chinese(code_of(s.reason), s.message);
      check_chinese(code_of(s.reason), s.hint);
    }
  }
  for (const auto part : {all_labels(), all_whys()}) {
    for (const Label& l : part) check_chinese(l.code, l.said);
  }
  for (const table::Option& o : table::common_options) check_chinese(o.name, o.summary);
  check_chinese("environment", table::environment_option.summary);
  for (const table::Group& g : table::groups) check_chinese(g.name, g.summary);
  for (const table::Topic& t : table::topics) {
    check_chinese(t.name, t.summary);
    check_chinese(t.name, t.text);
  }
  for (const table::Command& c : table::commands) {
    check_chinese(c.path, c.summary);
    check_chinese(c.path, c.details);
    for (const table::Option& o : c.options) check_chinese(o.name, o.summary);
    for (const table::Example& e : c.examples) check_chinese(e.line, e.says);
  }
}
