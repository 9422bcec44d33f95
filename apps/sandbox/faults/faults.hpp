// Bad days on demand: armed faults that spoil matching calls, before or after they were obeyed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "faults/armed.hpp"
#include "net/server.hpp"
#include "world/model.hpp"

namespace chatops::sandbox {

/// What goes wrong. Those up to and including `another` answer instead of the part: the call is not
/// obeyed. The others let the part obey and spoil its answer.
enum class FaultKind {
  html,          ///< a login page, status 200
  status,        ///< HTTP `status`
  timeout,       ///< no answer at all
  rate_limited,  ///< 429 with Retry-After: `retry_after`
  limit,         ///< OpenAPI's own RequestLimitExceeded inside 200
  internal,      ///< OpenAPI's own InternalError inside 200
  hang_up,       ///< the connection closes without a byte
  huge,          ///< `bytes` of valid JSON
  deep,          ///< 100,000 nested lists
  expired,       ///< AuthFailure, as for an expired token
  empty,         ///< 200 without a body
  another,       ///< a trigger answered with `execution`, which is another one's
  delay,         ///< obeyed; the answer comes `delay_ms` later
  cut,           ///< obeyed; the connection ends in the middle of the body
  lost,          ///< obeyed; the connection closes without a byte
  silent,        ///< obeyed; no answer at all
  truncated,     ///< obeyed; half the body under a length that says so
  short_page,    ///< obeyed; the last item of every list is left out, totals stay
  emptied,       ///< obeyed; every list is empty and every total 0
  wrong_types,   ///< obeyed; every number is text's list, every text an object …
};

struct Fault {
  Id id = 0;
  FaultKind kind = FaultKind::status;
  std::string action;  ///< OpenAPI action; "" = any call
  std::string path;    ///< with "*" for anything; "" = any
  std::string method;  ///< "" = any
  Id skip = 0;         ///< this many matching calls pass first
  Id times = 1;        ///< then this many are hit; 0 = all that follow
  int status = 500;
  std::string retry_after = "1";
  Id bytes = 100'000'000;
  Id delay_ms = 1000;
  std::string execution;
};

/// Reads the control API's form: {"kind": "status", "action": …}. Throws std::invalid_argument with
/// the reason.
Fault fault_from_json(const Json& json);
Json fault_to_json(const Fault& fault);
std::string fault_name(FaultKind kind);
inline bool obeyed_first(FaultKind kind) { return kind > FaultKind::another; }

/// The answer in place of the part's, where the call is not obeyed (not for `timeout`).
net::ServerResponse answer_instead(const Fault& fault);
/// The part's answer, spoiled (not for `silent` and `delay`, which concern time).
net::ServerResponse spoil(const Fault& fault, net::ServerResponse answer);

/// Thread-safe.
class Faults : public Armed<Fault> {
 public:
  /// The first armed fault that hits this call; counts it. Nothing when none does.
  std::optional<Fault> take(const net::ServerRequest& request, const std::string& action);
};

}  // namespace chatops::sandbox
