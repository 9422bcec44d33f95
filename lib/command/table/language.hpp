// Which language the user reads, from what the environment says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "command/table/types.hpp"

namespace chatops::command::table {

enum class Language : std::uint8_t { en, zh };

constexpr std::string_view in(Language language, const Said& said) {
  return language == Language::zh ? said.zh : said.en;
}

/// "zh", "zh_CN.UTF-8", "en-GB"; nothing for other languages and nonsense.
constexpr std::optional<Language> language_of(std::string_view word) {
  const std::string_view head = word.substr(0, 2);
  const bool whole =
      word.size() == 2 || (word.size() > 2 && (word[2] == '_' || word[2] == '-' || word[2] == '.'));
  if (whole && head == "zh") return Language::zh;
  if (whole && head == "en") return Language::en;
  return std::nullopt;
}

/// `--lang`, CHATOPS_LANG and the profile decide when they name a language we speak; then the
/// locale, as setlocale would read it; then English. `variable` maps a name to its value or
/// nothing.
template <class Variable>
Language choose_language(std::string_view flag, std::string_view profile, Variable variable) {
  if (const auto said = language_of(flag)) return *said;
  if (const auto set = variable("CHATOPS_LANG")) {
    if (const auto said = language_of(*set)) return *said;
  }
  if (const auto said = language_of(profile)) return *said;
  for (const std::string_view name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const auto locale = variable(name)) return language_of(*locale).value_or(Language::en);
  }
  return Language::en;
}

}  // namespace chatops::command::table
