// Arming the faults of deliveries.
// SPDX-License-Identifier: Apache-2.0
#include "hooks/delivery_faults.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "net/json.hpp"

namespace chatops::sandbox::hooks {
namespace {

constexpr std::array<std::string_view, 12> delivery_fault_names = {
    "duplicate", "another_id",     "reorder", "delay",    "lose",     "forge",
    "unsigned",  "wrong_password", "tamper",  "truncate", "oversize", "not_json"};

void read_number(const Json& json, const char* name, Id& into) {
  const auto& value = net::member(json, name);
  if (value.is_null()) return;
  if (!value.is_number_integer() || value.get<Id>() < 0 || value.get<Id>() > 1'000'000'000)
    throw std::invalid_argument(std::string(name) + " must be a whole number");
  into = value.get<Id>();
}

}  // namespace

std::string delivery_fault_name(DeliveryFaultKind kind) {
  return std::string(delivery_fault_names.at(static_cast<std::size_t>(kind)));
}

DeliveryFault delivery_fault_from_json(const Json& json) {
  const auto kind = std::ranges::find(delivery_fault_names, net::text_in(json, "kind"));
  if (kind == delivery_fault_names.end()) throw std::invalid_argument("kind is unknown");
  DeliveryFault fault;
  fault.kind = static_cast<DeliveryFaultKind>(kind - delivery_fault_names.begin());
  fault.event = net::text_in(json, "event");
  fault.hook = net::text_in(json, "hook");
  read_number(json, "skip", fault.skip);
  read_number(json, "times", fault.times);
  read_number(json, "copies", fault.copies);
  read_number(json, "behind", fault.behind);
  read_number(json, "delay_ms", fault.delay_ms);
  read_number(json, "bytes", fault.bytes);
  return fault;
}

Json delivery_fault_to_json(const DeliveryFault& fault) {
  return {{"id", fault.id},         {"kind", delivery_fault_name(fault.kind)},
          {"event", fault.event},   {"hook", fault.hook},
          {"skip", fault.skip},     {"times", fault.times},
          {"copies", fault.copies}, {"behind", fault.behind},
          {"bytes", fault.bytes},   {"delay_ms", fault.delay_ms}};
}

std::optional<DeliveryFault> DeliveryFaults::take(const std::string& event,
                                                  const std::string& hook_id) {
  return take_first([&](const DeliveryFault& fault) {
    return (fault.event.empty() || fault.event == event) &&
           (fault.hook.empty() || fault.hook == hook_id);
  });
}

}  // namespace chatops::sandbox::hooks
