// Help as text: prose taken apart, lines broken, and the rules that every page keeps.
// SPDX-License-Identifier: Apache-2.0
#include "command/table/help.hpp"

#include <doctest/doctest.h>

namespace chatops::command::table {
namespace {

/// The lines of a page that are commands.
std::vector<std::string> commands_in(std::string_view prose) {
  std::vector<std::string> out;
  for (const Piece& p : pieces_of(prose)) {
    if (p.mark == Mark::verbatim) out.push_back(p.text);
  }
  return out;
}

/// Every page of help, with the words that ask for it.
std::vector<std::vector<std::string>> all_pages() {
  std::vector<std::vector<std::string>> out = {{}};
  for (const Topic& t : topics) out.push_back({std::string(t.name)});
  for (const Group& g : groups) out.push_back({std::string(g.name)});
  for (const Command& c : commands) {
    const std::size_t blank = c.path.find(' ');
    out.push_back({std::string(c.path.substr(0, blank))});
    if (blank != std::string_view::npos) out.back().emplace_back(c.path.substr(blank + 1));
  }
  return out;
}

}  // namespace

TEST_CASE("prose is taken apart") {
  const auto pieces =
      pieces_of("One\nparagraph.\n\n# Head\n    chatops x\n    chatops y\na :: b\nc\n");
  REQUIRE(pieces.size() == 5);
  CHECK(pieces[0].text == "One paragraph.");
  CHECK(pieces[1].mark == Mark::heading);
  CHECK(pieces[1].text == "Head");
  CHECK(pieces[2].text == "chatops x");
  CHECK(pieces[2].opens);
  CHECK_FALSE(pieces[3].opens);
  CHECK(pieces[4].mark == Mark::entry);
  CHECK(pieces[4].text == "a");
  CHECK(pieces[4].says == "b c");
  CHECK(pieces_of("中文，\n中文\n中 a\nb。\n`c`")[0].text == "中文，中文中 a b。`c`");
  CHECK(pieces_of("").empty());
}

TEST_CASE("lines break at blanks, and within Chinese but before its punctuation") {
  CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("中文中文", 4) == std::vector<std::string>{"中文", "中文"});
  CHECK(wrapped("中文中。文", 6) == std::vector<std::string>{"中文", "中。文"});
  CHECK(wrapped("a `b c` d", 5) == std::vector<std::string>{"a", "`b c`", "d"});
  CHECK(wrapped("unbreakable", 3) == std::vector<std::string>{"unbreakable"});
  CHECK(wrapped("a ` b", 3) == std::vector<std::string>{"a `", "b"});
  CHECK(wrapped("", 3) == std::vector<std::string>{""});
}

TEST_CASE("no line of a page is wider than 80 columns but what must stand as it is") {
  for (const auto& words : all_pages()) {
    for (const Language language : {Language::en, Language::zh}) {
      std::string page = help_for(words, language).value();
      CHECK(page.ends_with('\n'));
      while (!page.empty()) {
        const std::string line = page.substr(0, page.find('\n'));
        page.erase(0, line.size() + 1);
        CAPTURE(line);
        CHECK((display_width(line) <= 80 || line.starts_with("  chatops ") ||
               line.starts_with("  # ")));
        CHECK_FALSE(line.ends_with(' '));
      }
    }
  }
}

TEST_CASE("pages keep to terminals of other widths") {
  for (const int columns : {60, 80, 100, 250}) {
    const int most = columns > 100 ? 100 : columns;
    for (const auto& words : all_pages()) {
      for (const Language language : {Language::en, Language::zh}) {
        std::string page = help_for(words, language, columns).value();
        while (!page.empty()) {
          const std::string line = page.substr(0, page.find('\n'));
          page.erase(0, line.size() + 1);
          CAPTURE(columns);
          CAPTURE(line);
          const bool one_word = line.find(' ', line.find_first_not_of(' ')) == std::string::npos;
          CHECK((display_width(line) <= most || one_word || line.find("chatops ") < 24 ||
                 line.find("  -") == 0 || line.find("source <") != std::string::npos));
        }
      }
    }
  }
}

