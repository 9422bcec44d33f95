// Environments and their revisions are counted by dozens, branches by hundreds, versions by
// thousands: of each as many as a person may want to choose from.
// SPDX-License-Identifier: Apache-2.0
#include "command/completion/gather.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/candidates.hpp"
#include "core/chart_rules.hpp"
#include "core/version_names.hpp"
#include "core/version_pattern.hpp"
#include "workflow/environments.hpp"
#include "workflow/lookup.hpp"

namespace chatops::command::completion {

namespace {

constexpr int revisions_each = 20;
constexpr std::size_t versions_each = 30, branches_each = 1000, charts_at_most = 30;

std::string seconds(std::optional<Instant> when) {
  if (!when) return {};
  return std::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(when->time_since_epoch()).count());
}

/// What the store tells of them all, in one reading.
struct Kept {
  std::vector<core::EnvironmentSummary> environments;
  std::vector<core::RunningVersion> running;
  std::vector<core::DeploymentSummary> revisions;
};

Kept kept_of(workflow::Dependencies& deps) {
  const std::string& application = deps.application.name;
  Kept out;
  deps.store.read([&](core::Tx& tx) {
    out = {.environments = tx.environments().list(application, false),
           .running = tx.environments().running(application),
           .revisions = tx.deployments().history_of_each(application, revisions_each)};
  });
  std::set<std::string_view> living;
  for (const auto& one : out.environments) living.insert(one.name);
  std::erase_if(out.running, [&](const auto& one) { return !living.contains(one.environment); });
  std::erase_if(out.revisions, [&](const auto& one) { return !living.contains(one.environment); });
  return out;
}

Section environments(const Kept& kept) {
  Section out{.kind = "environment"};
  for (const auto& one : kept.environments)
    out.lines.push_back({one.name, std::string(word_of(one.state)), one.iteration});
  return out;
}

Section running(const Kept& kept) {
  Section out{.kind = "runs", .names = 3};
  for (const auto& one : kept.running)
    out.lines.push_back({one.environment, one.component, one.version});
  return out;
}

Section revisions(const Kept& kept) {
  Section out{.kind = "revision", .names = 2};
  for (const core::DeploymentSummary& d : kept.revisions) {
    out.lines.push_back({d.environment, std::to_string(d.revision), std::string(word_of(d.status)),
                         seconds(d.created_at), d.actor});
  }
  return out;
}

/// What the five outside systems said.
struct Answers {
  std::vector<Known<std::vector<core::Artifact>>> versions;  ///< a component each
  std::vector<Known<std::vector<std::string>>> branches;     ///< a repository each
  Known<std::vector<core::Iteration>> iterations;
  Known<std::vector<core::ChartVersion>> charts;
  Known<core::EngineFacts> engine;
};

/// A port that throws has not answered.
template <class Answer, class Ask>
void answered(Known<Answer>& into, Ask ask) {
  try {
    into = ask();
  } catch (const Error& error) {
    into = unknown(error);
  }
}

Answers ask_all(const Call& call, workflow::Dependencies& deps) {
  const core::Application& app = deps.application;
  Answers out;
  out.branches.resize(app.repositories.size());
  std::vector<core::ImageName> images;
  images.reserve(app.components.size());
  for (const auto& component : app.components) images.push_back(component.image);
  Known<bool> listed;
  workflow::parallel(
      deps,
      {[&] {
         answered(listed, [&]() -> Known<bool> {
           out.versions = deps.artifacts.versions(call, images);
           return true;
         });
       },
       [&] {
         for (std::size_t i = 0; i < app.repositories.size(); ++i) {
           const std::string path = app.repositories[i].path();
           answered(out.branches[i], [&] {
             return deps.source.branches(call, path.empty() ? app.repositories[i].name : path, "");
           });
         }
       },
       [&] { answered(out.iterations, [&] { return deps.tracker.iterations(call); }); },
       [&] { answered(out.charts, [&] { return deps.charts.versions(call, app.chart); }); },
       [&] {
         answered(out.engine,
                  [&] { return deps.engines.of(app.deploy.engine).describe(call, app.deploy); });
       }});
  if (!listed) out.versions.assign(images.size(), unknown(listed.error()));
  return out;
}

/// Which branch a version is of, as far as its text tells, and when each branch had its newest.
class BranchesOfVersions {
 public:
  BranchesOfVersions(const core::Application& application, const Answers& answers) {
    for (std::size_t i = 0; i < answers.branches.size(); ++i) {
      if (!answers.branches[i]) continue;
      for (const std::string& branch : *answers.branches[i])
        slugs_[application.repositories[i].name][core::branch_slug(branch)] = branch;
    }
  }

