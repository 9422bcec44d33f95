// Looked for soon at first, for it takes a second or minutes.
// SPDX-License-Identifier: Apache-2.0
#include "dev/arriving.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "dev/held_pods.hpp"
#include "dev/session.hpp"
#include "kube/cause.hpp"
#include "kube/fields.hpp"

namespace chatops::dev {

namespace {

constexpr Millis look_first{100}, look_last{1'000};
constexpr int looks_a_time = 8;  ///< in the time that it has taken already
constexpr Millis judge_every{1'000};

/// Others may pass.
bool is_final(Reason reason) {
  switch (reason) {
    case Reason::image_name_invalid:
    case Reason::image_not_found:
    case Reason::image_pull_denied:
    case Reason::image_pull_failed:
    case Reason::pull_secret_missing:
    case Reason::container_cannot_start:
    case Reason::container_crashed:
    case Reason::quota_exceeded:
    case Reason::limits_violated: return true;
    default: return false;
  }
}

using Uids = std::vector<std::string>;

/// A pod of before the session, or before its present shape.
bool is_earlier(const Json& object, const std::string& pod, const Record& record,
                const Uids& earlier) {
  return kube::text_at(object, {"kind"}) == "Pod" && kube::name_of(object) == pod &&
         (kube::annotation_of(object, marks::session) != record.id ||
          std::ranges::find(earlier, kube::uid_of(object)) != earlier.end());
}

/// What keeps the workload's pods from running: of the session, where one is to blame.
std::optional<Error> cause_of(const Call& call, Clock& clock, kube::Api& api,
                              const kube::ObjectRef& workload, const Record& record,
                              const Uids& earlier) {
  const auto seen = kube::collect(api, call, workload.ns, clock.now());
  if (!seen) return std::nullopt;
  for (const auto& cause : kube::find_causes(*seen)) {
    if (cause.workload != to_lower(workload.resource.kind) + "/" + workload.name) continue;
    const bool of_before =
        !cause.pod.empty() && std::ranges::any_of(seen->objects, [&](const Json& object) {
          return is_earlier(object, cause.pod, record, earlier);
        });
    if (!of_before) return cause.error;
  }
  return std::nullopt;
}

std::optional<Container> running(const Call& call, kube::Api& api, const kube::ObjectRef& workload,
                                 const Record& record, const Uids& earlier) {
  auto found = find_container(call, api, workload, record, earlier);
  if (found) return *std::move(found);
  // Not yet; or the API server is away for a moment, and what was begun stands.
  if (!is_transient(found.error())) throw found.error();
  return std::nullopt;
}

/// Once each.
class Telling {
 public:
  explicit Telling(const std::function<void(const Error&)>& listener) : listener_(listener) {}

  void operator()(const Error& cause) {
    const auto same = [&](const Error& one) {
      return one.reason == cause.reason && one.args == cause.args;
    };
    if (!listener_ || std::ranges::any_of(said_, same)) return;
    said_.push_back(cause);
    listener_(cause);
  }

 private:
  const std::function<void(const Error&)>& listener_;
  std::vector<Error> said_;
};

}  // namespace

Result<Container> wait_until_it_runs(const Call& call, Clock& clock, kube::Api& api,
                                     const kube::ObjectRef& workload, const Record& record,
                                     const std::function<void(const Error&)>& waits,
                                     const std::vector<std::string>& earlier) {
  Telling tell(waits);
  const auto began = clock.tick();
  auto judged = began;
  while (true) {
    if (auto there = running(call, api, workload, record, earlier)) return *std::move(there);
    const auto now = clock.tick();
    if (now - judged >= judge_every) {
      for (const auto& why : replace_held_pods(call, clock, api, workload, record.id, earlier))
        tell(why);
      if (const auto cause = cause_of(call, clock, api, workload, record, earlier)) {
        const auto container = cause->args.get("container");
        const bool ours = container.empty() || container == record.container;
        if (ours && is_final(cause->reason)) return tl::make_unexpected(*cause);
        tell(*cause);
      }
      judged = now;
    }
    const auto pause = std::clamp((now - began) / looks_a_time, look_first, look_last);
    if (!clock.pause_until(std::min(clock.tick() + pause, call.deadline), call.stop))
      throw Interrupted{};
    call.check(clock);
  }
}

}  // namespace chatops::dev
