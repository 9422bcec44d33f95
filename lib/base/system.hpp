// The machine as the product sees it: clock, randomness, environment variables and programs, by
// reference, replaceable in tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/process.hpp"
#include "base/random.hpp"

namespace chatops {

class Variables {
 public:
  virtual ~Variables() = default;
  /// The variable's value; nothing when it is unset or empty.
  virtual std::optional<std::string> get(std::string_view name) const = 0;
};

class SystemVariables final : public Variables {
 public:
  std::optional<std::string> get(std::string_view name) const override;
};

class MapVariables final : public Variables {
 public:
  explicit MapVariables(std::map<std::string, std::string, std::less<>> values)
      : values_(std::move(values)) {}
  std::optional<std::string> get(std::string_view name) const override;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

/// References into the program's main, or into a test. Outlives everything built on it.
struct System {
  Clock& clock;
  Random& random;
  const Variables& variables;
  Spawner& spawner;
};

}  // namespace chatops
