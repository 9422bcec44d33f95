// Listing, showing, creating and choosing.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/environments.hpp"

#include <algorithm>

#include "core/environment_machine.hpp"
#include "core/names.hpp"
#include "core/parameters.hpp"
#include "core/values_yaml.hpp"
#include "workflow/closing.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

constexpr auto used_space = "environment-of-checkout";

EnvironmentView view_of(Dependencies& deps, core::Tx& tx, core::Environment environment) {
  EnvironmentView view;
  view.newest = tx.deployments().newest(environment.application, environment.name);
  view.running = open_deployments(tx, environment.application, environment.name).asked;
  view.brought = tx.deployments().find(environment.application, environment.name,
                                       environment.deployed_revision);
  view.address = core::environment_address(deps.application, environment).value_or("");
  view.environment = std::move(environment);
  if (!core::held(view.environment.hold, deps.system.clock.now())) view.environment.hold.reset();
  return view;
}

bool retired(const core::Environment& environment) {
  return environment.state == core::EnvironmentState::retired;
}

}  // namespace

EnvironmentLine EnvironmentView::line() const {
  EnvironmentLine out{.environment = core::summary_of(environment), .address = address};
  if (newest) out.newest = core::summary_of(*newest);
  if (running) out.running = core::summary_of(*running);
  if (brought) out.brought = core::summary_of(*brought);
  out.hold = environment.hold;
  return out;
}

std::vector<EnvironmentLine> list_environments(Dependencies& deps, bool with_retired) {
  const std::string& application = deps.application.name;
  std::vector<core::EnvironmentSummary> all;
  std::vector<core::DeploymentSummary> newest, running, brought;
  std::map<std::string, core::Hold> holds;
  deps.store.read([&](core::Tx& tx) {
    all = tx.environments().list(application, with_retired);
    newest = tx.deployments().newest_of_each(application);
    running = tx.deployments().asked_of_each(application);
    brought = tx.deployments().brought_of_each(application);
    holds = tx.environments().holds(application);
  });
  // All are sorted by the environment's name.
  const auto take = [](auto& at, auto end, const std::string& name) {
    while (at != end && at->environment < name) ++at;
    return at != end && at->environment == name ? std::optional(std::move(*at)) : std::nullopt;
  };
  std::vector<EnvironmentLine> out;
  out.reserve(all.size());
  auto newest_at = newest.begin();
  auto running_at = running.begin();
  auto brought_at = brought.begin();
  for (core::EnvironmentSummary& one : all) {
    EnvironmentLine line{.newest = take(newest_at, newest.end(), one.name),
                         .running = take(running_at, running.end(), one.name),
                         .brought = take(brought_at, brought.end(), one.name)};
    line.address = core::environment_address(deps.application, one).value_or("");
    if (const auto hold = holds.find(one.name);
        hold != holds.end() && core::held(hold->second, deps.system.clock.now()))
      line.hold = std::move(hold->second);
    line.environment = std::move(one);
    out.push_back(std::move(line));
  }
  return out;
}

std::vector<std::string> living_names(Dependencies& deps) {
  std::vector<std::string> names;
  deps.store.read([&](core::Tx& tx) {
    names.clear();
    for (auto& one : tx.environments().list(deps.application.name, false))
      names.push_back(std::move(one.name));
  });
  return names;
}

EnvironmentView show_environment(Dependencies& deps, const std::string& name) {
  std::optional<EnvironmentView> out;
  deps.store.read([&](core::Tx& tx) {
    out.reset();
    auto found = tx.environments().find(deps.application.name, name);
    if (found) out = view_of(deps, tx, std::move(*found));
  });
  if (out) return std::move(*out);
  throw no_such_environment(deps.application, name, living_names(deps));
}

