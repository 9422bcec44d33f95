// `doctor`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/doctor.hpp"

#include <map>
#include <vector>

#include "command/handlers/dev.hpp"
#include "command/handlers/findings.hpp"
#include "command/run.hpp"
#include "core/server_host.hpp"
#include "workflow/environments.hpp"
#include "workflow/running.hpp"

namespace chatops::command {
namespace {

Finding pulled(const std::string& registry, const Known<core::PulledImage>& answer) {
  Finding out;
  if (!answer) {
    out = Finding::problem(registry, answer.error());
  } else if (!answer->left.empty()) {
    out = Finding::problem(registry, Error(Reason::deadline_passed, {{"what", answer->left}}));
  } else {
    out = Finding::fine(registry, answer->image + "  " + answer->node);
  }
  out.check = "kube_pulls";
  return out;
}

constexpr Millis pull_patience = std::chrono::seconds(60);

/// What dev mode would meet in the environment: its images are pulled, and the cluster is asked
/// what it would refuse of each component that has a `dev:`.
Findings rehearse_dev_mode(Context& context, const std::string& name) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const core::Environment environment = workflow::show_environment(deps, name).environment;
  const Call call = context.call.until(deps.system.clock.tick() + pull_patience);
  Findings out;
  std::vector<std::string> components, images;
  for (const core::Component& component : deps.application.components) {
    if (!component.dev) continue;
    const auto order = start_order(context, dev_target(context, name, component.name));
    if (!order.image.empty()) {
      components.push_back(component.name);
      images.push_back(order.image);
    }
    try {
      const auto refusals = context.services.dev_mode(context.call).rehearse(call, order);
      for (const Error& error : refusals) out.push_back(Finding::problem(component.name, error));
      if (refusals.empty()) out.push_back(Finding::fine(component.name, environment.ns));
    } catch (const Error& error) {
      out.push_back(Finding::not_known(component.name, error));
    }
  }
  for (Finding& finding : out) finding.check = "dev_start";
  if (!images.empty()) {
    const auto answers =
        workflow::clusters_of(deps).pull(call, environment.cluster, environment.ns, images);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      out.push_back(pulled(components[i], answers[i]));
      out.back().check = "dev_images";
    }
  }
  return out;
}

/// One image of each registry that the environment's components were deployed from, pulled where
/// they run.
Findings pull(Context& context, const std::string& name) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const core::Environment environment = workflow::show_environment(deps, name).environment;
  std::map<std::string, std::string> by_registry;
  Findings out;
  for (const core::Component& component : deps.application.components)
    by_registry.try_emplace(component.image.host);
  if (environment.deployed) {
    for (const auto& [component, line] : environment.deployed->lines)
      by_registry[line.image.host] = line.image.text() + ":" + line.version;
  }
  std::vector<std::string> registries, images;
  for (const auto& [registry, image] : by_registry) {
    if (image.empty()) {
      out.push_back(
          Finding::not_known(registry, Error(Reason::pulls_unseen, {{"registry", registry}})));
      out.back().check = "kube_pulls";
      continue;
    }
    registries.push_back(registry);
    images.push_back(image);
  }
  const Call call = context.call.until(deps.system.clock.tick() + pull_patience);
  const auto answers =
      workflow::clusters_of(deps).pull(call, environment.cluster, environment.ns, images);
  for (std::size_t i = 0; i < answers.size(); ++i) out.push_back(pulled(registries[i], answers[i]));
  return out;
}

constexpr std::string_view dev_part = "dev";

}  // namespace

void read(DoctorRequest& request, const ParsedArgs& args, const Around&) {
  request.config = args.get("server-config");
  request.pull = args.get("pull");
  if (!args.positionals.empty()) request.part = args.positionals.front();
}

Reply handle(Context& context, const DoctorRequest& request) {
  Findings findings = context.services.diagnose(context.call, request.part);
  if (!request.pull.empty())
    append(findings, request.part == dev_part ? rehearse_dev_mode(context, request.pull)
                                              : pull(context, request.pull));
  if (!request.part.empty() && request.config.empty()) return findings_outcome(findings);
  core::ServerHost& host = context.services.server_host();
  const std::string config = request.config.empty() ? host.usual_config() : request.config;
  if (!config.empty()) {
    for (Finding& finding : host.check(context.call, {.config = config})) {
      // That one runs already would stop a start, and is as it should be.
      if (finding.why && finding.why->reason == Reason::server_owns_state)
        finding.health = Health::note;
      findings.push_back(std::move(finding));
    }
  }
  return findings_outcome(findings);
}

}  // namespace chatops::command
