// What the checks look at is read once; then each row gets of it what its check takes.
// SPDX-License-Identifier: Apache-2.0
#include "wire/doctor_table.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "application/checks.hpp"
#include "application/load.hpp"
#include "coding/checks.hpp"
#include "coding/section.hpp"
#include "config/checks.hpp"
#include "doctor/application.hpp"
#include "doctor/doctor.hpp"
#include "doctor/machine.hpp"
#include "helm/checks.hpp"
#include "helm/section.hpp"
#include "registry/checks.hpp"
#include "store/checks.hpp"
#include "wire/doctor_kube.hpp"
#include "wire/engines.hpp"
#include "wire/locate.hpp"
#include "wire/ports.hpp"

namespace chatops::wire {

namespace {

/// Whatever could not be read is absent, with the reasons beside it.
struct Patient {
  std::optional<Configuration> configuration;
  std::vector<Error> configuration_mistakes;
  std::optional<core::Application> application;
  std::vector<Error> application_mistakes;
  std::optional<Error> application_missing;
  Result<coding::Settings> coding = unknown(Error(Reason::not_configured, {{"what", "CODING"}}));
  std::optional<Ports> ports;  ///< where there is a configuration
};

void read_application(const Call& call, const System& system, const Options& options,
                      Patient& patient) {
  try {
    const auto location = locate_application(call, system, *patient.configuration, options);
    patient.application = application::load_application(call, system, location, engine_readers());
  } catch (const Error& error) {
    if (error.reason == Reason::application_not_found) {
      patient.application_missing = error;
    } else {
      patient.application_mistakes = taken_apart(error);
    }
  }
}

void examine(const Call& call, const System& system, Outside& outside, const Options& options,
             Patient& patient) {
  try {
    patient.configuration = read_configuration(system.variables, options);
    patient.configuration_mistakes = patient.configuration->problems.all();
  } catch (const Error& error) {
    patient.configuration_mistakes = taken_apart(error);
    return;
  }
  read_application(call, system, options, patient);
  const Configuration& configuration = *patient.configuration;
  if (configuration.coding.any()) {
    patient.coding = coding::resolve(call, system, configuration.paths, configuration.coding);
    if (patient.coding && patient.coding->project.empty() && patient.application)
      patient.coding->project = patient.application->project;
  }
  patient.ports.emplace(system, outside, configuration, patient.coding,
                        patient.application ? patient.application->folder : options.folder);
  if (patient.application) patient.ports->know(*patient.application);
}

Findings profile_findings(const Patient& patient) {
  std::optional<config::ProfileSeen> seen;
  if (patient.configuration) {
    const Configuration& c = *patient.configuration;
    seen = {.file = c.profile.file,
            .usual = c.paths.config_file,
            .profile = c.profile.name.value,
            .nothing = {}};
    if (!c.coding.any() && c.registries.empty() && c.application.empty()) {
      seen->nothing = sandbox_process::with_sandbox_profile_named(
          Error(Reason::nothing_configured, {{"what", c.paths.config_file}}), sandbox_chosen(c));
    }
  }
  return config::check_profile(patient.configuration_mistakes, seen);
}

Findings token_findings(const Call& call, Patient& patient) {
  if (!patient.configuration) return {};
  const core::Application* application = patient.application ? &*patient.application : nullptr;
  if (patient.coding)
    return coding::check_tokens(call, patient.ports->providers().coding->client, application);
  if (patient.coding.error().reason != Reason::not_configured)
    return {Finding::problem({}, patient.coding.error())};
  return coding::without_token(
      application, [chosen = sandbox_chosen(*patient.configuration)](Error error) {
        return sandbox_process::with_sandbox_profile_named(std::move(error), chosen);
      });
}

/// Parts that can be asked for: what stands before the first "_" of a code that has others below
/// it, and every code.
std::vector<doctor::Check> only(std::vector<doctor::Check> table, const std::string& part) {
  if (part.empty()) return table;
  std::string codes;
  std::vector<doctor::Check> out;
  for (doctor::Check& check : table) {
    codes += (codes.empty() ? "" : ", ") + std::string(check.code);
    if (check.code == part || check.code.starts_with(part + "_")) out.push_back(std::move(check));
  }
  if (!out.empty()) return out;
  throw Error(Reason::usage_bad_value, {{"what", "PART"}, {"value", part}, {"try", codes}});
}

}  // namespace

Findings diagnose(const Call& call, const System& system, Outside& outside, const Options& options,
                  const std::string& part,
                  const std::vector<core::EnvironmentSummary>& environments) {
  constexpr Millis patience{10'000};
  const Call limited = call.until(system.clock.tick() + patience);
  Patient patient;
  examine(limited, system, outside, options, patient);
  const auto looking = [&] { return outside.looking(*patient.configuration); };
  const ClusterPatient clusters{
      .system = system,
      .ports = patient.ports ? &*patient.ports : nullptr,
      .application = patient.application ? &*patient.application : nullptr,
      .asked = part.starts_with("kube"),
      .looking = patient.configuration ? std::function<net::Looking()>(looking) : nullptr,
      .environments = &environments};
  std::vector<doctor::Check> table = {
      {"configuration", [&](const Call&) { return profile_findings(patient); }},
      {"application",
       [&](const Call&) {
         return application::check_application(patient.application, patient.application_mistakes,
                                               patient.application_missing);
       }},
      {"state",
       [&](const Call&) {
         return patient.configuration ? store::check_state(state_file(*patient.configuration))
                                      : Findings{};
       }},
      {"coding",
       [&](const Call& c) {
         return patient.configuration
                    ? coding::check_address(c, looking(),
                                            patient.configuration->coding.settings.url)
                    : Findings{};
       }},
      {"tokens", [&](const Call& c) { return token_findings(c, patient); }},
      {"pipeline",
       [&](const Call& c) {
         return patient.application && patient.coding &&
                        patient.application->deploy.engine == coding::engine_name
                    ? doctor::check_pipeline(
                          c, *patient.application,
                          patient.ports->engines->of(patient.application->deploy.engine))
                    : Findings{};
       }},
      {"helm",
       [&](const Call& c) {
         const bool deploys =
             patient.application && patient.application->deploy.engine == helm::engine_name;
         return deploys ? helm::check_helm(c, system) : Findings{};
       }},
      {"git_host",
       [&](const Call& c) {
         return patient.application ? coding::check_git_hosts(c, looking(), *patient.application)
                                    : Findings{};
       }},
      {"registry",
       [&](const Call& c) {
         if (!patient.application) return Findings{};
         Providers& from = patient.ports->providers();
         return registry::check_registries(c, looking(), from.hosts,
                                           patient.configuration->registries, from.images,
                                           *patient.application);
       }},
      {"chart",
       [&](const Call& c) {
         return patient.application
                    ? doctor::check_chart(c, *patient.application, *patient.ports->charts)
                    : Findings{};
       }},
      {"proxy", [&](const Call&) { return net::check_proxy(system.variables); }},
      {"programs", [&](const Call& c) { return doctor::check_programs(c, system); }},
      {"keyring", [&](const Call& c) { return doctor::check_keyring(c, system); }},
      {"terminal", [&](const Call&) { return doctor::check_terminal(system); }},
      {"completion", [&](const Call&) { return doctor::check_completion(system); }},
      {"version",
       [&](const Call& c) { return doctor::check_version(c, system, options.program_folder); }},
  };
  auto kube = cluster_checks(clusters);
  const auto behind_helm = std::find_if(table.begin(), table.end(),
                                        [](const auto& one) { return one.code == "git_host"; });
  table.insert(behind_helm, std::make_move_iterator(kube.begin()),
               std::make_move_iterator(kube.end()));
  return doctor::diagnose(limited, outside.workers, only(std::move(table), part));
}

}  // namespace chatops::wire
