// What the server did, as lines of JSON: one event a line, for machines first. Never a secret,
// never a body that came from outside.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace chatops::server {

enum class Level { debug, info, warning, error };
std::string_view word_of(Level level);

/// Used from any thread.
class Log {
 public:
  /// `write` is given whole lines, one at a time, of events that are at least so grave. All outlive
  /// it.
  Log(const Clock& clock, std::function<void(std::string_view line)> write,
      Level least = Level::info)
      : clock_(clock), write_(std::move(write)), least_(least) {}

  void event(Level level, std::string_view name, nlohmann::json fields = nlohmann::json::object());
  /// With the reason and arguments of the error.
  void failure(std::string_view name, const Error& error,
               nlohmann::json fields = nlohmann::json::object());

 private:
  const Clock& clock_;
  const std::function<void(std::string_view)> write_;
  const Level least_;
  std::mutex mutex_;
};

}  // namespace chatops::server
