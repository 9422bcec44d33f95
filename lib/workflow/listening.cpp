// The engine's word is the end; the cluster's come in bursts, and each look at it costs some.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/listening.hpp"

#include <algorithm>
#include <chrono>

#include "workflow/running.hpp"

namespace chatops::workflow {

void Listening::listen(const core::Deployment& row) {
  if (row.execution.empty() || row.execution == execution_) return;
  execution_ = row.execution;
  engine_ = deps_.engines.of(row.engine).subscribe(row.execution, [this] {
    alarm_.ring(Alarm::Ring::now);
  });
  const auto place = place_of(deps_, row);
  if (deps_.clusters == nullptr || !place) return;
  cluster_ = deps_.clusters->subscribe(place->cluster, place->ns,
                                       [this] { alarm_.ring(Alarm::Ring::soon); });
}

bool Listening::pause(Tick until, const std::stop_token& stop) {
  // What goes on and on for minutes need not be looked at as often as what begins.
  constexpr Millis longest = std::chrono::milliseconds(800);
  Clock& clock = deps_.system.clock;
  const Millis pace = until - clock.tick();
  return alarm_.pause(clock, until, std::min(pace / 2, longest), stop);
}

}  // namespace chatops::workflow
