// Which pod of a component is talked to, and programs in it.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.hpp"
#include "kube/cause_parts.hpp"
#include "kube/clusters_parts.hpp"
#include "kube/fields.hpp"

namespace chatops::kube {
namespace {

/// What has ended can be talked to no more.
bool has_ended(const Json& pod) {
  const std::string phase = text_at(pod, {"status", "phase"});
  return phase == "Succeeded" || phase == "Failed";
}

std::vector<std::string> containers_of(const Json& pod) {
  std::vector<std::string> out;
  for (const char* list : {"containerStatuses", "initContainerStatuses"})
    for (const Json& status : list_at(pod, {"status", list}))
      out.push_back(text_at(status, {"name"}));
  return out;
}

/// What container runtimes say of a program that the image has not:
/// exec: "nope": executable file not found in $PATH (runc)
/// exec: "/nope": stat /nope: no such file or directory (runc)
/// executable file `nope` not found in $PATH (crun)
bool lacks_program(std::string_view words, const std::string& program) {
  const bool in_path =
      cause::holds(words, "executable file") && cause::holds(words, "not found in $PATH");
  return in_path || cause::holds(words, "stat " + program + ": no such file or directory");
}

/// What the kubelet says of a container that does not run, and the API server of a pod that is on
/// no node.
bool lacks_container(std::string_view words) {
  return cause::holds(words, "container not found (") ||
         cause::holds(words, "does not have a host assigned");
}

/// The cluster's refusal, in words of whoever wants to run a program.
Error told(const Error& error, const std::string& program, const std::string& pod,
           const std::string& container) {
  const std::string why(error.args.get("why"));
  if (lacks_container(why))
    return Error(Reason::container_waiting, {{"pod", pod}, {"container", container}});
  if (error.reason == Reason::refused && lacks_program(why, program))
    return Error(Reason::program_missing, {{"what", program}, {"container", container}});
  return error;
}

/// A program of a container; both may not be there.
class Program final : public Exec {
 public:
  Program(std::unique_ptr<Exec> exec, std::string name, std::string pod, std::string container)
      : exec_(std::move(exec)),
        name_(std::move(name)),
        pod_(std::move(pod)),
        container_(std::move(container)) {}

  Known<ExecEvent> next(const Call& call) override {
    auto event = exec_->next(call);
    if (!event) return unknown(told(event.error(), name_, pod_, container_));
    return event;
  }
  Result<void> write(const Call& call, std::string_view bytes) override {
    return exec_->write(call, bytes);
  }
  Result<void> close_input(const Call& call) override { return exec_->close_input(call); }
  Result<void> resize(const Call& call, TerminalSize size) override {
    return exec_->resize(call, size);
  }

 private:
  std::unique_ptr<Exec> exec_;
  const std::string name_, pod_, container_;
};

}  // namespace

Known<ChosenPod> choose_pod(Api& api, const Call& call, const std::string& ns,
                            const core::SoughtComponent& component) {
  auto lists = api.list(call, namespace_queries(ns));
  if (const Error* why = first_error(lists)) return unknown(*why);
  const Objects objects = objects_of(lists);
  const Json* best = nullptr;
  std::string container;
  const auto rank = [](const Json& pod) {
    return std::tuple(cause::is_ready(pod), text_at(pod, {"status", "phase"}) == "Running",
                      text_at(pod, {"metadata", "creationTimestamp"}), name_of(pod));
  };
  for (const ComponentWorkload& workload :
       component_workloads({objects.workloads, objects.pods}, std::span(&component, 1))) {
    for (const Json* pod : workload.pods) {
      if (has_ended(*pod) || (best != nullptr && rank(*pod) < rank(*best))) continue;
      best = pod;
      container = workload.container;
    }
  }
  if (best == nullptr)
    return failure(Reason::component_absent, {{"what", component.name}, {"namespace", ns}});
  return ChosenPod{name_of(*best), container, containers_of(*best), cause::is_ready(*best)};
}

Known<std::unique_ptr<Exec>> begin_program(Api& api, const Call& soon, const Call& call,
                                           const core::ProgramQuestion& question) {
  const auto pod = choose_pod(api, soon, question.ns, question.component);
  if (!pod) return unknown(pod.error());
  const auto& all = pod->containers;
  const bool known = question.container.empty() ||
                     std::find(all.begin(), all.end(), question.container) != all.end();
  if (!known) {
    return failure(
        Reason::container_unknown,
        {{"what", pod->name}, {"container", question.container}, {"try", join(all, ", ")}});
  }
  const std::string container = question.container.empty() ? pod->container : question.container;
  auto exec = api.exec(call, {.ns = question.ns,
                              .pod = pod->name,
                              .container = container,
                              .argv = question.argv,
                              .input = question.input,
                              .terminal = question.terminal});
  if (question.argv.empty()) return exec;
  if (!exec) return unknown(told(exec.error(), question.argv.front(), pod->name, container));
  return std::unique_ptr<Exec>(
      std::make_unique<Program>(*std::move(exec), question.argv.front(), pod->name, container));
}

}  // namespace chatops::kube
