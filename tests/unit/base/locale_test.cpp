// Which locales write UTF-8.
// SPDX-License-Identifier: Apache-2.0
#include "base/locale.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace chatops;

TEST_CASE("locales that write UTF-8") {
  struct Row {
    std::map<std::string, std::string, std::less<>> variables;
    bool unicode;
  };
  const Row rows[] = {{{{"LANG", "zh_CN.UTF-8"}}, true},
                      {{{"LANG", "C.utf8"}}, true},
                      {{{"LANG", "en_US.UTF-8"}, {"LC_ALL", "C"}}, false},
                      {{{"LC_CTYPE", "C.UTF-8"}, {"LANG", "C"}}, true},
                      {{{"LANG", "zh_CN.GB18030"}}, false},
                      {{}, false}};
  for (const Row& row : rows) CHECK(utf8_locale(MapVariables(row.variables)) == row.unicode);
}
