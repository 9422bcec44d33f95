// What --trace shows of a call: sent lines begin with >, received ones with <, as curl -v shows
// them.
// SPDX-License-Identifier: Apache-2.0
#include "render/output.hpp"
#include "render/safe.hpp"

namespace chatops::render {

std::string exchange_text(const Exchange& exchange) {
  std::string out = "> " + safe_line(exchange.method) + " " + safe_line(exchange.url) + "  (" +
                    safe_line(exchange.system) + ")\n";
  for (const std::string& field : exchange.sent_headers) out += "> " + safe_line(field) + "\n";
  if (!exchange.sent_body.empty()) out += "> " + safe_line(exchange.sent_body) + "\n";
  out += "< " + safe_line(exchange.outcome) + "  " + std::to_string(exchange.took.count()) +
         " ms  " + std::to_string(exchange.sent) + " B > " + std::to_string(exchange.received) +
         " B <\n";
  for (const std::string& field : exchange.received_headers) out += "< " + safe_line(field) + "\n";
  if (!exchange.received_body.empty()) out += "< " + safe_line(exchange.received_body) + "\n";
  return out;
}

}  // namespace chatops::render
