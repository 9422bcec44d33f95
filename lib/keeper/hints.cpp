// Which components an artifact or a push belongs to is told by the names in chatops.yaml.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/hints.hpp"

#include <algorithm>
#include <set>

namespace chatops::keeper {

bool is_repository(const std::string& told, const core::Repository& repository) {
  const std::string path = repository.path();
  const auto last = [](const std::string& text) { return text.substr(text.rfind('/') + 1); };
  if (told.empty()) return false;
  if (told.find('/') != std::string::npos && path.find('/') != std::string::npos)
    return path.ends_with(told) || told.ends_with(path);
  return last(told) == last(path.empty() ? repository.name : path);
}

namespace {

using core::HintKind;

/// "…/images/api" is the package `api` in the artifact repository `images`.
bool is_image_of(const core::Hint& hint, const core::Component& component) {
  const std::string& path = component.image.path;
  const std::string end = hint.place.empty() ? hint.name : hint.place + '/' + hint.name;
  return !hint.name.empty() && path.ends_with(end) &&
         (path.size() == end.size() || path[path.size() - end.size() - 1] == '/');
}

bool is_chart_of(const core::Hint& hint, const core::Application& application) {
  return !hint.name.empty() && application.chart.name == hint.name;
}

class Finder {
 public:
  Finder(Landscape& landscape, const std::string& project)
      : landscape_(landscape), project_(project) {
    for (const std::string& name : landscape.applications()) {
      auto application = landscape.application(name);
      if (application && application->project == project)
        applications_.push_back(std::move(application));
    }
  }

  void add(const core::Hint& hint) {
    switch (hint.kind) {
      case HintKind::ping: return;
      case HintKind::iteration:
        keys_.insert({KeyKind::project, project_, "", ""});
        if (!hint.code.empty()) keys_.insert({KeyKind::iteration, project_, "", hint.code});
        return;
      case HintKind::issue: issue(hint); return;
      case HintKind::members: all_iterations(); return;
      case HintKind::artifact: artifact(hint); return;
      case HintKind::branch: pushed(hint); return;
      case HintKind::build: components_of(hint); return;
      case HintKind::merge_request: return;  // told, and nothing is done: see news.hpp
    }
  }

  std::vector<Key> keys() const { return {keys_.begin(), keys_.end()}; }

 private:
  void issue(const core::Hint& hint) {
    // No delivery tells where the issue was before: whoever has it is to look.
    all_iterations();
    if (!hint.iteration.empty()) keys_.insert({KeyKind::iteration, project_, "", hint.iteration});
  }

  void all_iterations() {
    const auto project = landscape_.project(project_);
    if (!project) return;
    project->store.read([&](core::Tx& tx) {
      for (const auto& row :
           tx.iterations().list(project->policy.tracker, project->policy.project, false)) {
        if (row.stage != core::IterationStage::seen)
          keys_.insert({KeyKind::iteration, project_, "", row.key.code});
      }
    });
  }

  void artifact(const core::Hint& hint) {
    for (const auto& served : applications_) {
      const core::Application& application = served->deps->application;
      for (const core::Component& component : application.components) {
        if (!is_image_of(hint, component)) continue;
        keys_.insert({KeyKind::component, project_, application.name, component.name});
        const std::scoped_lock lock(served->mutex);
        auto& news = served->news[component.name];
        if (hint.deleted || hint.version.empty()) {
          news.branches.insert("");
        } else {
          news.versions.insert(hint.version);
        }
      }
      if (is_chart_of(hint, application))
        keys_.insert({KeyKind::chart, project_, application.name, ""});
    }
  }

  void pushed(const core::Hint& hint) {
    for (const auto& served : applications_) {
      const core::Application& application = served->deps->application;
      const core::Repository home{
          .name = application.git_url, .url = application.git_url, .ci_job = {}};
      if (is_repository(hint.repository, home))
        keys_.insert({KeyKind::definition, project_, application.name, ""});
    }
  }

  /// A build may have brought what nobody tells of.
  void components_of(const core::Hint& hint) {
    for (const auto& served : applications_) {
      const core::Application& application = served->deps->application;
      for (const core::Component& component : application.components) {
        const core::Repository* repository = application.repository(component.repository);
        if (repository == nullptr || !is_repository(hint.repository, *repository)) continue;
        keys_.insert({KeyKind::component, project_, application.name, component.name});
        const std::scoped_lock lock(served->mutex);
        served->news[component.name].branches.insert(hint.branch);
      }
    }
  }

  Landscape& landscape_;
  const std::string& project_;
  std::vector<std::shared_ptr<ServedApplication>> applications_;
  std::set<Key> keys_;
};

}  // namespace

std::vector<Key> keys_of(Landscape& landscape, const std::string& project,
                         std::span<const core::Hint> hints) {
  Finder finder(landscape, project);
  for (const core::Hint& hint : hints) finder.add(hint);
  return finder.keys();
}

}  // namespace chatops::keeper
