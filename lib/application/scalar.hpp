// What a plain scalar means to go-yaml 2, which Helm reads values with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace chatops::application {

enum class ScalarKind { null, boolean, integer, real, not_finite, string };

struct Scalar {
  ScalarKind kind = ScalarKind::string;
  nlohmann::json value;  ///< null for not_finite
};

/// Never fails: whatever is nothing else is a string.
Scalar plain_scalar(std::string_view text);

}  // namespace chatops::application
