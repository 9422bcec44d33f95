// What a chart's templates put before and after a value where they write it out: whether a text is
// a whole reference, or a piece of one. Told from the text alone; where a value passes through a
// variable or a helper's argument, the last words of its path are looked for instead.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chatops::application {

/// One place where a value is written out.
struct Use {
  std::string before, after;        ///< the text that touches it, up to a space or a quote
  bool after_action = false;        ///< another action touches it in front
  bool before_action = false;       ///< and behind
  std::vector<std::string> behind;  ///< the keys of the value that follows behind `after`
};

/// The places where a chart's templates write the value out by its own path, else by the last two
/// words of it, else (`loosely`) by the last one.
std::vector<Use> uses_of(std::string_view templates, const std::vector<std::string>& keys,
                         bool loosely = false);

/// More than ':' stands between a reference's name and this version, or something sticks to its
/// end; where no use shows a reference, a "v" in front is enough.
bool are_decorated(const std::vector<Use>& uses);
/// Something of the reference stands in front of this name.
bool is_prefixed(const Use& use);

}  // namespace chatops::application
