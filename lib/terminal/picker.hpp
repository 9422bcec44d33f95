// Choosing one of many: a row's options or a setting's choices, narrowed by typing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "card/answer.hpp"
#include "terminal/edit.hpp"

namespace chatops::terminal {

/// What is looked through: everything that can be typed for, in one text and in lower case, made
/// once a picker. The card outlives it.
struct Haystack {
  std::string text;
  std::vector<std::size_t> ends;      ///< of each candidate's part
  std::vector<card::Option> choices;  ///< of a field, as options
  std::vector<bool> newest;           ///< the candidate is the newest of its group
  std::string_view of(std::size_t candidate) const;
};

struct Picker {
  const card::Row* row = nullptr;      ///< either this
  const card::Field* field = nullptr;  ///< or this
  std::shared_ptr<const Haystack> haystack;
  Edit filter;
  std::vector<std::uint32_t> matches;  ///< candidates in their order
  std::size_t at = 0;                  ///< among the matches; behind the last: what is typed itself
  std::optional<card::PickMode> forced;  ///< follow or pin, said with a key

  /// True when what is typed can be taken as it is: a branch that no option has, a free value.
  bool typed_counts() const;
  const std::vector<card::Option>& options() const {
    return row != nullptr ? row->options : haystack->choices;
  }
  std::size_t size() const { return matches.size() + (typed_counts() ? 1U : 0U); }
  /// What Enter would take; nothing when there is nothing to take. `field`: `value` is the choice.
  std::optional<card::Pick> taken() const;
  /// A key that moves, narrows or switches; others change nothing.
  void apply(const Key& key, std::size_t page);

 private:
  void narrow(const std::string& before);
};

Picker pick_option(const card::Row& row, const card::Pick& now);
Picker pick_choice(const card::Field& field, const std::string& now);

}  // namespace chatops::terminal
