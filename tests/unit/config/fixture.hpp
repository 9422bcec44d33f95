// YAML as this room's tests write it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "config/yaml.hpp"

namespace chatops::config::testing {

/// Of a file that is called f.yaml. Throws what is wrong with it.
inline Yaml load(std::string_view text) { return value_or_throw(load_yaml(text, "f.yaml")); }

}  // namespace chatops::config::testing
