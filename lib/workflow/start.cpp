// Asking the engine, once: the intent is committed before the call and the answer right after it.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "core/environment_machine.hpp"
#include "workflow/closing.hpp"
#include "workflow/open.hpp"
#include "workflow/queue.hpp"
#include "workflow/steps.hpp"

namespace chatops::workflow {
namespace {

using core::DeploymentStatus;

/// The engine is given this long to answer; the lease outlasts the call.
constexpr Millis start_patience = std::chrono::seconds(60);
constexpr Millis lease_span = std::chrono::seconds(90);
constexpr Millis soon = std::chrono::seconds(1);
constexpr Millis later = std::chrono::seconds(5);
/// Between looks at a row that another process is about to ask for.
constexpr Millis at_once = std::chrono::milliseconds(200);

std::string lease_name(const core::Order& order) { return "queue/" + order.queue; }

/// A lease belongs to one call, not to a process: two lanes of one process must not share it.
std::string lease_holder(Dependencies& deps) {
  return deps.holder + "/" + make_ulid(deps.system.clock.now(), deps.system.random);
}

/// Takes the queue's lease, also from a process that died holding it. One that would last longer
/// than any was given for was taken before the clock went back: it lasts from now on.
std::optional<core::Lease> take_lease(core::Tx& tx, Dependencies& deps, const core::Order& order,
                                      Instant now, Millis span) {
  const auto name = lease_name(order);
  if (const auto held = tx.leases().find(name); held && held->until > now) {
    if (deps.gone && deps.gone(held->holder.substr(0, held->holder.rfind('/')))) {
      tx.leases().release(*held);
    } else if (held->until > now + lease_span) {
      (void)tx.leases().acquire(name, held->holder, now, now + lease_span);
    }
  }
  return tx.leases().acquire(name, lease_holder(deps), now, now + span);
}

Event waits_for(const core::DeploymentSummary& other, const core::Deployment& row,
                const core::Order& order, Instant now) {
  const bool own = other.environment == row.environment;
  Args args{{"what", own ? std::to_string(other.revision) : order.name},
            {"where", other.environment},
            {"revision", std::to_string(own ? row.revision : other.revision)}};
  return {.kind = EventKind::queued,
          .at = now,
          .detail = Error(own ? Reason::deployment_next : Reason::pipeline_busy, std::move(args)),
          .link = other.link};
}

/// What decides, before the call: the row may be asked for, or must wait.
struct Claim {
  std::optional<core::DeploymentSummary> in_front;
  std::optional<core::Lease> lease;
  std::optional<Error> stale;
  std::optional<Error> barred;  ///< by one before it of which nobody knows whether it was started
  core::Deployment row;
};

/// Of one attempt and no other, here or on any machine: an engine answers a key that it has seen
/// with the execution that bears it. Written down before it is sent, so that the execution can be
/// recognised.
std::string new_correlation(Dependencies& deps, const core::Deployment& row) {
  return fmt::format("chatops-{}-{}-{}-{}-{}-{}", row.application, row.environment, row.epoch,
                     row.revision, row.starts,
                     make_ulid(deps.system.clock.now(), deps.system.random));
}

Claim claim(Dependencies& deps, const core::Deployment& seen, Payload& payload) {
  Claim out;
  deps.store.write([&](core::Tx& tx) {
    out = {.row = seen};
    const Instant now = deps.system.clock.now();
    const auto stored = tx.deployments().find(seen.application, seen.environment, seen.revision);
    if (!stored || stored->version != seen.version) {
      throw Error(Reason::state_conflict, {{"what", "deployment/" + seen.environment}});
    }
    const auto environment = tx.environments().find(seen.application, seen.environment);
    if (environment && !seen.teardown) out.stale = core::epoch_conflict(seen, *environment);
    if (environment && seen.teardown && environment->epoch != seen.epoch) {
      out.stale = Error(Reason::stale_epoch, {{"what", seen.environment}});
    }
    if (environment && !seen.teardown && !out.stale)
      out.stale = closing(tx, deps, seen.environment, environment->iteration);
    if (out.stale) {
      out.row.cause_reason = code_of(out.stale->reason);
      conclude(tx, out.row, {DeploymentStatus::canceled}, now);
      return;
    }
    // Of the same environment first, whatever their queues.
    if (const auto asked = open_deployments(tx, seen.application, seen.environment).asked) {
      if (asked->status == DeploymentStatus::unknown) {
        out.barred = lost_before(*asked);
        return;
      }
      out.in_front = core::summary_of(*asked);
    } else {
      out.in_front = in_front_of(tx, seen, payload.order);
    }
    if (out.in_front) {
      value_or_throw(core::become(out.row, DeploymentStatus::queued, now));
      if (out.row.status != seen.status) tx.deployments().put(out.row);
      return;
    }
    out.lease = take_lease(tx, deps, payload.order, now, lease_span);
    if (!out.lease) return;
    value_or_throw(core::become(out.row, DeploymentStatus::intended, now));
    ++out.row.starts;
    if (environment && !seen.teardown) out.row.previous = environment->deployed;
    payload.order.correlation = new_correlation(deps, out.row);
    out.row.payload = payload_text(payload);
    tx.deployments().put(out.row);
  });
  return out;
}

/// True where the engine only asks for patience.
bool may_ask_again(const Error& why, std::int64_t starts) {
  return starts < most_starts &&
         (why.reason == Reason::rate_limited || why.reason == Reason::pipeline_busy);
}

void record_answer(core::Tx& tx, core::Deployment& row, const core::StartResult& answer,
                   Instant now) {
  if (const auto* started = std::get_if<core::Started>(&answer)) {
    row.execution = started->execution;
    row.link = started->link;
    row.effect.reset();
    value_or_throw(core::become(row, DeploymentStatus::running, now));
    tx.deployments().put(row);
    return;
  }
  const bool lost = std::holds_alternative<core::Lost>(answer);
  const Error& why = lost ? std::get<core::Lost>(answer).why : std::get<core::Refused>(answer).why;
  row.cause_reason = code_of(why.reason);
  row.cause = why.args.get("why");
  row.cause_args.clear();
  if (const auto* refused = std::get_if<core::Refused>(&answer); refused && refused->complete) {
    for (const auto& [name, value] : why.args.pairs()) row.cause_args[name] = value;
  }
  if (row.cause.empty() && !lost) row.cause = why.args.get("what");
  if (lost) {
    lose(tx, row, now);
  } else if (row.status != DeploymentStatus::unknown && may_ask_again(why, row.starts)) {
    value_or_throw(core::become(row, DeploymentStatus::queued, now));
    tx.deployments().put(row);
  } else {
    conclude(tx, row, {DeploymentStatus::failed}, now);
  }
}

/// Asks, and where the answer is lost looks for what it would have told.
core::StartResult ask(const Call& call, core::DeployEngine& engine, const core::Order& order) {
  auto answer = order.purpose == core::Purpose::remove ? engine.remove(call, order)
                                                       : engine.start(call, order);
  if (const auto* lost = std::get_if<core::Lost>(&answer)) {
    const Error why = lost->why;
    answer = engine.find(call, order, why);
  }
  return answer;
}

/// Writes down the answer whatever else happened to the row meanwhile: only this call knows it.
core::Deployment settle(Dependencies& deps, const Claim& claimed, const core::StartResult& answer) {
  core::Deployment row;
  deps.store.write([&](core::Tx& tx) {
    const core::Deployment& mine = claimed.row;
    auto stored = tx.deployments().find(mine.application, mine.environment, mine.revision);
    if (!stored) throw Error(Reason::state_conflict, {{"what", "deployment/" + mine.environment}});
    row = std::move(*stored);
    tx.leases().release(*claimed.lease);
    const bool still_asking =
        row.starts == mine.starts && row.execution.empty() && !core::finished(row.status);
    if (still_asking) record_answer(tx, row, answer, deps.system.clock.now());
  });
  return row;
}

/// Nothing stands before the row, as far as one can see without claiming it.
bool its_turn(Dependencies& deps, const core::Deployment& row, const core::Order& order) {
  bool out = false;
  deps.store.read([&](core::Tx& tx) {
    out = !open_deployments(tx, row.application, row.environment).asked &&
          !in_front_of(tx, row, order);
  });
  return out;
}

/// Whoever cannot stay as long as the engine may take to answer leaves it to a process that can.
bool left_to_another(const Call& call, Dependencies& deps, const core::Deployment& row,
                     const core::Order& order) {
  return deps.start_apart && call.deadline < deps.system.clock.tick() + start_patience &&
         its_turn(deps, row, order) && deps.start_apart(row);
}

}  // namespace

Step start_step(const Call& call, Dependencies& deps, const core::Deployment& row) {
  core::DeployEngine& engine = deps.engines.of(row.engine);
  Payload payload = read_payload(row.payload);
  if (left_to_another(call, deps, row, payload.order)) return {.deployment = row, .again = at_once};
  const Claim claimed = claim(deps, row, payload);
  if (claimed.stale) throw Error(*claimed.stale);
  if (claimed.barred) throw Error(*claimed.barred);
  if (claimed.in_front) {
    // Whoever started it may be gone; what stands in the way is taken up by those who wait.
    Step step{.deployment = claimed.row, .again = soon};
    core::DeploymentSummary other = *claimed.in_front;
    try {
      const Step others =
          take_step(call, deps, {other.application, other.environment, other.revision});
      other = core::summary_of(others.deployment);
      step.again = others.again.value_or(soon);
    } catch (const Error&) {
      step.again = later;  // its own trouble; whoever waits for it will be told
    }
    step.events.push_back(waits_for(other, row, payload.order, deps.system.clock.now()));
    return step;
  }
  if (!claimed.lease) return {.deployment = row, .again = soon};
  // Not stopped half-way: an answer that nobody hears would leave the outcome unknown.
  const Call patient{.deadline = deps.system.clock.tick() + start_patience, .trace = call.trace};
  const auto answer = ask(patient, engine, payload.order);
  try {
    Step step{.deployment = settle(deps, claimed, answer)};
    if (!core::finished(step.deployment.status) &&
        step.deployment.status != DeploymentStatus::unknown) {
      step.again = step.deployment.execution.empty() ? later : soon;
    }
    return step;
  } catch (Error& error) {
    const auto* started = std::get_if<core::Started>(&answer);
    if (started != nullptr) error.args.set("execution", started->execution.id);
    throw;
  }
}

Step lost_step(const Call& call, Dependencies& deps, const core::Deployment& row) {
  core::DeployEngine& engine = deps.engines.of(row.engine);
  const Payload payload = read_payload(row.payload);
  bool asking = false;
  deps.store.write([&](core::Tx& tx) {
    const auto lease = take_lease(tx, deps, payload.order, deps.system.clock.now(), soon);
    asking = !lease;
    if (lease) tx.leases().release(*lease);
  });
  Step step{.deployment = row, .again = soon};
  if (asking) return step;
  const auto found = engine.find(call, payload.order, Error(Reason::deployment_unknown));
  deps.store.write([&](core::Tx& tx) {
    step = {.deployment = row};
    record_answer(tx, step.deployment, found, deps.system.clock.now());
  });
  if (std::holds_alternative<core::Started>(found)) step.again = soon;
  return step;
}

Step unknown_step(const Call& call, Dependencies& deps, const core::Deployment& row) {
  Step step{.deployment = row};
  const bool asked = row.starts > 0 && row.execution.empty();
  const Payload payload = asked ? read_payload(row.payload) : Payload{};
  if (payload.order.correlation.empty()) return step;
  const auto found =
      deps.engines.of(row.engine).find(call, payload.order, Error(Reason::deployment_unknown));
  if (std::holds_alternative<core::Lost>(found)) return step;
  deps.store.write([&](core::Tx& tx) {
    step = {.deployment = row};
    record_answer(tx, step.deployment, found, deps.system.clock.now());
  });
  if (std::holds_alternative<core::Started>(found)) step.again = soon;
  return step;
}

}  // namespace chatops::workflow
