// Any bytes: an error, or a document within the depth that survives being written and read again.
// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "net/json.hpp"
#include "target.hpp"

using namespace chatops::net;

namespace {

int depth_of(const Json& value) {
  if (!value.is_structured()) return 0;
  int deepest = 0;
  for (const auto& below : value) deepest = std::max(deepest, depth_of(below));
  return deepest + 1;
}

}  // namespace

FUZZ_TARGET(json_parse) {
  constexpr int limit = 16;
  const auto json = parse_json({reinterpret_cast<const char*>(data), size}, limit);
  if (!json) return 0;
  require(depth_of(*json) <= limit);
  const auto again = parse_json(dump(*json), limit);
  require(again.has_value() && *again == *json);
  const Json& value = member(*json, "a");
  (void)text_of(value);
  (void)integer_of(value);
  (void)truth_of(value);
  return 0;
}
