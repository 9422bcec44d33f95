// By what is kept alone: who follows a branch, and which issues an iteration had when it was read.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/news.hpp"

#include <algorithm>
#include <set>

#include "keeper/hints.hpp"
#include "workflow/iteration/announce.hpp"

namespace chatops::keeper {

namespace {

/// Codes of iterations whose environments follow the branch.
std::set<std::string> followers(core::Tx& tx, const workflow::IterationDependencies& project,
                                const core::Hint& hint) {
  std::set<std::string> out;
  if (hint.branch.empty()) return out;
  for (const auto& deps : project.applications) {
    const core::Application& application = deps->application;
    for (const core::Component& component : application.components) {
      const core::Repository* repository = application.repository(component.repository);
      if (repository == nullptr || component.branch == hint.branch ||
          !is_repository(hint.repository, *repository))
        continue;
      const auto names = tx.environments().following({.application = application.name,
                                                      .component = component.name,
                                                      .branch = hint.branch,
                                                      .now = project.system.clock.now()});
      for (const std::string& name : names) {
        const auto environment = tx.environments().summary(application.name, name);
        if (environment && !environment->iteration.empty()) out.insert(environment->iteration);
      }
    }
  }
  return out;
}

core::Notice merge_request_notice(const core::Hint& hint) {
  return {.kind = "merge_request",
          .body = {{"repository", hint.repository.substr(hint.repository.rfind('/') + 1)},
                   {"code", hint.code},
                   {"title", hint.title},
                   {"state", hint.state},
                   {"branch", hint.branch},
                   {"author", hint.author},
                   {"issues", hint.mentions},
                   {"link", hint.url}}};
}

}  // namespace

std::vector<core::IterationRecord> concerned(core::Tx& tx,
                                             const workflow::IterationDependencies& project,
                                             const core::Hint& hint) {
  auto rows = tx.iterations().list(project.policy.tracker, project.policy.project, false);
  std::erase_if(rows, [](const auto& row) { return row.stage == core::IterationStage::seen; });
  const auto by_branch = followers(tx, project, hint);
  const auto concerns = [&](const core::IterationRecord& row) {
    if (!by_branch.empty()) return by_branch.contains(row.key.code);
    return std::ranges::any_of(hint.mentions, [&](const std::string& code) {
      return std::ranges::find(row.issues, code) != row.issues.end();
    });
  };
  std::erase_if(rows, [&](const auto& row) { return !concerns(row); });
  return rows;
}

bool tell_news(core::Tx& tx, const workflow::IterationDependencies& project,
               std::span<const core::Hint> hints) {
  bool told = false;
  for (const core::Hint& hint : hints) {
    if (hint.kind != core::HintKind::merge_request || hint.state.empty()) continue;
    const std::string key = "merge-request/" + hint.repository + '/' + hint.code + '/' + hint.state;
    const auto rows = concerned(tx, project, hint);
    for (const core::IterationRecord& row : rows)
      workflow::tell_once(tx, row, merge_request_notice(hint), key);
    if (rows.empty()) workflow::tell_project(tx, project.policy, merge_request_notice(hint), key);
    told = true;
  }
  return told;
}

}  // namespace chatops::keeper
