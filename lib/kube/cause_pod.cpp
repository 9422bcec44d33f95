// The cause of one pod: its place, its volumes, its containers in the order in which they start.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "kube/cause_parts.hpp"
#include "net/redact.hpp"

namespace chatops::kube::cause {

namespace {

constexpr std::size_t most_lines = 20;
/// Failures of what is tried over and over (mounts, sandboxes) that may still pass by themselves.
constexpr std::int64_t tries = 3;
/// What has run for less than this may be about to end.
constexpr auto slow_start = std::chrono::seconds(5);

constexpr auto signals = std::to_array<std::string_view>(
    {"", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE",
     "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM"});

Cause made(Error error) {
  Cause out{.error = std::move(error), .components = {}, .workload = {}, .pod = {}, .log = {}};
  return out;
}

/// Values of variables whose names say that they are secret, written out in the pod itself.
std::vector<std::string> secrets_in(const Json& pod) {
  std::vector<std::string> out;
  for (const auto list : {"containers", "initContainers"}) {
    for (const Json& container : items(net::member(pod, "spec"), list)) {
      for (const Json& variable : items(container, "env")) {
        auto value = net::text_in(variable, "value");
        if (value.size() >= 4 && net::smells_of_secret(net::text_in(variable, "name")))
          out.push_back(std::move(value));
      }
    }
  }
  // Longer ones first: one may be part of another.
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return out;
}

std::string without(std::string text, const std::vector<std::string>& secrets) {
  for (const auto& secret : secrets) text = replace_all(text, secret, "***");
  return text;
}

std::vector<std::string> last_lines(const Index& index, const Json& pod,
                                    std::string_view container) {
  const auto found = index.seen.logs.find(log_key(pod, container));
  if (found == index.seen.logs.end()) return {};
  const auto secrets = secrets_in(pod);
  const auto lines = lines_of(found->second);
  std::vector<std::string> out;
  bool key = false;  // within a PEM block, which masks line by line would let through
  for (const auto line : lines) {
    const bool begins = holds(line, "-----BEGIN");
    if (begins || key) {
      key = !holds(line, "-----END");
      if (begins) out.emplace_back("***");
      continue;
    }
    if (trim(line).empty()) continue;
    out.push_back(shown(without(std::string(line), secrets)));
  }
  if (out.size() > most_lines)
    out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(most_lines));
  return out;
}

const Json& spec_of(const Json& pod, std::string_view list, std::string_view name) {
  static const Json none;
  for (const Json& one : items(net::member(pod, "spec"), list)) {
    if (net::text_in(one, "name") == name) return one;
  }
  return none;
}

std::optional<Cause> image_cause(const Index& index, const Json& pod, const Json& spec,
                                 const std::string& container, const Json& waiting) {
  const auto image = net::text_in(spec, "image");
  const auto reason = net::text_in(waiting, "reason");
  std::string words = reason + ": " + net::text_in(waiting, "message");
  // Older kubelets tell of the back-off only; the event before it has the registry's answer.
  std::string missing;
  std::int64_t pulls = 0;
  for (const Event& event : index.events_of(pod)) {
    if (event.reason == "Failed" && event.container == container && holds(event.message, "pull")) {
      words += "\n" + event.message;
      pulls += event.count;
    }
    if (event.reason == "FailedToRetrieveImagePullSecret") {
      const auto begin = event.message.find('(');
      const auto end = event.message.find(')');
      if (begin != std::string::npos && end > begin)
        missing = event.message.substr(begin + 1, end - begin - 1);
    }
  }
  auto error = image_error(image, words);
  const bool sure = reason != "ErrImagePull" || pulls > 1 ||
                    error.reason == Reason::image_not_found ||
                    error.reason == Reason::image_pull_denied;
  if (!sure) return std::nullopt;
  const bool locked = error.reason == Reason::image_pull_denied ||
                      error.reason == Reason::image_not_found ||
                      error.reason == Reason::image_pull_failed;
  if (!missing.empty() && locked)
    error = Error(Reason::pull_secret_missing, {{"secret", missing},
                                                {"image", std::string(error.args.get("image"))},
                                                {"why", std::string(error.args.get("why"))}});
  return made(std::move(error));
}

struct Failures {
  std::int64_t count = 0;
  std::string message;
  std::optional<Instant> last;
};

/// What the kubelet said of a probe of the container: "Liveness", "Readiness", "Startup".
Failures failures_of(const Index& index, const Json& pod, const std::string& container,
                     const std::string& probe) {
  Failures out;
  for (const Event& event : index.events_of(pod)) {
    if (event.reason != "Unhealthy" || event.container != container) continue;
    if (!event.message.starts_with(probe + " probe")) continue;
    out.count += event.count;
    if (out.last && event.last && *event.last < *out.last) continue;
    out.last = event.last;
    const auto words = event.message.find(": ");
    out.message = words == std::string::npos ? event.message : event.message.substr(words + 2);
  }
  return out;
}

Cause probe_cause(const Json& pod, const std::string& container, const std::string& probe,
                  const Failures& failures) {
  Args args{{"probe", to_lower(probe)}, {"container", container}};
  if (!failures.message.empty()) args.set("why", shown(without(failures.message, secrets_in(pod))));
  return made(Error(Reason::probe_failing, args));
}

/// A container that the kubelet kills for its probe: it did not end by itself.
std::optional<Cause> killed_by_probe(const Index& index, const Json& pod, const std::string& name) {
  for (const std::string probe : {"Startup", "Liveness"}) {
    for (const Event& event : index.events_of(pod)) {
      if (event.reason == "Killing" &&
          holds(event.message, "Container " + name + " failed " + to_lower(probe) + " probe"))
        return probe_cause(pod, name, probe, failures_of(index, pod, name, probe));
    }
  }
  return std::nullopt;
}

std::optional<Cause> unready_cause(const Index& index, const Json& pod, const Json& spec,
                                   const Json& status) {
  const auto name = net::text_in(spec, "name");
  const auto since = time_of(at(status, {"state", "running"}), "startedAt");
  for (const std::string probe : {"Startup", "Liveness", "Readiness"}) {
    const Json& how = net::member(spec, to_lower(probe) + "Probe");
    if (!how.is_object()) continue;
    const auto failures = failures_of(index, pod, name, probe);
    // Whoever gave up waits for no further try.
    const auto enough =
        index.seen.given_up ? 1 : net::integer_of(net::member(how, "failureThreshold")).value_or(3);
    const bool stale = since && failures.last && *failures.last < *since;
    if (failures.count >= enough && !stale) return probe_cause(pod, name, probe, failures);
  }
  return std::nullopt;
}

/// Why a container does not run, or not for long.
std::optional<Cause> container_cause(const Index& index, const Json& pod, const Json& status,
                                     const Json& spec, Reason crash, bool of_job) {
  const auto name = net::text_in(status, "name");
  const Json& state = net::member(status, "state");
  const Json& waiting = net::member(state, "waiting");
  const auto reason = net::text_in(waiting, "reason");
  const auto restarts = net::integer_of(net::member(status, "restartCount")).value_or(0);
  const Json& before = at(status, {"lastState", "terminated"});
  const auto ended = [&](const Json& how) -> std::optional<Cause> {
    auto out = cause_of_end(index, pod, spec, how, crash);
    if (!out || out->error.reason != crash) return out;
    if (auto probe = killed_by_probe(index, pod, name)) return probe;
    return out;
  };

  if (holds(reason, "Image") || reason == "RegistryUnavailable")
    return image_cause(index, pod, spec, name, waiting);
  if (reason == "CreateContainerConfigError" || reason == "CreateContainerError" ||
      reason == "RunContainerError" || reason == "StartError" || reason == "PostStartHookError")
    return made(start_error(name, net::text_in(waiting, "message")));
  if (reason == "CrashLoopBackOff") {
    if (before.is_object()) return ended(before);
    return made(Error(crash, {{"container", name}}));
  }
  if (const Json& now = net::member(state, "terminated"); now.is_object()) {
    const auto how = net::text_in(now, "reason");
    const bool sure = how == "OOMKilled" || how == "StartError" || how == "ContainerCannotRun";
    const bool last = at(pod, {"spec", "restartPolicy"}) == "Never" || restarts > 0;
    // A job tries again with other pods; its condition says when it gave up.
    return sure || (last && !of_job) ? ended(now) : std::nullopt;
  }
  if (const Json& now = net::member(state, "running"); now.is_object()) {
    const auto since = time_of(now, "startedAt");
    const bool ready = net::truth_of(net::member(status, "ready")).value_or(false);
    if (restarts > 1 && before.is_object() && since && index.seen.now - *since < steady)
      return ended(before);
    if (!ready && crash == Reason::container_crashed)
      return unready_cause(index, pod, spec, status);
  }
  return std::nullopt;
}

std::optional<Cause> place_cause(const Index& index, const Json& pod) {
  const auto node = at(pod, {"spec", "nodeName"});
  if (node.is_string()) {
    const auto found = index.nodes.find(node.get_ref<const std::string&>());
    if (found == index.nodes.end()) return std::nullopt;
    const Json* ready = condition(*found->second, "Ready");
    if (ready == nullptr || net::text_in(*ready, "status") == "True") return std::nullopt;
    return made(Error(Reason::node_not_ready,
                      {{"node", found->first}, {"why", shown(net::text_in(*ready, "message"))}}));
  }
  const Json* scheduled = condition(pod, "PodScheduled");
  if (scheduled == nullptr || net::text_in(*scheduled, "reason") != "Unschedulable")
    return std::nullopt;
  // A node is being added for it.
  for (const Event& event : index.events_of(pod))
    if (event.reason == "TriggeredScaleUp") return std::nullopt;
  const auto message = net::text_in(*scheduled, "message");
  if (auto missing = missing_error(message)) return made(*std::move(missing));
  if (!holds(message, "unbound immediate PersistentVolumeClaims"))
    return made(scheduling_error(pod, message, index.nodes));
  for (const Json& volume : items(net::member(pod, "spec"), "volumes")) {
    const auto claim = net::text_in(net::member(volume, "persistentVolumeClaim"), "claimName");
    const auto found = index.claims.find(claim);
    if (claim.empty() || found == index.claims.end() ||
        at(*found->second, {"status", "phase"}) == "Bound")
      continue;
    Args args{{"claim", claim}};
    const auto& events = index.events_of(*found->second);
    args.set("why", shown(events.empty() ? message : events.back().message));
    return made(Error(Reason::volume_unbound, args));
  }
  return made(Error(Reason::volume_unbound, {{"claim", "?"}, {"why", shown(message)}}));
}

std::optional<Cause> volume_cause(const Index& index, const Json& pod) {
  for (const Event& event : index.events_of(pod)) {
    const bool volume = event.reason == "FailedMount" || event.reason == "FailedAttachVolume";
    if (volume) {
      if (auto missing = missing_error(event.message)) return made(*std::move(missing));
      const auto key = event.message.find("non-existent");
      if (event.count < tries && key == std::string::npos) continue;
      auto name = quoted_after(event.message, "for volume ");
      return made(Error(Reason::volume_unmountable,
                        {{"volume", name.empty() ? "?" : name}, {"why", shown(event.message)}}));
    }
    if (event.reason == "FailedCreatePodSandBox" && event.count >= tries)
      return made(Error(Reason::container_cannot_start,
                        {{"container", "sandbox"}, {"why", shown(event.message)}}));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Cause> cause_of_end(const Index& index, const Json& pod, const Json& spec,
                                  const Json& ended, Reason crash) {
  const auto name = net::text_in(spec, "name");
  const auto how = net::text_in(ended, "reason");
  const auto message = net::text_in(ended, "message");
  if (how == "StartError" || how == "ContainerCannotRun") return made(start_error(name, message));
  const auto exit = net::integer_of(net::member(ended, "exitCode")).value_or(0);
  if (exit == 0 && crash != Reason::container_crashed) return std::nullopt;
  Args args{{"container", name}};
  const auto signal =
      net::integer_of(net::member(ended, "signal")).value_or(exit > 128 ? exit - 128 : 0);
  Cause out = made(Error(crash));
  if (how == "OOMKilled") {
    out.error.reason = Reason::container_out_of_memory;
    const auto limit = net::text_in(at(spec, {"resources", "limits"}), "memory");
    if (!limit.empty()) args.set("limit", limit);
  } else if (signal > 0 && signal < static_cast<std::int64_t>(signals.size())) {
    args.set("signal", std::string(signals.at(static_cast<std::size_t>(signal))));
  } else {
    args.set("exit", std::to_string(exit));
  }
  out.error.args = args;
  out.log = last_lines(index, pod, name);
  return out;
}

bool should_have_ended(const Json& pod, std::string_view statuses) {
  return statuses == "initContainerStatuses" || at(pod, {"spec", "restartPolicy"}) != "Always";
}

std::optional<Cause> cause_of_waiting(const Index& index, const Json& workload, const Json& pod) {
  if (is_ending(pod)) return std::nullopt;
  const auto hook = annotation_of(workload, "helm.sh/hook");
  for (const auto& [statuses, specs] : {std::pair("initContainerStatuses", "initContainers"),
                                        {"containerStatuses", "containers"}}) {
    if (hook.empty() && std::string_view(specs) == "containers") continue;
    for (const Json& status : items(net::member(pod, "status"), statuses)) {
      const auto name = net::text_in(status, "name");
      const auto since = time_of(at(status, {"state", "running"}), "startedAt");
      const bool stays =
          net::text_in(spec_of(pod, specs, name), "restartPolicy") == "Always";  // a sidecar
      if (!since || stays || index.seen.now - *since < slow_start) continue;
      Cause out = made(Error(Reason::rollout_stalled, {{"init", name}}));
      if (!hook.empty()) {
        out.error = Error(
            Reason::hook_failed,
            {{"job", name_of(workload)}, {"hook", hook}, {"container", name}, {"running", name}});
      }
      out.log = last_lines(index, pod, name);
      return out;
    }
  }
  return std::nullopt;
}

std::optional<Cause> cause_of_pod(const Index& index, const Json& pod, bool of_job) {
  if (is_ending(pod)) return std::nullopt;
  const Json& status = net::member(pod, "status");
  if (net::text_in(status, "phase") == "Succeeded") return std::nullopt;
  if (net::text_in(status, "phase") == "Failed" && !net::text_in(status, "reason").empty()) {
    const auto why = net::text_in(status, "message");
    return made(Error(Reason::pod_evicted,
                      {{"why", shown(why.empty() ? net::text_in(status, "reason") : why)}}));
  }
  if (auto place = place_cause(index, pod)) return place;
  for (const auto& [statuses, specs] : {std::pair("initContainerStatuses", "initContainers"),
                                        {"containerStatuses", "containers"}}) {
    for (const Json& container : items(status, statuses)) {
      const Json& spec = spec_of(pod, specs, net::text_in(container, "name"));
      const bool init = std::string_view(specs) == "initContainers" &&
                        net::text_in(spec, "restartPolicy") != "Always";
      const auto crash = init ? Reason::init_container_failed : Reason::container_crashed;
      if (auto found = container_cause(index, pod, container, spec, crash, of_job)) return found;
    }
  }
  if (net::text_in(status, "phase") == "Pending") return volume_cause(index, pod);
  return std::nullopt;
}

}  // namespace chatops::kube::cause
