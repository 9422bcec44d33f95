// Whether images can be pulled is found by pulling them: pods whose container has nothing to run,
// so that of the image nothing ever runs, small enough for any quota and strict enough for any
// policy.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "kube/cause_parts.hpp"
#include "kube/clusters_parts.hpp"
#include "kube/fields.hpp"

namespace chatops::kube {
namespace {

/// So much of the call's time is kept for taking the pods away.
constexpr Millis for_removal = std::chrono::seconds(15);
constexpr Millis abandoned_after = std::chrono::minutes(5);
constexpr auto labels_of_tries = "app.kubernetes.io/managed-by=chatops,chatops.dev/purpose=pull";

/// What https://kubernetes.io/docs/concepts/security/pod-security-standards/ calls restricted.
Json pod_of(const std::string& image) {
  const Json container{
      {"name", "pull"},
      {"image", image},
      {"imagePullPolicy", "Always"},
      {"command", {"/chatops-runs-nothing-of-this-image"}},
      {"resources",
       {{"requests", {{"cpu", "1m"}, {"memory", "8Mi"}}},
        {"limits", {{"cpu", "10m"}, {"memory", "16Mi"}}}}},
      {"securityContext",
       {{"allowPrivilegeEscalation", false}, {"capabilities", {{"drop", Json::array({"ALL"})}}}}}};
  return {{"metadata",
           {{"generateName", "chatops-pull-"},
            {"labels",
             {{"app.kubernetes.io/managed-by", "chatops"}, {"chatops.dev/purpose", "pull"}}}}},
          {"spec",
           {{"containers", Json::array({container})},
            {"restartPolicy", "Never"},
            {"activeDeadlineSeconds", 120},
            {"terminationGracePeriodSeconds", 0},
            {"automountServiceAccountToken", false},
            {"enableServiceLinks", false},
            {"securityContext",
             {{"runAsNonRoot", true},
              {"runAsUser", 65534},
              {"seccompProfile", {{"type", "RuntimeDefault"}}}}}}}};
}

/// Nothing while it is not decided.
std::optional<Known<core::PulledImage>> verdict(const Json& pod, const std::string& image) {
  for (const Json& status : list_at(pod, {"status", "containerStatuses"})) {
    const std::string waits = text_at(status, {"state", "waiting", "reason"});
    const bool pulling = waits.empty() ? text_at(status, {"imageID"}).empty()
                                       : waits == "ContainerCreating" || waits == "PodInitializing";
    if (pulling && !at(status, {"state", "terminated"}).is_object()) continue;
    // What comes behind the pull begins with creating or running the container.
    const bool pulled =
        waits.empty() || waits.starts_with("Create") || waits.starts_with("RunContainer");
    if (pulled) return core::PulledImage{image, text_at(pod, {"spec", "nodeName"}), ""};
    const std::string words = text_at(status, {"state", "waiting", "message"});
    return unknown(cause::image_error(image, waits + ": " + words));
  }
  return std::nullopt;
}

class Pulling {
 public:
  Pulling(Api& api, const Clock& clock, const Call& call, const std::string& ns,
          std::span<const std::string> images)
      : api_(api), clock_(clock), call_(call), ns_(ns) {
    for (const std::string& image : images) tries_.push_back({.image = image});
  }

  std::vector<Known<core::PulledImage>> answers() {
    try {
      remove_former();
      for (Try& one : tries_) begin(one);
      watch();
    } catch (...) {
      take_away();
      throw;
    }
    take_away();
    std::vector<Known<core::PulledImage>> out;
    for (Try& one : tries_) {
      Known<core::PulledImage> answer = one.answer ? *one.answer : undecided(one);
      if (answer) answer->left = one.left;
      out.push_back(std::move(answer));
    }
    return out;
  }

 private:
  struct Try {
    std::string image;
    std::string name{}, uid{};
    Json pod{};
    std::optional<Known<core::PulledImage>> answer{};
    std::string left{};
  };

  Query query() const {
    Query out;
    out.resource = resources::pods();
    out.ns = ns_;
    out.labels = labels_of_tries;
    return out;
  }

  /// Of one that was ended before it could take its pods away; not those of one that goes on.
  void remove_former() {
    ListQuery all;
    static_cast<Query&>(all) = query();
    const auto found = api_.list_one(call_, all);
    if (!found) return;
    for (const Json& pod : found->items) {
      const auto made = from_rfc3339(text_at(pod, {"metadata", "creationTimestamp"}));
      if (made && clock_.now() - *made > abandoned_after) remove(call_, name_of(pod), uid_of(pod));
    }
  }

  void begin(Try& one) {
    const auto made =
        api_.create(call_, {resources::pods(), ns_, ""}, pod_of(one.image), WriteOptions{});
    if (!made) {
      one.answer = unknown(made.error());
      return;
    }
    one.name = name_of(*made);
    one.uid = uid_of(*made);
  }

  void watch() {
    const Tick until =
        call_.deadline == Tick::max() ? call_.deadline : call_.deadline - for_removal;
    const auto watches = api_.watches();
    watches->add(query(), "");
    const auto open = [](const Try& one) { return !one.answer; };
    while (std::any_of(tries_.begin(), tries_.end(), open) && clock_.tick() < until) {
      for (const WatchEvent& event : watches->wait(call_, until)) {
        if (event.type == WatchEventType::refused || event.type == WatchEventType::expired) return;
        if (event.object.is_object()) take(event.object);
      }
    }
  }

  void take(const Json& pod) {
    for (Try& one : tries_) {
      if (one.answer || one.uid != uid_of(pod)) continue;
      one.pod = pod;
      one.answer = verdict(pod, one.image);
    }
  }

  /// Also when the call was stopped.
  void take_away() {
    const Call patient{.deadline = clock_.tick() + for_removal, .trace = call_.trace};
    for (Try& one : tries_)
      if (!one.uid.empty()) remove(patient, one.name, one.uid);
    for (Try& one : tries_)
      if (!one.uid.empty() && !gone(patient, one)) one.left = one.name;
  }

  void remove(const Call& call, const std::string& name, const std::string& uid) {
    (void)api_.remove(call, {resources::pods(), ns_, name}, {.uid = uid, .grace_seconds = 0});
  }

  bool gone(const Call& call, const Try& one) {
    const auto watches = api_.watches();
    Query its = query();
    its.fields = "metadata.name=" + one.name;
    watches->add(its, "");
    while (clock_.tick() < call.deadline) {
      const auto there = api_.get_one(call, {resources::pods(), ns_, one.name});
      if (there ? uid_of(*there) != one.uid : there.error().reason == Reason::outside_not_found)
        return true;
      (void)watches->wait(call, call.deadline);
    }
    return false;
  }

  Known<core::PulledImage> undecided(const Try& one) const {
    const Json* scheduled = cause::condition(one.pod, "PodScheduled");
    if (scheduled != nullptr && text_at(*scheduled, {"status"}) == "False")
      return unknown(cause::scheduling_error(one.pod, text_at(*scheduled, {"message"})));
    return failure(Reason::deadline_passed, {{"what", one.image}, {"where", api_.cluster()}});
  }

  Api& api_;
  const Clock& clock_;
  const Call& call_;
  const std::string ns_;
  std::vector<Try> tries_;
};

}  // namespace

std::vector<Known<core::PulledImage>> pull_images(Api& api, const Clock& clock, const Call& call,
                                                  const std::string& ns,
                                                  std::span<const std::string> images) {
  return Pulling(api, clock, call, ns, images).answers();
}

}  // namespace chatops::kube