core::Environment create_environment(const Call& call, Dependencies& deps,
                                     const CreateRequest& request) {
  const Remembered state = recall(deps, request.name, false);
  if (state.environment && !retired(*state.environment)) {
    throw Error(Reason::environment_exists, {{"what", request.name}});
  }
  std::string iteration;
  if (!request.iteration.empty()) {
    const auto found = deps.tracker.iteration(call, request.iteration);
    if (!found && found.error().reason == Reason::outside_not_found) {
      throw Error(Reason::unknown_iteration, {{"what", request.iteration}});
    }
    if (!found) throw Error(found.error());
    iteration = found->code;
  }
  const PlanRequest wanted{.environment = request.name,
                           .environment_class = request.environment_class,
                           .parameters = request.parameters,
                           .iteration = iteration,
                           .ns = request.ns,
                           .domain = request.domain,
                           .create = true,
                           .actor = request.actor};
  bool creates = false;
  core::Environment environment =
      *settled_environment(deps.application, wanted, state, deps.system.clock.now(), creates);
  core::Desired desired = environment.desired;
  desired.selection = core::initial_selection(deps.application);
  for (const core::ValuesFile* file : core::values_files(deps.application, environment))
    desired.values_layers.push_back(file->path);
  core::desire(environment, std::move(desired), request.actor, "", environment.changed_at);
  deps.store.write([&](core::Tx& tx) {
    core::Environment row = environment;
    if (const auto over = closing(tx, deps, row.name, row.iteration)) throw Error(*over);
    tx.environments().put(row);
    environment.version = row.version;
  });
  return environment;
}

core::Environment hold_environment(Dependencies& deps, const std::string& name,
                                   std::optional<core::Hold> hold) {
  std::optional<core::Environment> out;
  deps.store.write([&](core::Tx& tx) {
    out = tx.environments().find(deps.application.name, name);
    if (!out || retired(*out) || out->hold == hold) return;
    out->hold = hold;
    tx.environments().put(*out);
  });
  if (!out || retired(*out)) throw no_such_environment(deps.application, name, living_names(deps));
  return std::move(*out);
}

std::vector<core::Deployment> history(Dependencies& deps, const std::string& name, int limit) {
  (void)show_environment(deps, name);
  std::vector<core::Deployment> out;
  deps.store.read(
      [&](core::Tx& tx) { out = tx.deployments().history(deps.application.name, name, limit); });
  return out;
}

core::Deployment revision(Dependencies& deps, const std::string& name, std::int64_t number) {
  (void)show_environment(deps, name);
  std::optional<core::Deployment> out;
  deps.store.read(
      [&](core::Tx& tx) { out = tx.deployments().find(deps.application.name, name, number); });
  if (out) return std::move(*out);
  throw Error(Reason::unknown_revision, {{"what", std::to_string(number)}, {"where", name}});
}

ValuesView environment_values(const Call& call, Dependencies& deps, const std::string& name) {
  const core::Environment environment = show_environment(deps, name).environment;
  const auto lines =
      environment.deployed ? environment.deployed->lines : std::map<std::string, core::BillLine>{};
  ValuesView view;
  view.delivered = value_or_throw(
      core::merge_with_selection(read_layers(deps.application, environment, deps.read_values),
                                 value_or_throw(core::component_values(deps.application, lines))));
  view.delivered_yaml = core::values_yaml(view.delivered.tree);
  core::ChartVersion chart;
  if (environment.deployed) {
    chart = environment.deployed->chart;
  } else {
    const auto versions = deps.charts.versions(call, deps.application.chart);
    if (!versions) {
      view.unseen = versions.error();
      return view;
    }
    try {
      chart = choose_chart_version(deps.application, environment.desired.selection.chart, "",
                                   core::PinMode::automatic, {}, versions, std::nullopt)
                  .version;
    } catch (const Error& none) {
      if (none.reason != Reason::chart_not_found) throw;
      view.unseen = none;
      return view;
    }
  }
  const auto package = deps.charts.fetch(call, deps.application.chart, chart);
  if (!package) {
    view.unseen = package.error();
    return view;
  }
  auto own = deps.read_chart_values(chart.name + "/values.yaml", package->values);
  if (!own) {
    view.unseen = own.error();
    return view;
  }
  view.seen = core::over_chart(view.delivered, {"chart", std::move(own->tree)});
  view.remarks = std::move(own->remarks);
  view.seen_yaml = core::values_yaml(view.seen->tree);
  return view;
}

std::string used_environment(Dependencies& deps, const std::string& folder) {
  std::string out;
  deps.store.read([&](core::Tx& tx) {
    out = tx.settings().find(used_space, deps.application.name + "\n" + folder).value_or("");
  });
  return out;
}

void use_environment(Dependencies& deps, const std::string& folder, const std::string& name) {
  const std::string key = deps.application.name + "\n" + folder;
  if (!name.empty()) (void)show_environment(deps, name);
  deps.store.write([&](core::Tx& tx) {
    if (name.empty()) {
      tx.settings().remove(used_space, key);
    } else {
      tx.settings().put(used_space, key, name);
    }
  });
}

}  // namespace chatops::workflow
