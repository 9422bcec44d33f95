// What deciding costs beside reading: 1,000 environments of an application of 30 components and
// 10,000 artifacts that share one new artifact, and one environment alone among 10 and among 1,000.
// Prints figures; asserts none.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "support/classroom.hpp"
#include "workflow/decide.hpp"
#include "workflow/order.hpp"
#include "workflow/plan_each.hpp"

using namespace chatops;

namespace {

constexpr int components = 30;
constexpr int builds = 333;

double milliseconds(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

std::string name_of(int component) { return fmt::format("c{:02}", component); }

/// The application and so many environments that run the newest of everything, but the first, which
/// follows a branch of its own with one component.
struct Town : test::Scene {
  explicit Town(int count) {
    application.components.clear();
    outside.images.clear();
    for (int i = 0; i < components; ++i) {
      application.components.push_back(test::a_component(name_of(i), "api-repo"));
      for (int build = 1; build <= builds; ++build) add(i, "main", build);
    }
    add(0, "feature-x", 1);
    for (int i = 0; i < count; ++i) requests.push_back({.environment = fmt::format("env-{}", i)});
    found();
  }

  void add(int component, const std::string& branch, int build) {
    outside.add_image(test::image_of(name_of(component)), test::version_of(branch, build), branch,
                      build);
  }
  /// Everything is deployed once, without the detour over an engine.
  void found() {
    std::vector<workflow::PlanRequest> creating = requests;
    for (workflow::PlanRequest& one : creating) one.create = true;
    creating.front().overrides = {{name_of(0), "", "feature-x"}};
    workflow::Facts facts(application);
    workflow::plan_each(call, deps, facts, creating, [&](std::size_t, Result<workflow::Plan> made) {
      const workflow::Plan plan = value_or_throw(std::move(made));
      core::Environment environment = plan.after;
      environment.state = core::EnvironmentState::ready;
      environment.deployed = plan.bill;
      environment.deployed_revision = 1;
      core::Deployment row;
      row.application = application.name;
      row.environment = environment.name;
      row.status = core::DeploymentStatus::succeeded;
      row.bill = plan.bill;
      row.selection = environment.desired.selection;
      row.payload = workflow::payload_text({.order = plan.order});
      store.write([&](core::Tx& tx) {
        tx.environments().put(environment);
        tx.deployments().put(row);
      });
    });
  }
  std::vector<workflow::PlanRequest> concerned(const std::string& component,
                                               const std::string& branch) {
    const core::FollowQuery query{.application = application.name,
                                  .component = component,
                                  .branch = branch,
                                  .own_branch = branch == "main",
                                  .now = clock.now()};
    std::vector<std::string> names;
    store.read([&](core::Tx& tx) { names = tx.environments().following(query); });
    std::vector<workflow::PlanRequest> out;
    for (const std::string& name : names) out.push_back({.environment = name});
    return out;
  }
  /// Milliseconds, and how many of the plans bring something new.
  std::pair<double, int> plan_all(workflow::Facts& facts,
                                  const std::vector<workflow::PlanRequest>& wanted) {
    int news = 0;
    const double took = milliseconds([&] {
      workflow::plan_each(call, deps, facts, wanted,
                          [&](std::size_t, const Result<workflow::Plan>& plan) {
                            news += plan.value().nothing_to_do ? 0 : 1;
                          });
    });
    return {took, news};
  }

  std::vector<workflow::PlanRequest> requests;
};

void shared_artifact() {
  Town town(1000);
  town.add(1, "main", builds + 1);
  const auto concerned = town.concerned(name_of(1), "main");
  town.outside.calls.clear();
  workflow::Facts facts(town.application);
  const auto [reading, news] = town.plan_all(facts, concerned);
  fmt::print("one new artifact, {} environments, {} of them changed:\n", concerned.size(), news);
  fmt::print("  planned with one reading of the outside: {:.0f} ms, {} calls\n", reading,
             town.outside.calls.size());
  fmt::print("  again from the same facts: {:.0f} ms\n", town.plan_all(facts, concerned).first);

  std::vector<workflow::Remembered> states;
  for (const auto& request : concerned)
    states.push_back(
        workflow::recall(town.deps, request.environment, workflow::for_people(request)));
  const Instant now = town.clock.now();
  std::size_t missing = 0;
  const double deciding = milliseconds([&] {
    for (std::size_t i = 0; i < states.size(); ++i) {
      const auto decision = workflow::decide(facts, states[i], concerned[i], std::nullopt, now);
      missing += std::holds_alternative<workflow::Missing>(decision) ? 1 : 0;
    }
  });
  fmt::print("  decide alone: {:.0f} ms, {} lacked something\n", deciding, missing);
}

/// Milliseconds for the one environment that a new artifact concerns, at best.
double alone(int among) {
  Town town(among);
  town.add(0, "feature-x", 2);
  workflow::Facts facts(town.application);
  double best = 1e9;
  for (int i = 0; i < 30; ++i) {
    best = std::min(best, milliseconds([&] {
                      (void)town.plan_all(facts, town.concerned(name_of(0), "feature-x"));
                    }));
  }
  return best;
}

}  // namespace

int main() {
  shared_artifact();
  const double few = alone(10);
  const double many = alone(1000);
  fmt::print(
      "an artifact that concerns one environment: {:.2f} ms among 10, {:.2f} ms among "
      "1,000; ratio {:.2f}\n",
      few, many, many / few);
  return 0;
}
