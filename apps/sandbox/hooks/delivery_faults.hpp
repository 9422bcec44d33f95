// Bad days of a hook on demand: armed faults that spoil deliveries, in the way of
// faults/faults.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "faults/armed.hpp"
#include "world/model.hpp"

namespace chatops::sandbox::hooks {

enum class DeliveryFaultKind {
  duplicate,       ///< `copies` more of it, with the same id
  another_id,      ///< `copies` more of it, each with an id of its own
  reorder,         ///< waits until `behind` later ones of the hook were sent, or `delay_ms` passed
  delay,           ///< comes `delay_ms` later; those after it do not wait
  lose,            ///< is never sent
  forge,           ///< is signed with another key
  unsigned_,       ///< ("unsigned") carries no signature
  wrong_password,  ///< Basic authorization with another password
  tamper,          ///< the body was changed after it was signed
  truncate,        ///< half of the body, under the signature of the whole
  oversize,        ///< `bytes` more in the body, rightly signed
  not_json,        ///< a body that is no JSON, rightly signed
};

struct DeliveryFault {
  Id id = 0;
  DeliveryFaultKind kind = DeliveryFaultKind::lose;
  std::string event;  ///< "" = any
  std::string hook;   ///< id of the hook; "" = any
  Id skip = 0;        ///< this many matching deliveries pass first
  Id times = 1;       ///< then this many are hit; 0 = all that follow
  Id copies = 1, behind = 1, delay_ms = 1000, bytes = 8'000'000;
};

/// Reads {"kind": "duplicate", "event": …}. Throws std::invalid_argument with the reason.
DeliveryFault delivery_fault_from_json(const Json& json);
Json delivery_fault_to_json(const DeliveryFault& fault);

/// Thread-safe.
class DeliveryFaults : public Armed<DeliveryFault> {
 public:
  /// The first armed fault that hits this delivery; counts it.
  std::optional<DeliveryFault> take(const std::string& event, const std::string& hook_id);
};

std::string delivery_fault_name(DeliveryFaultKind kind);

}  // namespace chatops::sandbox::hooks
