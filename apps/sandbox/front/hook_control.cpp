// Performing what the control API is told about deliveries.
// SPDX-License-Identifier: Apache-2.0
#include "front/hook_control.hpp"

#include <charconv>
#include <stdexcept>

#include "net/json.hpp"

namespace chatops::sandbox {
namespace {

constexpr std::string_view fault_word = "delivery-faults";

Id number_of(std::string_view digits) {
  Id value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Json deliveries(const hooks::HookSender& sender, const net::ServerRequest& request) {
  auto json = sender.summary();
  json["log"] = Json::array();
  const auto count = std::max<Id>(0, number_of(request.parameter("count").value_or("100")));
  for (const auto& entry : sender.newest(static_cast<std::size_t>(count)))
    json["log"].push_back({{"id", entry.id},
                           {"number", entry.number},
                           {"hook", entry.hook_id},
                           {"event", entry.event},
                           {"delivery", entry.delivery},
                           {"sent_at", entry.sent_at},
                           {"status", entry.status},
                           {"fault", entry.fault}});
  return json;
}

Json faults(hooks::HookSender& sender, const std::string& method, const std::string& word,
            const Json& body) {
  if (method == "POST") return {{"id", sender.faults().arm(hooks::delivery_fault_from_json(body))}};
  if (method == "DELETE") {
    const bool one = word.size() > fault_word.size();
    sender.faults().disarm(one ? number_of(std::string_view(word).substr(fault_word.size() + 1))
                               : 0);
    return Json::object();
  }
  Json armed = Json::array();
  for (const auto& fault : sender.faults().armed())
    armed.push_back(hooks::delivery_fault_to_json(fault));
  return {{"faults", std::move(armed)}};
}

}  // namespace

std::optional<Json> control_hooks(hooks::HookSender& sender, const net::ServerRequest& request,
                                  const std::string& word, const Json& body) {
  const auto& method = request.method;
  if (word == fault_word || word.starts_with(std::string(fault_word) + "/"))
    return faults(sender, method, word, body);
  if (word == "deliveries" && method == "GET") return deliveries(sender, request);
  if (word == "deliveries" && method == "DELETE") {
    sender.forget_log();
    return Json::object();
  }
  if (word == "deliveries" && method == "POST") {
    const auto parallel = net::integer_of(net::member(body, "parallel"));
    if (!parallel || *parallel < 1 || *parallel > 8)
      throw std::invalid_argument("parallel is 1 to 8");
    sender.set_parallel(static_cast<int>(*parallel));
    return Json::object();
  }
  if (word != "storm" || method != "POST") return std::nullopt;
  const auto count = net::integer_of(net::member(body, "count")).value_or(0);
  if (count < 1 || count > 100'000) throw std::invalid_argument("count is 1 to 100,000");
  const auto event = net::text_in(body, "event");
  return Json{{"deliveries", sender.storm(count, event.empty() ? "ISSUE_UPDATED" : event)}};
}

}  // namespace chatops::sandbox
