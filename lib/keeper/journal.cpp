// Deliveries in the order in which they came, a batch at a time.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/journal.hpp"

#include "keeper/hints.hpp"
#include "keeper/news.hpp"

namespace chatops::keeper {

void Journal::read(const std::vector<core::Delivery>& batch) {
  struct Read {
    std::int64_t sequence = 0;
    core::DeliveryState state = core::DeliveryState::done;
    std::string why;
  };
  std::vector<Read> read;
  std::map<std::string, std::vector<core::Hint>> hints;  // by project: a storm asks once
  for (const core::Delivery& delivery : batch) {
    const auto source = sources_.find(delivery.source);
    if (source == sources_.end()) {
      read.push_back({delivery.sequence, core::DeliveryState::odd,
                      std::string(code_of(Reason::not_configured))});
      continue;
    }
    auto told = source->second.dialect->read({.headers = delivery.headers, .body = delivery.body});
    if (!told) {
      read.push_back(
          {delivery.sequence, core::DeliveryState::odd, std::string(code_of(told.error().reason))});
      continue;
    }
    auto& of_project = hints[source->second.project];
    of_project.insert(of_project.end(), told->begin(), told->end());
    read.push_back({.sequence = delivery.sequence, .why = {}});
  }
  for (const auto& [project, list] : hints) {
    for (const Key& key : keys_of(landscape_, project, list)) queue_.mark(key);
  }
  std::map<std::string, std::shared_ptr<workflow::IterationDependencies>> projects;
  for (const auto& [project, list] : hints) projects[project] = landscape_.project(project);
  bool told = false;
  store_.write([&](core::Tx& tx) {
    told = false;
    for (const auto& [project, list] : hints)
      if (projects[project]) told = tell_news(tx, *projects[project], list) || told;
    for (const Read& one : read) tx.deliveries().finish(one.sequence, one.state, one.why);
  });
  if (told) told_();
}

Millis Journal::read_waiting(const Call& call) {
  constexpr int batch = 200;
  for (;;) {
    call.check(system_.clock);
    std::vector<core::Delivery> waiting;
    store_.read([&](core::Tx& tx) { waiting = tx.deliveries().waiting(batch); });
    if (waiting.empty()) return std::chrono::minutes{1};
    read(waiting);
  }
}

}  // namespace chatops::keeper
