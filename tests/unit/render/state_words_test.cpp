// Completion speaks of states as everything else does, though it may not load the catalogue.
// SPDX-License-Identifier: Apache-2.0
#include "command/table/state_words.hpp"

#include <doctest/doctest.h>

#include "render/catalogue/catalogue.hpp"

using namespace chatops;

TEST_CASE("the words of states are those of the catalogue") {
  for (const auto& word : command::table::state_words) {
    CAPTURE(word.code);
    CHECK(render::has_label(word.code));
    for (const auto language : {render::Language::en, render::Language::zh})
      CHECK(command::table::state_word(word.code, language) == render::label(language, word.code));
  }
  CHECK(command::table::state_word("state.odd", render::Language::en) == "odd");
}
