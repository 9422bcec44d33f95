// Words for origins, and settings from the environment.
// SPDX-License-Identifier: Apache-2.0
#include "config/origin.hpp"

namespace chatops::config {

std::string_view word_of(OriginKind kind) {
  switch (kind) {
    case OriginKind::flag: return "flag";
    case OriginKind::environment: return "environment";
    case OriginKind::file: return "file";
    case OriginKind::standard: return "default";
    case OriginKind::keyring: return "keyring";
    case OriginKind::credentials: return "credentials";
  }
  return "default";
}

std::optional<Value<std::string>> from_environment(const Variables& variables,
                                                   std::string_view name) {
  auto value = variables.get(name);
  if (!value) return std::nullopt;
  return Value<std::string>{std::move(*value), {OriginKind::environment, std::string(name)}};
}

}  // namespace chatops::config
