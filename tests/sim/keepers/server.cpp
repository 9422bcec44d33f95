// Putting a server together.
// SPDX-License-Identifier: Apache-2.0
#include "sim/keepers/server.hpp"

namespace chatops::test {
namespace {

/// A title tells which card it is; the text, all that the notice says.
core::Message worded(const core::Notice& notice, const std::string&) {
  std::string title = notice.kind;
  if (notice.kind == "deployment")
    title += ' ' + notice.body.value("application", "") + '/' +
             notice.body.value("environment", "") + '/' +
             std::to_string(notice.body.value("revision", 0));
  return {.title = title, .text = notice.body.dump()};
}

}  // namespace

KeeperHistory::Server::Server(KeeperHistory& of)
    : world(of.world_),
      system{world.clock, world.random, world.variables, world.spawner},
      ports(world.outside),
      tracker(world),
      chat(world),
      own(of.memory_),
      store(own,
            [&of](FaultyStore::Moment moment) {
              SimWorld& around = of.world_;
              if (!around.faults && !around.deaths) return;
              const bool before = moment == FaultyStore::Moment::before_commit;
              if (before && around.chance(0.03)) throw NotCommitted{};
              if (!around.chance(around.faults ? 0.01 : 0.004)) return;
              around.note(before ? "  dies before commit" : "  dies after commit");
              throw Crashed{};
            }),
      queue(system),
      reconcilers(
          *this, queue, store, system,
          {.settle = Millis{2000}, .facts_age = std::chrono::minutes{1}, .definition = false}),
      journal(store, *this, queue, system, {{"hook", {&dialect, sim_project}}}),
      sender(store, {{"fake", &chat}}, worded, system) {
  policy.tracker = "coding";
  policy.project = "shop";
  policy.grace = std::chrono::minutes{30};
  policy.project_group = {"fake", sim_project_group};
  const std::string holder = "server-" + std::to_string(++of.servers_);
  for (const auto& application : of.applications_) {
    auto deps = std::make_shared<workflow::Dependencies>(workflow::Dependencies{
        .system = system,
        .store = store,
        .application = *application,
        .tracker = ports,
        .tracker_name = "coding",
        .source = ports,
        .builds = ports,
        .artifacts = ports,
        .images = ports,
        .charts = ports,
        .engines = ports,
        .read_values = read_json_values,
        .read_chart_values = read_json_chart_values,
        .holder = holder,
        .gone = [holder](const std::string& other) { return other != holder; }});
    definitions[application->name] = {.deps = std::move(deps)};
  }
  load();
}

void KeeperHistory::Server::load() {
  for (auto& [name, one] : definitions) {
    const bool broken = world.broken_definitions.contains(name);
    if (broken || served.contains(name)) continue;
    one.loaded = world.definition;
    served[name] = std::make_shared<keeper::ServedApplication>(sim_project, one.deps);
  }
  if (served.empty()) return;
  project_ = std::make_shared<workflow::IterationDependencies>(
      workflow::IterationDependencies{system, store, tracker, tracker, chat, policy, {}});
  for (const auto& [name, one] : served) project_->applications.push_back(one->deps);
}

std::vector<std::string> KeeperHistory::Server::applications() {
  std::vector<std::string> out;
  for (const auto& [name, one] : served) out.push_back(name);
  return out;
}

std::shared_ptr<workflow::IterationDependencies> KeeperHistory::Server::project(
    const std::string& key) {
  return key == sim_project ? project_ : nullptr;
}

std::shared_ptr<keeper::ServedApplication> KeeperHistory::Server::application(
    const std::string& name) {
  const auto found = served.find(name);
  return found == served.end() ? nullptr : found->second;
}

bool KeeperHistory::Server::refresh(const Call&, const std::string& application) {
  if (auto cut = world.pass("definition", Moment::before)) throw Error(*cut);
  if (world.broken_definitions.contains(application))
    throw Error(Reason::yaml_bad_value, {{"what", application}});
  Definition& one = definitions.at(application);
  if (one.loaded == world.definition) return false;
  one.loaded = world.definition;
  served[application] = std::make_shared<keeper::ServedApplication>(sim_project, one.deps);
  return true;
}

void KeeperHistory::Server::mark_environment(const std::string& application,
                                             const std::string& name) {
  queue.mark({keeper::KeyKind::environment, sim_project, application, name});
}

}  // namespace chatops::test
