// Reading what the checks share, and running them.
// SPDX-License-Identifier: Apache-2.0
#include "wire/doctor/doctor.hpp"

#include <array>
#include <exception>

#include "application/load.hpp"
#include "wire/doctor/checks.hpp"
#include "wire/engines.hpp"
#include "wire/locate.hpp"
#include "wire/ports.hpp"

namespace chatops::wire {

namespace doctor {

namespace {

constexpr auto check_table = std::to_array<Check>({
    {"configuration", check_configuration},
    {"application", check_application},
    {"state", check_state},
    {"coding", check_coding},
    {"tokens", check_tokens},
    {"pipeline", check_pipeline},
    {"git_host", check_git_host},
    {"registry", check_registries},
    {"chart", check_chart},
    {"proxy", check_proxy},
    {"programs", check_programs},
    {"keyring", check_keyring},
    {"terminal", check_terminal},
    {"completion", check_completion},
    {"version", check_version},
});

command::Finding made(command::Health health, std::string what, std::string detail,
                      std::optional<Error> why) {
  return {.check = {},
          .health = health,
          .what = std::move(what),
          .detail = std::move(detail),
          .why = std::move(why)};
}

void read_application(const Call& call, Patient& patient) {
  try {
    const auto location =
        locate_application(call, patient.system, *patient.configuration, patient.options);
    patient.application =
        application::load_application(call, patient.system, location, engine_readers());
  } catch (const Error& error) {
    if (error.reason == Reason::application_not_found) {
      patient.application_missing = error;
    } else {
      patient.application_mistakes = taken_apart(error);
    }
  }
}

Patient examine(const Call& call, const System& system, const Options& options) {
  Patient patient{.system = system,
                  .options = options,
                  .configuration = {},
                  .configuration_mistakes = {},
                  .application = {},
                  .application_missing = {},
                  .application_mistakes = {},
                  .coding = unknown(Error(Reason::not_configured, {{"what", "CODING"}}))};
  try {
    patient.configuration = read_configuration(system.variables, options);
    patient.configuration_mistakes = patient.configuration->problems.all();
  } catch (const Error& error) {
    patient.configuration_mistakes = taken_apart(error);
    return patient;
  }
  read_application(call, patient);
  const Configuration& configuration = *patient.configuration;
  if (!configuration.coding.any()) return patient;
  patient.coding = coding::resolve(call, system, configuration.paths, configuration.coding);
  if (patient.coding && patient.coding->project.empty() && patient.application)
    patient.coding->project = patient.application->project;
  return patient;
}

/// One check's findings, whatever becomes of it.
Findings run(const Call& call, const Patient& patient, const Check& check) {
  Findings found;
  try {
    found = check.run(call, patient);
  } catch (const Error& error) {
    found.push_back(not_known({}, error));
  }
  for (auto& finding : found) finding.check = check.code;
  return found;
}

}  // namespace

std::span<const Check> checks() { return check_table; }

command::Finding fine(std::string what, std::string detail) {
  return made(command::Health::ok, std::move(what), std::move(detail), {});
}
command::Finding note(std::string what, Error why) {
  return made(command::Health::note, std::move(what), {}, std::move(why));
}
command::Finding problem(std::string what, Error why) {
  return made(command::Health::problem, std::move(what), {}, std::move(why));
}
command::Finding not_known(std::string what, Error why) {
  return made(command::Health::unknown, std::move(what), {}, std::move(why));
}

}  // namespace doctor

std::vector<command::Finding> diagnose(const Call& call, const System& system,
                                       const Options& options) {
  constexpr Millis patience_with_checks{10'000};
  const Call limited = call.until(system.clock.tick() + patience_with_checks);
  const doctor::Patient patient = doctor::examine(limited, system, options);
  const auto checks = doctor::checks();
  std::vector<doctor::Findings> found(checks.size());
  std::vector<std::exception_ptr> thrown(checks.size());
  std::vector<std::function<void()>> tasks;
  tasks.reserve(checks.size());
  for (std::size_t i = 0; i < checks.size(); ++i) {
    tasks.emplace_back([&, i] {
      try {
        found[i] = doctor::run(limited, patient, checks[i]);
      } catch (...) {
        thrown[i] = std::current_exception();
      }
    });
  }
  run_together(std::move(tasks));
  for (const auto& exception : thrown) {
    if (exception) std::rethrow_exception(exception);
  }
  std::vector<command::Finding> out;
  for (auto& findings : found)
    for (auto& finding : findings) out.push_back(std::move(finding));
  return out;
}

}  // namespace chatops::wire
