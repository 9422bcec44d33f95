// Paths through the tolerant readers of net/json.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "kube/fields.hpp"

#include <limits>

#include "net/json.hpp"

namespace chatops::kube {

const Json& at(const Json& object, Path path) {
  const Json* found = &object;
  for (const std::string_view name : path) found = &net::member(*found, name);
  return *found;
}

std::string text_at(const Json& object, Path path) {
  return net::text_of(at(object, path)).value_or("");
}

int number_at(const Json& object, Path path, int otherwise) {
  const auto number = net::integer_of(at(object, path));
  const bool fits = number && *number >= 0 && *number <= std::numeric_limits<int>::max();
  return fits ? static_cast<int>(*number) : otherwise;
}

const Json& list_at(const Json& object, Path path) {
  static const Json none = Json::array();
  const Json& found = at(object, path);
  return found.is_array() ? found : none;
}

}  // namespace chatops::kube
