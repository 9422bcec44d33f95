// See engine.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "core/engine.hpp"

namespace chatops::core {

bool OrderedComponent::is_at(const std::string& reference) const {
  const std::string repository = image.text();
  const std::string tag = repository + ":" + version;
  if (reference == tag) return true;
  if (digest.empty()) return false;
  return reference == repository + "@" + digest || reference == tag + "@" + digest;
}

}  // namespace chatops::core
