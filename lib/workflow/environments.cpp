// Listing, showing, creating and choosing.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/environments.hpp"

#include <algorithm>

#include "core/environment_machine.hpp"
#include "core/names.hpp"
#include "core/parameters.hpp"
#include "core/values_yaml.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

constexpr auto used_space = "environment-of-checkout";

EnvironmentView view_of(World& world, core::Tx& tx, core::Environment environment) {
  EnvironmentView view;
  view.newest = tx.newest_deployment(environment.application, environment.name);
  if (view.newest && core::waits_to_start(*view.newest)) {
    view.running = open_deployments(tx, environment.application, environment.name).asked;
  } else if (view.newest && !core::finished(view.newest->status)) {
    view.running = view.newest;
  }
  view.brought =
      tx.deployment(environment.application, environment.name, environment.deployed_revision);
  view.address = core::environment_address(world.application, environment).value_or("");
  view.environment = std::move(environment);
  return view;
}

bool retired(const core::Environment& environment) {
  return environment.state == core::EnvironmentState::retired;
}

}  // namespace

std::vector<EnvironmentView> list_environments(World& world, bool with_retired) {
  std::vector<EnvironmentView> out;
  world.store.read([&](core::Tx& tx) {
    out.clear();
    for (core::Environment& one : tx.environments(world.application.name)) {
      if (retired(one) && !with_retired) continue;
      out.push_back(view_of(world, tx, std::move(one)));
    }
  });
  return out;
}

EnvironmentView show_environment(World& world, const std::string& name) {
  std::optional<EnvironmentView> out;
  std::vector<core::Environment> all;
  world.store.read([&](core::Tx& tx) {
    out.reset();
    all = tx.environments(world.application.name);
    auto found = tx.environment(world.application.name, name);
    if (found) out = view_of(world, tx, std::move(*found));
  });
  if (out) return std::move(*out);
  throw no_such_environment(world, name, all);
}

core::Environment create_environment(const Call& call, World& world, const CreateRequest& request) {
  const Remembered state = recall(world, request.name);
  if (state.environment && !retired(*state.environment)) {
    throw Error(Reason::environment_exists, {{"what", request.name}});
  }
  if (!request.iteration.empty()) {
    const auto found = world.tracker.iteration(call, request.iteration);
    if (!found && found.error().reason == Reason::outside_not_found) {
      throw Error(Reason::unknown_iteration, {{"what", request.iteration}});
    }
    if (!found) throw Error(found.error());
  }
  const PlanRequest wanted{.environment = request.name,
                           .environment_class = request.environment_class,
                           .parameters = request.parameters,
                           .iteration = request.iteration,
                           .ns = request.ns,
                           .domain = request.domain,
                           .create = true,
                           .actor = request.actor};
  bool creates = false;
  core::Environment environment = settled_environment(world, wanted, state, creates);
  core::Desired desired = environment.desired;
  desired.selection = core::initial_selection(world.application);
  for (const core::ValuesFile* file : core::values_files(world.application, environment))
    desired.values_layers.push_back(file->path);
  core::desire(environment, std::move(desired), request.actor.name, "", environment.changed_at);
  world.store.write([&](core::Tx& tx) {
    core::Environment row = environment;
    const auto others = tx.environments(world.application.name);
    if (const auto taken = core::iteration_taken(row, others)) throw Error(*taken);
    if (const auto taken = core::name_collision(row, others)) throw Error(*taken);
    tx.put(row);
    environment.version = row.version;
  });
  return environment;
}

std::vector<core::Deployment> history(World& world, const std::string& name, int limit) {
  (void)show_environment(world, name);
  std::vector<core::Deployment> out;
  world.store.read([&](core::Tx& tx) { out = tx.history(world.application.name, name, limit); });
  return out;
}

core::Deployment revision(World& world, const std::string& name, std::int64_t number) {
  (void)show_environment(world, name);
  std::optional<core::Deployment> out;
  world.store.read(
      [&](core::Tx& tx) { out = tx.deployment(world.application.name, name, number); });
  if (out) return std::move(*out);
  throw Error(Reason::unknown_revision, {{"what", std::to_string(number)}, {"where", name}});
}

ValuesView environment_values(const Call& call, World& world, const std::string& name) {
  const core::Environment environment = show_environment(world, name).environment;
  const auto lines =
      environment.deployed ? environment.deployed->lines : std::map<std::string, core::BillLine>{};
  ValuesView view;
  view.delivered = value_or_throw(
      core::merge_with_selection(read_layers(world, environment),
                                 value_or_throw(core::component_values(world.application, lines))));
  view.delivered_yaml = core::values_yaml(view.delivered.tree);
  core::ChartVersion chart;
  if (environment.deployed) {
    chart = environment.deployed->chart;
  } else {
    const auto versions = world.charts.versions(call, world.application.chart);
    if (!versions) {
      view.unseen = versions.error();
      return view;
    }
    try {
      chart = choose_chart_version(world.application, environment.desired.selection.chart, "",
                                   core::PinMode::automatic, {}, versions, std::nullopt)
                  .version;
    } catch (const Error& none) {
      if (none.reason != Reason::chart_not_found) throw;
      view.unseen = none;
      return view;
    }
  }
  const auto package = world.charts.fetch(call, world.application.chart, chart);
  if (!package) {
    view.unseen = package.error();
    return view;
  }
  auto own = world.read_chart_values(chart.name + "/values.yaml", package->values);
  if (!own) {
    view.unseen = own.error();
    return view;
  }
  view.seen = core::over_chart(view.delivered, {"chart", std::move(own->tree)});
  view.remarks = std::move(own->remarks);
  view.seen_yaml = core::values_yaml(view.seen->tree);
  return view;
}

std::string used_environment(World& world, const std::string& folder) {
  std::string out;
  world.store.read([&](core::Tx& tx) {
    out = tx.note(used_space, world.application.name + "\n" + folder).value_or("");
  });
  return out;
}

void use_environment(World& world, const std::string& folder, const std::string& name) {
  const std::string key = world.application.name + "\n" + folder;
  if (!name.empty()) (void)show_environment(world, name);
  world.store.write([&](core::Tx& tx) {
    if (name.empty()) {
      tx.note(used_space, key, std::nullopt);
    } else {
      tx.note(used_space, key, name);
    }
  });
}

}  // namespace chatops::workflow
