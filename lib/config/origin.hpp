// Where a setting came from, kept beside it, so that people can be told which one won.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace chatops::config {

struct Origin {
  enum class Kind { flag, environment, file, fallback };
  Kind kind = Kind::fallback;
  std::string detail;  ///< "--profile", the variable's name, or file:line:column

  /// "flag", "environment", "file" or "default", as scripts see it.
  std::string_view word() const {
    switch (kind) {
      case Kind::flag: return "flag";
      case Kind::environment: return "environment";
      case Kind::file: return "file";
      case Kind::fallback: break;
    }
    return "default";
  }
};

template <class T>
struct Value {
  T value{};
  Origin origin;

  const T& operator*() const { return value; }
  const T* operator->() const { return &value; }
};

}  // namespace chatops::config
