// Lines as most collectors of logs read them.
// SPDX-License-Identifier: Apache-2.0
#include "server/log.hpp"

namespace chatops::server {

std::string_view word_of(Level level) {
  switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warning: return "warning";
    case Level::error: return "error";
  }
  return {};
}

void Log::event(Level level, std::string_view name, nlohmann::json fields) {
  if (level < least_) return;
  fields["time"] = to_rfc3339(clock_.now(), true);
  fields["level"] = word_of(level);
  fields["event"] = name;
  // What came from outside may be no UTF-8.
  const std::string line =
      fields.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const std::scoped_lock lock(mutex_);
  write_(line);
}

void Log::failure(std::string_view name, const Error& error, nlohmann::json fields) {
  fields["reason"] = code_of(error.reason);
  for (const auto& [key, value] : error.args.pairs()) fields["args"][key] = value;
  event(Level::warning, name, std::move(fields));
}

}  // namespace chatops::server
