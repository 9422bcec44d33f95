// One cluster after the other; there are few of them.
// SPDX-License-Identifier: Apache-2.0
#include "wire/doctor_kube.hpp"

#include <algorithm>

#include "core/names.hpp"
#include "helm/section.hpp"
#include "kube/checks.hpp"
#include "kube/kubeconfig.hpp"
#include "net/redact.hpp"

namespace chatops::wire {

namespace {

/// A name that no environment is likely to have: what serves all of them serves it.
constexpr auto probe_name = "chatops-doctor";

/// In the order of the classes, each once.
std::vector<std::string> cluster_names(const core::Application& application) {
  std::vector<std::string> out;
  core::Environment probe;
  probe.name = probe_name;
  std::vector<std::string> classes{application.default_class};
  for (const core::EnvironmentClass& one : application.classes) classes.push_back(one.name);
  for (const std::string& one : classes) {
    probe.desired.environment_class = one;
    const std::string name = core::environment_cluster(application, probe);
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  }
  return out;
}

/// The context and its server, for people.
std::string context_of(const System& system, const core::ClusterAccess& access) {
  if (access.in_cluster) return {};
  const auto found = kube::find_access(system.variables, access.kubeconfig, access.context);
  return found ? found->name + "  " + net::shown_url(found->server) : access.context;
}

kube::ClusterToCheck to_check(const ClusterPatient& patient, const std::string& name,
                              const helm::Reached& reached) {
  const core::Application& application = *patient.application;
  kube::ClusterToCheck out{.api = reached.api, .name = name};
  out.context = context_of(patient.system, reached.access);
  out.deploys = application.deploy.engine == helm::engine_name;
  out.makes_namespaces = out.deploys && helm::read_settings(application.deploy.own).own_namespace;
  for (const core::Component& component : application.components)
    out.images.push_back(component.image);
  if (patient.environments == nullptr) return out;
  for (const core::EnvironmentSummary& one : *patient.environments)
    if (one.cluster == name) out.namespaces.push_back(one.ns);
  return out;
}

template <class Look>
Findings each_cluster(const ClusterPatient& patient, const Look& look) {
  Findings out;
  if (patient.ports == nullptr || patient.application == nullptr) return out;
  for (const std::string& name : cluster_names(*patient.application)) {
    const auto reached = patient.ports->cluster(name);
    if (reached) append(out, look(to_check(patient, name, *reached)));
  }
  return out;
}

/// A cluster that cannot be reached is told once, here.
Findings check_reached(const Call& call, const ClusterPatient& patient) {
  Findings out;
  if (patient.ports == nullptr || patient.application == nullptr) return out;
  for (const std::string& name : cluster_names(*patient.application)) {
    const auto reached = patient.ports->cluster(name);
    if (reached) {
      append(out, kube::check_reach(call, to_check(patient, name, *reached), patient.system.clock));
    } else if (reached.error().reason != Reason::unknown_cluster) {
      out.push_back(Finding::problem(name, reached.error()));
    } else if (patient.asked) {
      out.push_back(Finding::not_known(name, reached.error()));
    }
  }
  return out;
}

/// Where environments are to be found: whatever page lies there. That none does may be so until the
/// first one is deployed.
Findings check_domain(const Call& call, const ClusterPatient& patient) {
  if (patient.application == nullptr || !patient.looking) return {};
  const core::Application& application = *patient.application;
  core::Environment probe;
  probe.application = application.name;
  probe.name = probe_name;
  probe.desired.environment_class = application.default_class;
  const auto names =
      core::environment_names(application, probe.name, application.default_class, "");
  if (!names || names->domain.empty()) return {};
  probe.ns = names->ns;
  probe.domain = names->domain;
  const auto address = core::environment_address(application, probe);
  if (!address || address->empty()) return {};
  Findings out = net::look_at(call, patient.looking(),
                              {.url = *address, .ca_file = "", .body = "", .any_page = true});
  for (Finding& finding : out)
    if (finding.health == Health::problem) finding.health = Health::note;
  return out;
}

}  // namespace

std::vector<doctor::Check> cluster_checks(const ClusterPatient& patient) {
  using Check = Findings (*)(const Call&, const kube::ClusterToCheck&);
  const auto row = [&patient](std::string_view code, Check check) {
    return doctor::Check{code, [&patient, check](const Call& call) {
                           return each_cluster(patient, [&](const kube::ClusterToCheck& cluster) {
                             return check(call, cluster);
                           });
                         }};
  };
  return {{"kube", [&patient](const Call& call) { return check_reached(call, patient); }},
          row("kube_rights", kube::check_rights),
          row("dev", kube::check_dev_rights),
          row("kube_admission", kube::check_admission),
          row("kube_ingress", kube::check_ingress_classes),
          {"kube_domain",
           [&patient](const Call& call) {
             return patient.asked ? check_domain(call, patient) : Findings{};
           }},
          row("kube_pulls", kube::check_pulls)};
}

}  // namespace chatops::wire
