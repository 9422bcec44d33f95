// See error_json.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "core/error_json.hpp"

#include <nlohmann/json.hpp>

namespace chatops::core {

nlohmann::json to_document(const Error& error) {
  nlohmann::json args = nlohmann::json::object();
  for (const auto& [name, value] : error.args.pairs()) args[name] = value;
  nlohmann::json out = {{"code", exit_code(error.kind())},
                        {"reason", code_of(error.reason)},
                        {"args", std::move(args)}};
  if (!error.more.empty()) {
    out["more"] = nlohmann::json::array();
    for (const Error& one : error.more) out["more"].push_back(to_document(one));
  }
  return out;
}

std::optional<Error> error_in(const nlohmann::json& document) {
  if (!document.is_object() || !document.contains("reason") || !document["reason"].is_string())
    return std::nullopt;
  Error error(reason_of(document["reason"].get<std::string>()).value_or(Reason::internal_error));
  if (const auto args = document.find("args"); args != document.end() && args->is_object()) {
    for (const auto& [name, value] : args->items())
      if (value.is_string()) error.args.set(name, value.get<std::string>());
  }
  if (const auto more = document.find("more"); more != document.end()) {
    if (!more->is_array()) return std::nullopt;
    for (const nlohmann::json& one : *more) {
      auto read = error_in(one);
      if (!read) return std::nullopt;
      error.more.push_back(std::move(*read));
    }
  }
  return error;
}

}  // namespace chatops::core