TEST_CASE("both languages of a topic and of details show the same commands") {
  for (const Topic& t : topics) {
    CAPTURE(t.name);
    CHECK(commands_in(t.text.en) == commands_in(t.text.zh));
    CHECK(t.text.en.find("\t") == std::string_view::npos);
  }
  for (const Command& c : commands) {
    CAPTURE(c.path);
    CHECK(commands_in(c.details.en) == commands_in(c.details.zh));
    CHECK(c.details.en.empty() == c.details.zh.empty());
  }
}

TEST_CASE("words lead to a page, or to nothing") {
  CHECK(help_for({"words"}, Language::en)->starts_with("words: "));
  CHECK(help_for({"sandbox"}, Language::en)->find("simulates all") != std::string::npos);
  CHECK(help_for({"env", "list"}, Language::zh)->find("用法") != std::string::npos);
  CHECK_FALSE(help_for({"nonsense"}, Language::en));
  CHECK_FALSE(help_for({"env", "nonsense"}, Language::en));
  CHECK_FALSE(help_for({"words", "words"}, Language::en));
}

TEST_CASE("habits of other programs lead to the command that is meant") {
  CHECK(help_for({"env", "ls"}, Language::en) == help_for({"env", "list"}, Language::en));
  CHECK(help_for({"env", "rm"}, Language::en) == help_for({"env", "delete"}, Language::en));
  CHECK(help_for({"iteration", "get"}, Language::en) ==
        help_for({"iteration", "show"}, Language::en));
  CHECK(overview(Language::en).find("ls = list, rm = delete, get = show") != std::string::npos);
  for (const Alias& alias : aliases) {
    for (const Command& c : commands) CHECK_FALSE(c.path.ends_with(" " + std::string(alias.word)));
  }
}

TEST_CASE("every command has an example of itself, and sends on to pages that exist") {
  for (const Command& c : commands) {
    CAPTURE(c.path);
    CHECK_FALSE(c.examples.empty());
    CHECK_FALSE(c.see_also.empty());
    bool own = false;
    for (const Example& e : c.examples) {
      const std::size_t program = e.line.find("chatops ");  // variables may stand before it
      REQUIRE(program != std::string_view::npos);
      CHECK_FALSE(e.says.zh.empty());
      own = own || e.line.substr(program).starts_with("chatops " + std::string(c.path));
    }
    CHECK(own);
    for (const std::string_view other : see_also(c)) {
      CAPTURE(other);
      CHECK(other != c.path);
      CHECK((find(other) != nullptr || find_topic(other) != nullptr));
    }
  }
}

TEST_CASE("commands that prose mentions exist") {
  std::vector<std::string_view> texts;
  for (const Topic& t : topics) texts.insert(texts.end(), {t.text.en, t.text.zh});
  for (const Command& c : commands) texts.insert(texts.end(), {c.details.en, c.details.zh});
  for (const std::string_view text : texts) {
    for (std::size_t at = text.find("`chatops "); at != std::string_view::npos;
         at = text.find("`chatops ", at + 1)) {
      const std::string_view line = text.substr(at + 9, text.find('`', at + 1) - at - 9);
      std::vector<std::string> words(1);
      for (const char c : line) {
        if (c == ' ' || c == '\n')
          words.emplace_back();
        else
          words.back() += c;
      }
      CAPTURE(line);
      CHECK((find_by_words(words).command != nullptr || words[0].starts_with("--")));
      if (words[0] != "help" || words.size() == 1 || std::isupper(words[1][0]) != 0) continue;
      CHECK(help_for({words.begin() + 1, words.end()}, Language::en));
    }
  }
}

}  // namespace chatops::command::table
