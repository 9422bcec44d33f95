// Why-words of ours become sentences; an outside system's words stay.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "render/catalogue/catalogue.hpp"

namespace chatops::render {
namespace {

TEST_CASE("words of ours are explained, others are not touched") {
  struct Case {
    std::string why, piece, english, chinese;
  };
  const Case cases[] = {
      {"no_host", "", "the host is missing, as in registry.example.com/team/image",
       "缺少主机名，应形如 registry.example.com/team/image"},
      {"placeholder_twice", "{build}", "given twice: {build}", "重复出现：{build}"},
      {"placeholder_twice", "", "given twice", "重复出现"},
      {"two_free_texts", "", "only one of {branch}, {tag} and {any} can be told apart",
       "{branch}、{tag}、{any} 只能出现一个，否则无法区分"},
      {"connection refused", "", "connection refused", "connection refused"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.why);
    const Args args{{"why", c.why}, {"piece", c.piece}, {"what", "x"}};
    CHECK(explained(Language::en, args).get("why") == c.english);
    CHECK(explained(Language::zh, args).get("why") == c.chinese);
    CHECK(explained(Language::en, args).get("what") == "x");
  }
  CHECK(explained(Language::en, {}).pairs().empty());
}

}  // namespace
}  // namespace chatops::render
