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

}  // namespace chatops::core
