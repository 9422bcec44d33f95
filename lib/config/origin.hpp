// Every setting knows where it came from, so that `config show` can say so and an error can point
// at it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/system.hpp"

namespace chatops::config {

enum class OriginKind { flag, environment, file, standard, keyring, credentials };
/// "flag", "environment", "file", "default", "keyring", "credentials".
std::string_view word_of(OriginKind kind);

struct Origin {
  OriginKind kind = OriginKind::standard;
  /// The flag ("--profile"), the variable's name, or file:line:column; "" for a default and
  /// for the keyring.
  std::string detail;
  bool operator==(const Origin&) const = default;
};

template <class T>
struct Value {
  T value{};
  Origin origin;
};

/// The variable's value with its name as origin; nothing when unset or empty.
std::optional<Value<std::string>> from_environment(const Variables& variables,
                                                   std::string_view name);

/// The order of precedence, highest first: flag, environment, file, default.
template <class T>
std::optional<Value<T>> first_of(std::optional<Value<T>> higher, std::optional<Value<T>> lower) {
  return higher ? std::move(higher) : std::move(lower);
}

}  // namespace chatops::config
