// Clusters that answer what a test put there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/reason.hpp"
#include "base/text.hpp"
#include "core/cluster.hpp"

namespace chatops::test {

/// Not thread-safe.
class FakeClusters final : public core::Clusters {
 public:
  std::vector<Known<core::RunningNamespace>> look(
      const Call&, std::span<const core::NamespaceQuestion> questions) override {
    std::vector<Known<core::RunningNamespace>> out;
    for (const core::NamespaceQuestion& question : questions) {
      asked.push_back(question);
      if (looked_at) looked_at();
      const auto at = namespaces.find({question.cluster, question.ns});
      out.push_back(at == namespaces.end()
                        ? unknown(Error(Reason::unknown_cluster, {{"what", question.cluster}}))
                        : at->second);
    }
    return out;
  }

  std::unique_ptr<core::Subscription> subscribe(const std::string& cluster, const std::string& ns,
                                                core::Changed changed) override {
    subscribed.push_back({cluster, ns});
    if (!namespaces.contains({cluster, ns})) return nullptr;
    if (tells) tells(changed);
    return std::make_unique<core::Subscription>();
  }

  Known<std::vector<core::ContainerLog>> logs(const Call&,
                                              const core::LogQuestion& question) override {
    asked_logs.push_back(question);
    std::vector<core::ContainerLog> out;
    for (const core::SoughtComponent& component : question.components) {
      const auto at = written.find(component.name);
      if (at != written.end())
        out.push_back({component.name, component.name + "-0", component.name, at->second});
    }
    return out;
  }
  Result<void> follow_logs(const Call& call, const core::LogQuestion& question,
                           const core::LogReader& reader) override {
    const auto all = logs(call, question);
    for (const core::ContainerLog& log : *all) {
      if (!log.text) return tl::make_unexpected(log.text.error());
      for (const auto line : lines_of(*log.text)) reader.take({log.component, log.pod, line});
      if (replaced.contains(log.component)) reader.joined(log.component, log.component + "-1");
    }
    return {};
  }

  Known<std::vector<core::ClusterEvent>> events(const Call&,
                                                const core::NamespaceQuestion& question) override {
    asked.push_back(question);
    return happened;
  }
  Known<std::vector<core::ComponentAddress>> addresses(
      const Call&, const core::NamespaceQuestion& question) override {
    asked.push_back(question);
    std::vector<core::ComponentAddress> out;
    for (const auto& one : served)
      for (const auto& component : question.components)
        if (one.component == component.name) out.push_back(one);
    return out;
  }
  Known<std::unique_ptr<core::Exec>> exec(const Call&,
                                          const core::ProgramQuestion& question) override {
    programs.push_back(question);
    return std::unique_ptr<core::Exec>(std::make_unique<Ended>());
  }
  std::vector<Known<core::PulledImage>> pull(const Call&, const std::string& cluster,
                                             const std::string& ns,
                                             std::span<const std::string> images) override {
    std::vector<Known<core::PulledImage>> out;
    for (const std::string& image : images) {
      pulled.push_back(cluster + "/" + ns + ": " + image);
      if (const auto why = unpullable.find(image); why != unpullable.end())
        out.emplace_back(unknown(why->second));
      else
        out.emplace_back(core::PulledImage{image, "node-1", ""});
    }
    return out;
  }
  Result<void> forward(const Call&, const core::ForwardQuestion& question,
                       const std::function<void(const core::ForwardEvent&)>& tell) override {
    forwarded.push_back(question);
    tell({.type = core::ForwardEvent::Type::listening, .pod = "web-0", .ports = question.ports});
    return {};
  }

  std::vector<core::ClusterEvent> happened;
  std::vector<core::ComponentAddress> served;
  std::vector<core::ProgramQuestion> programs;
  std::vector<core::ForwardQuestion> forwarded;

  std::vector<std::string> pulled;          ///< "CLUSTER/NAMESPACE: IMAGE"
  std::map<std::string, Error> unpullable;  ///< by image
  /// What a subscription begins with; none = it never tells anything.
  std::function<void(const core::Changed& changed)> tells;
  std::vector<std::pair<std::string, std::string>> subscribed;  ///< cluster and namespace

  /// By component.
  std::map<std::string, Known<std::string>> written;
  std::function<void()> looked_at;  ///< before a look is answered
  std::set<std::string> replaced;   ///< components whose pod is replaced by NAME-1 while it is read
  std::vector<core::LogQuestion> asked_logs;
  /// By cluster and namespace; of others nobody said how they are reached.
  std::map<std::pair<std::string, std::string>, Known<core::RunningNamespace>> namespaces;
  std::vector<core::NamespaceQuestion> asked;

 private:
  /// A program that has ended well.
  class Ended final : public core::Exec {
   public:
    Known<core::ExecEvent> next(const Call&) override {
      return core::ExecEvent{core::ExecEvent::Type::ended, "", 0};
    }
    Result<void> write(const Call&, std::string_view) override { return {}; }
    Result<void> close_input(const Call&) override { return {}; }
    Result<void> resize(const Call&, core::TerminalSize) override { return {}; }
  };
};

}  // namespace chatops::test
