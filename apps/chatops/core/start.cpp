// Nobody watches: what happened stands in the row.
// SPDX-License-Identifier: Apache-2.0
#include "start.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "background.hpp"
#include "base/text.hpp"
#include "core/environment_machine.hpp"
#include "store/owner_lock.hpp"
#include "wire/wire.hpp"
#include "workflow/deploy.hpp"

namespace chatops {

namespace {

constexpr Millis start_limit = std::chrono::minutes(3);
constexpr unsigned start_alarm = 200;  ///< seconds; then the system ends us

/// Its turn comes when another has ended: whoever waits for that sees it.
bool not_its_turn(const workflow::Step& step) {
  return std::ranges::any_of(step.events, [](const workflow::Event& event) {
    return event.kind == workflow::EventKind::queued;
  });
}

void take_start(const Call& call, const System& system, wire::Wire& wire, std::string environment,
                std::int64_t revision) {
  // A server that came meanwhile starts what is open by itself.
  if (value_or_throw(store::OwnerLock::look(wire.state()))) return;
  workflow::Dependencies& deps = wire.dependencies(call);
  const workflow::DeploymentKey key{deps.application.name, std::move(environment), revision};
  for (;;) {
    const workflow::Step step = workflow::advance(call, deps, key);
    const bool asked = !core::waits_to_start(step.deployment);
    if (!step.again || asked || not_its_turn(step)) return;
    if (!system.clock.pause_until(system.clock.tick() + *step.again, call.stop))
      throw Interrupted{};
  }
}

}  // namespace

int start_in_background(const System& system, const std::stop_token& stop,
                        const std::vector<std::string>& words) {
  ::alarm(start_alarm);
  const Call call{.deadline = system.clock.tick() + start_limit, .stop = stop, .trace = nullptr};
  try {
    const Background said = read_background(words);
    const auto revision = said.words.size() == 2 ? to_integer(said.words[1]) : std::nullopt;
    if (!revision) return exit_code(Kind::usage);
    wire::Wire wire(system, said.options);
    take_start(call, system, wire, said.words[0], *revision);
    return 0;
  } catch (const Interrupted&) {
    return exit_interrupted;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", std::string(code_of(error.reason)).c_str());
    return exit_code(error.kind());
  } catch (const std::exception& defect) {
    std::fprintf(stderr, "%s\n", defect.what());
    return exit_code(Kind::failed);
  }
}

}  // namespace chatops