  void name(core::Artifact& artifact, const core::Component& component,
            const core::VersionPattern* pattern) {
    core::read_pattern(artifact, pattern, component.branch);
    if (artifact.from.branch.empty() && pattern != nullptr) {
      const auto parts = pattern->read(artifact.version);
      const auto& slugs = slugs_[component.repository];
      const auto found = parts ? slugs.find(parts->branch) : slugs.end();
      if (found != slugs.end()) artifact.from.branch = found->second;
    }
    if (!artifact.shown_at() || artifact.from.branch.empty()) return;
    auto& newest = newest_[{component.repository, artifact.from.branch}];
    newest = std::max(newest, *artifact.shown_at());
  }

  std::optional<Instant> newest(const std::string& repository, const std::string& branch) const {
    const auto found = newest_.find({repository, branch});
    return found == newest_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::map<std::string, std::map<std::string, std::string>> slugs_;
  std::map<std::pair<std::string, std::string>, Instant> newest_;
};

/// Without what is no image, and with what is remembered of the others.
std::vector<core::Artifact> remembered(workflow::Dependencies& deps,
                                       const core::Component& component,
                                       std::vector<core::Artifact> listed) {
  std::map<std::string, workflow::Memory> memories;
  const std::string prefix = component.image.text() + ":";
  deps.store.read([&](core::Tx& tx) {
    memories.clear();
    for (const auto& [key, text] : tx.cache().find_under(workflow::artifact_cache, prefix)) {
      if (auto memory = workflow::memory_of(text)) memories.emplace(key, std::move(*memory));
    }
  });
  std::erase_if(listed, [&](core::Artifact& artifact) {
    const auto known = memories.find(artifact.reference());
    if (known == memories.end() || known->second.artifact.listed_hash != artifact.listed_hash)
      return core::is_attachment(artifact.version);
    artifact.from = known->second.artifact.from;
    artifact.source = known->second.artifact.source;
    artifact.built_at = known->second.artifact.built_at;
    return !known->second.other_kind.empty();
  });
  return listed;
}

Section versions(workflow::Dependencies& deps, const core::Component& component,
                 const Known<std::vector<core::Artifact>>& listed, BranchesOfVersions& branches) {
  Section out{.kind = "version", .of = component.name, .names = 2, .known = listed.has_value()};
  if (!listed) return out;
  const auto pattern = workflow::pattern_of(component);
  std::vector<core::Artifact> artifacts = remembered(deps, component, *listed);
  for (core::Artifact& artifact : artifacts)
    branches.name(artifact, component, pattern ? &*pattern : nullptr);
  core::sort_newest_first(artifacts);
  if (artifacts.size() > versions_each) artifacts.resize(versions_each);
  for (const core::Artifact& a : artifacts)
    out.lines.push_back(
        {component.name, a.version, a.from.branch, seconds(a.shown_at()), a.from.commit});
  return out;
}

Section branches_of(const core::Repository& repository,
                    const Known<std::vector<std::string>>& listed,
                    const BranchesOfVersions& branches) {
  Section out{.kind = "branch", .of = repository.name, .names = 2, .known = listed.has_value()};
  if (!listed) return out;
  for (const std::string& branch : *listed) {
    if (out.lines.size() == branches_each) break;
    out.lines.push_back(
        {repository.name, branch, seconds(branches.newest(repository.name, branch))});
  }
  return out;
}

Section charts(const Known<std::vector<core::ChartVersion>>& listed) {
  Section out{.kind = "chart", .known = listed.has_value()};
  if (!listed) return out;
  auto newest_first = *listed;
  core::sort_newest_first(newest_first);
  for (const core::ChartVersion& c : newest_first) {
    if (out.lines.size() == charts_at_most) break;
    out.lines.push_back({c.version, seconds(c.created_at), c.app_version});
  }
  return out;
}

void add_parameters(Sections& sections, const Known<core::EngineFacts>& engine) {
  Section names{.kind = "parameter", .known = engine.has_value()};
  Section options{.kind = "option", .names = 2, .known = engine.has_value()};
  if (engine) {
    for (const core::DeclaredParameter& p : engine->parameters) {
      if (engine->reserved.contains(p.name)) continue;
      names.lines.push_back({p.name, p.label == p.name ? "" : p.label, p.default_value});
      for (const std::string& option : p.options) options.lines.push_back({p.name, option});
    }
  }
  sections.push_back(std::move(names));
  sections.push_back(std::move(options));
}

}  // namespace

Section iteration_section(const Known<std::vector<core::Iteration>>& iterations) {
  Section out{.kind = "iteration", .known = iterations.has_value()};
  if (!iterations) return out;
  for (const core::Iteration& i : *iterations)
    out.lines.push_back({i.code, std::string(word_of(i.state)), i.name});
  return out;
}

Sections local_sections(workflow::Dependencies& deps, const std::string& checkout,
                        const std::string& here) {
  const core::Application& app = deps.application;
  Sections out;
  const std::string used = workflow::used_environment(deps, checkout);
  if (!used.empty()) out.push_back({.kind = "used", .lines = {{used}}});
  if (!here.empty()) out.push_back({.kind = "here", .lines = {{here}}});
  const Kept kept = kept_of(deps);
  out.push_back(environments(kept));
  Section components{.kind = "component", .names = 2};
  for (const auto& c : app.components)
    components.lines.push_back({c.name, c.repository, c.title, c.branch});
  out.push_back(std::move(components));
  Section repositories{.kind = "repository"};
  for (const auto& r : app.repositories) repositories.lines.push_back({r.name});
  out.push_back(std::move(repositories));
  Section classes{.kind = "class"};
  for (const auto& c : app.classes) classes.lines.push_back({c.name, c.title});
  out.push_back(std::move(classes));
  out.push_back(running(kept));
  out.push_back(revisions(kept));
  return out;
}

Sections outside_sections(const Call& call, workflow::Dependencies& deps) {
  const core::Application& app = deps.application;
  const Answers answers = ask_all(call, deps);
  BranchesOfVersions names(app, answers);
  Sections out = {iteration_section(answers.iterations), charts(answers.charts)};
  add_parameters(out, answers.engine);
  for (std::size_t i = 0; i < app.components.size(); ++i)
    out.push_back(versions(deps, app.components[i], answers.versions.at(i), names));
  for (std::size_t i = 0; i < app.repositories.size(); ++i)
    out.push_back(branches_of(app.repositories[i], answers.branches[i], names));
  return out;
}

Sections unknown_local() {
  Sections out;
  for (const char* kind : {"used", "here", "environment", "component", "repository", "class"})
    out.push_back({.kind = kind, .known = false});
  out.push_back({.kind = "runs", .names = 3, .known = false});
  out.push_back({.kind = "revision", .names = 2, .known = false});
  return out;
}

Sections unknown_outside() {
  Sections out = {{.kind = "iteration", .known = false},
                  {.kind = "chart", .known = false},
                  {.kind = "parameter", .known = false}};
  for (const char* kind : {"option", "version", "branch"})
    out.push_back({.kind = kind, .names = 2, .known = false});
  return out;
}

}  // namespace chatops::command::completion
