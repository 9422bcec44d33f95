// See image_check.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/image_check.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "dev/image_pod.hpp"
#include "dev/image_probe.hpp"
#include "dev/session.hpp"
#include "kube/cause.hpp"
#include "kube/fields.hpp"
#include "kube/resources.hpp"

namespace chatops::dev {

namespace {

constexpr Millis pod_pace{300};
/// So much of the call's time is kept for taking the pod away.
constexpr Millis for_removal{15'000};
constexpr int most_removals = 3;
constexpr Millis abandoned_after = std::chrono::minutes(20);

class ImageLook {
 public:
  ImageLook(const Call& call, Clock& clock, kube::Api& api, const core::DevImageOrder& order,
            ImagePod pod, std::string name)
      : call_(call),
        clock_(clock),
        api_(api),
        order_(order),
        wanted_(std::move(pod)),
        name_(std::move(name)) {
    wanted_.object["metadata"]["name"] = name_;
  }

  core::DevImageSeen seen() {
    core::DevImageSeen out;
    try {
      remove_former();
      begun_ = true;
      const auto made = value_or_throw(
          api_.create(call_, {kube::resources::pods(), order_.ns, name_}, wanted_.object, {}));
      uid_ = kube::uid_of(made);
      const Call most =
          call_.deadline == Tick::max() ? call_ : call_.until(call_.deadline - for_removal);
      look(most, out);
    } catch (...) {
      take_away();
      throw;
    }
    if (!take_away()) out.left = name_;
    return out;
  }

 private:
  void look(const Call& call, core::DevImageSeen& out) {
    out.image.image = wanted_.image;
    out.image.folder = wanted_.root;
    out.image.why = not_running(call, looked_at_container, out.image);
    if (!out.image.why)
      probe_image(call, clock_, api_, container(looked_at_container), wanted_.root,
                  !wanted_.root_is_mounted, out.image);
    if (wanted_.own.empty()) return;
    core::DevImageFacts own;
    own.image = wanted_.own;
    own.why = not_running(call, own_container, own);
    if (!own.why) probe_tools(call, clock_, api_, container(own_container), own);
    out.own = std::move(own);
  }

  Container container(std::string_view name) const {
    return {order_.ns, name_, uid_, std::string(name)};
  }

  /// Waits until it runs, or certainly will not. Throws deadline_passed.
  std::optional<Error> not_running(const Call& call, std::string_view name,
                                   core::DevImageFacts& facts) {
    while (true) {
      const auto pod =
          value_or_throw(api_.get_one(call, {kube::resources::pods(), order_.ns, name_}));
      if (kube::uid_of(pod) != uid_) throw Error(Reason::object_changed, {{"object", name_}});
      for (const auto& status : kube::list_at(pod, {"status", "containerStatuses"})) {
        if (kube::text_at(status, {"name"}) != name) continue;
        if (kube::at(status, {"state", "running"}).is_object()) return std::nullopt;
        if (auto why = verdict(call, pod, status, facts)) return why;
      }
      if (auto why = nowhere(pod)) return why;
      call.check(clock_);
      if (!clock_.pause_until(std::min(clock_.tick() + pod_pace, call.deadline), call.stop))
        throw Interrupted{};
      call.check(clock_);
    }
  }

  /// Nothing while it may still come.
  std::optional<Error> verdict(const Call& call, const Json& pod, const Json& status,
                               core::DevImageFacts& facts) {
    const auto name = kube::text_at(status, {"name"});
    const auto waits = kube::text_at(status, {"state", "waiting", "reason"});
    const bool ended = kube::at(status, {"state", "terminated"}).is_object();
    if (!ended && (waits.empty() || waits == "ContainerCreating" || waits == "PodInitializing"))
      return std::nullopt;
    const auto words =
        kube::text_at(status, {"state", ended ? "terminated" : "waiting", "message"});
    // The runtime's words where there is no program of that name:
    // exec: "sleep": executable file not found in $PATH
    if (words.find("\"sleep\"") != words.npos && words.find("not found") != words.npos)
      facts.programs["sleep"] = false;
    auto seen = kube::collect(api_, call, order_.ns, clock_.now());
    if (seen) {
      leave_only(pod, *seen);
      for (const auto& cause : kube::find_causes(*seen)) {
        const auto container = cause.error.args.get("container");
        if (cause.pod == kube::name_of(pod) && (container.empty() || container == name))
          return cause.error;
      }
    }
    if (!ended) return std::nullopt;
    return Error(Reason::container_cannot_start, {{"container", name}, {"why", words}});
  }

  /// Others that fail for the same reason would be told of in its place, and it counts as one of
  /// them for once.
  void leave_only(Json pod, kube::Seen& seen) const {
    std::erase_if(seen.objects, [](const Json& object) {
      static constexpr auto others = std::to_array<std::string_view>(
          {"Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job"});
      return among(others, kube::text_at(object, {"kind"}));
    });
    pod["kind"] = "Pod";
    pod["metadata"]["labels"].erase(kube::purpose_label);
    seen.objects.push_back(std::move(pod));
  }

  /// No node has room, or its net has caught it.
  std::optional<Error> nowhere(const Json& pod) const {
    if (kube::text_at(pod, {"status", "phase"}) == "Failed" &&
        kube::list_at(pod, {"status", "containerStatuses"}).empty())
      return Error(Reason::pod_evicted, {{"why", kube::text_at(pod, {"status", "message"})}});
    return std::nullopt;
  }

  /// Of a look that was ended before it could take its pod away; not those of one that goes on.
  void remove_former() {
    kube::ListQuery query;
    query.resource = kube::resources::pods();
    query.ns = order_.ns;
    query.labels = std::string(kube::purpose_label) + "=" + purpose_of_checks;
    const auto found = api_.list_one(call_, query);
    if (!found) return;
    const auto now = now_of(call_, clock_, api_);
    for (const auto& pod : found->items) {
      const auto made = from_rfc3339(kube::text_at(pod, {"metadata", "creationTimestamp"}));
      if (made && now - *made > abandoned_after)
        remove(call_, kube::name_of(pod), kube::uid_of(pod));
    }
  }

  /// Also when the call was stopped, or nobody said whether there is one; whether it is gone or
  /// going.
  bool take_away() {
    if (!begun_) return true;
    const Call patient{.deadline = clock_.tick() + for_removal, .trace = call_.trace};
    for (int attempt = 1; attempt <= most_removals; ++attempt) {
      if (uid_.empty()) {
        const auto there = api_.get_one(patient, {kube::resources::pods(), order_.ns, name_});
        if (!there && there.error().reason == Reason::outside_not_found) return true;
        if (!there) continue;
        uid_ = kube::uid_of(*there);
      }
      if (remove(patient, name_, uid_)) return true;
    }
    return false;
  }

  bool remove(const Call& call, const std::string& name, const std::string& uid) {
    const auto done = api_.remove(call, {kube::resources::pods(), order_.ns, name},
                                  {.uid = uid, .grace_seconds = 0});
    return done || done.error().reason == Reason::outside_not_found;
  }

  const Call& call_;
  Clock& clock_;
  kube::Api& api_;
  const core::DevImageOrder& order_;
  ImagePod wanted_;
  std::string name_, uid_;
  bool begun_ = false;  ///< it may be there
};

}  // namespace

core::DevImageSeen look_at_image(const Call& call, Clock& clock, kube::Api& api,
                                 const core::DevImageOrder& order, const kube::Json& workload,
                                 const std::string& name) {
  return ImageLook(call, clock, api, order, value_or_throw(image_pod(order, workload)), name)
      .seen();
}

}  // namespace chatops::dev
