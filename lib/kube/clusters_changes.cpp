// One namespace, watched only for the sake of looking at it again: of each object no more is sent
// than what it is called.
// SPDX-License-Identifier: Apache-2.0
#include <thread>
#include <utility>
#include <vector>

#include "kube/clusters_parts.hpp"
#include "kube/resources.hpp"

namespace chatops::kube {
namespace {

Query watched_query(const Resource& kind, const std::string& ns) {
  Query out;
  out.resource = kind;
  out.ns = ns;
  out.keep = {"/metadata/name"};
  return out;
}

std::vector<Query> watched_queries(const std::string& ns) {
  std::vector<Query> out;
  for (const Resource& kind : looked_at_kinds()) out.push_back(watched_query(kind, ns));
  out.push_back(watched_query(resources::events(), ns));
  out.push_back(watched_query(resources::namespaces(), ""));
  out.back().fields = "metadata.name=" + ns;
  return out;
}

class NamespaceWatch final : public core::Subscription {
 public:
  NamespaceWatch(Api& api, const std::string& ns, core::Changed changed)
      : changed_(std::move(changed)), watches_(api.watches()) {
    for (Query& query : watched_queries(ns)) add(std::move(query));
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  NamespaceWatch(const NamespaceWatch&) = delete;
  NamespaceWatch& operator=(const NamespaceWatch&) = delete;
  ~NamespaceWatch() override {
    thread_.request_stop();
    watches_->wake();
    thread_.join();
  }

 private:
  /// Without a version it begins with what there is now.
  void add(Query query) {
    const int watch = watches_->add(query, "");
    queries_.emplace_back(watch, std::move(query));
  }

  void run(const std::stop_token& stop) {
    Call call;
    call.stop = stop;
    try {
      while (!stop.stop_requested()) {
        const auto events = watches_->wait(call, Tick::max());
        for (const WatchEvent& event : events) take(event);
      }
    } catch (const Interrupted&) {
      return;
    }
  }

  /// What may not be watched is only seen by looking, as everything is while a watch is broken.
  void take(const WatchEvent& event) {
    switch (event.type) {
      case WatchEventType::bookmark:
      case WatchEventType::broken:
      case WatchEventType::refused: return;
      case WatchEventType::expired: return again(event.watch);
      case WatchEventType::added:
      case WatchEventType::modified:
      case WatchEventType::deleted:
      case WatchEventType::resumed: changed_();
    }
  }

  void again(int watch) {
    for (auto& [id, query] : queries_)
      if (id == watch) id = watches_->add(query, "");
  }

  const core::Changed changed_;
  const std::unique_ptr<Watches> watches_;
  std::vector<std::pair<int, Query>> queries_;  ///< the thread's, once it runs
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<core::Subscription> watch_namespace(Api& api, const std::string& ns,
                                                    core::Changed changed) {
  return std::make_unique<NamespaceWatch>(api, ns, std::move(changed));
}

}  // namespace chatops::kube
