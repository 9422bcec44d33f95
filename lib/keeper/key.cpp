// Keys as people read them.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/key.hpp"

namespace chatops::keeper {

std::string_view word_of(KeyKind kind) {
  switch (kind) {
    case KeyKind::project: return "project";
    case KeyKind::iteration: return "iteration";
    case KeyKind::component: return "component";
    case KeyKind::chart: return "chart";
    case KeyKind::environment: return "environment";
    case KeyKind::poll: return "poll";
    case KeyKind::cluster: return "cluster";
    case KeyKind::definition: return "definition";
  }
  return {};
}

std::string text_of(const Key& key) {
  std::string out(word_of(key.kind));
  if (!key.scope.empty()) out += '/' + key.scope;
  if (!key.name.empty()) out += '/' + key.name;
  if (key.scope.empty() && key.name.empty()) out += '/' + key.project;
  return out;
}

}  // namespace chatops::keeper
