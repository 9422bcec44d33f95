// Manual pages: every command, group and topic has one in both languages, and nothing that is
// shown can act as a request of roff. tests/golden/manual_test.py lets mandoc and man read them.
// SPDX-License-Identifier: Apache-2.0
#include "render/manual/manual.hpp"

#include <doctest/doctest.h>

#include <set>

#include "command/table/help.hpp"
#include "render/manual/roff.hpp"

using namespace chatops::render;
namespace table = chatops::command::table;

TEST_CASE("text never acts as roff") {
  struct Row {
    std::string_view text, wanted;
  };
  const Row rows[] = {
      {".SH x", "\\&.SH x"},
      {"'quoted'", "\\(aqquoted\\(aq"},
      {"a\\fB", "a\\efB"},
      {"--yes ~1", "\\-\\-yes \\(ti1"},
      {"\"a\" ^", "\\(dqa\\(dq \\(ha"},
      {"中文。a", "中\\:文。a"},
      {"", ""},
  };
  for (const Row& row : rows) CHECK(roff_text(row.text) == row.wanted);
  CHECK(roff_prose("say `-e x` now") == "say \\fB\\-e x\\fR now");
  CHECK(roff_prose("odd ` one") == "odd \\(ga one");
}

TEST_CASE("a page for everything that can be asked about, in both languages") {
  std::vector<std::string> first;
  for (const table::Language language : {table::Language::en, table::Language::zh}) {
    std::vector<std::string> paths;
    for (const Page& page : man_pages(language)) {
      paths.push_back(page.path);
      CAPTURE(page.path);
      CHECK(page.text.starts_with(".TH CHATOPS"));
      CHECK(page.text.ends_with('\n'));
    }
    const std::set<std::string> unique(paths.begin(), paths.end());
    CHECK(unique.size() == paths.size());
    for (const char* wanted : {"man1/chatops.1", "man1/chatops-deploy.1", "man1/chatops-env.1",
                               "man1/chatops-env-list.1", "man7/chatops-words.7"})
      CHECK(unique.contains(wanted));
    CHECK_FALSE(unique.contains("man7/chatops-sandbox.7"));
    if (first.empty()) first = paths;
    CHECK(paths == first);
  }
}
