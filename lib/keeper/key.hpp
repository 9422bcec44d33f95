// The things that keepers look after, by name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace chatops::keeper {

enum class KeyKind {
  project,      ///< which iterations there are, and who is in it
  iteration,    ///< `name` = its code
  component,    ///< `scope` = the application, `name` = the component: a new artifact
  chart,        ///< `scope` = the application: a new version of its chart
  environment,  ///< `scope` = the application, `name` = the environment
  poll,  ///< `scope` = the application, `name` = the component or "" = its chart: whose artifacts
         ///< nobody tells of
  cluster,    ///< `scope` = the application: what its environments really run
  definition  ///< `scope` = the application: its chatops.yaml and values
};
std::string_view word_of(KeyKind kind);

struct Key {
  KeyKind kind = KeyKind::project;
  std::string project;  ///< TRACKER/PROJECT: no project's keys wait for those of another
  std::string scope, name;
  auto operator<=>(const Key&) const = default;
};
/// "iteration/42", "environment/shop/sprint-42".
std::string text_of(const Key& key);

}  // namespace chatops::keeper
