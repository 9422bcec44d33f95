// How the outside systems are reached, whether their clocks agree with ours, what the tokens may,
// and whether the pipeline is as chatops.yaml believes.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "coding/section.hpp"
#include "coding/token_facts.hpp"
#include "core/parameters.hpp"
#include "net/probe.hpp"
#include "registry/reference.hpp"
#include "registry/session.hpp"
#include "wire/accounts.hpp"
#include "wire/accounts_parts.hpp"
#include "wire/doctor/checks.hpp"
#include "wire/ports.hpp"
#include "wire/stopped_sandbox.hpp"

namespace chatops::wire::doctor {

namespace {

constexpr std::int64_t most_skew = 60;  // seconds: tokens and TLS begin to fail
constexpr std::int64_t day = 86'400;

std::int64_t seconds_between(Instant from, Instant to) {
  return std::chrono::duration_cast<std::chrono::seconds>(to - from).count();
}

std::string times_of(const net::Probe& seen) {
  std::string out = fmt::format("HTTP {}; dns {} ms, tcp {} ms", seen.status, seen.name.count(),
                                seen.connection.count());
  if (seen.encrypted) out += fmt::format(", tls {} ms", seen.tls.count());
  return out + fmt::format(", http {} ms", seen.answer.count());
}

void judge_certificate(const std::string& where, const net::Probe& seen, Findings& out) {
  if (!seen.certificate_ends) return;
  const std::int64_t left = seconds_between(seen.our_time, *seen.certificate_ends) / day;
  if (left >= 14) return;
  out.push_back(note(
      where, Error(Reason::certificate_ending,
                   {{"what", where}, {"days", std::to_string(left)}, {"issuer", seen.issuer}})));
}

void judge_clock(const std::string& where, const net::Probe& seen, Findings& out) {
  if (!seen.server_time) return;
  const std::int64_t ahead = seconds_between(*seen.server_time, seen.our_time);
  if (ahead <= most_skew && ahead >= -most_skew) return;
  out.push_back(problem(
      where, Error(Reason::clock_differs, {{"where", where}, {"seconds", std::to_string(ahead)}})));
}

/// What is asked, and which answers besides success and "who are you?" the right system gives.
struct Place {
  std::string url, ca_file;
  std::string body;       ///< as in net::ProbeRequest
  bool any_page = false;  ///< whatever page lies there: only the way is of interest
};

command::Finding judge_status(const std::string& where, const net::Probe& seen, bool any_page) {
  const std::string told = fmt::format("HTTP {}", seen.status);
  if (seen.status >= 500)
    return problem(where, Error(Reason::server_error, {{"what", where}, {"why", told}}));
  const bool usual = seen.status / 100 == 2 || seen.status == 401 || seen.status == 403;
  if (usual || any_page) return fine(where, times_of(seen));
  return problem(where, Error(Reason::answer_odd, {{"what", where}, {"why", told}}));
}

/// Reaches one address; how it is reached, its certificate and its clock are findings.
Findings look_at(const Call& call, const Patient& patient, const Place& place) {
  const std::string& trusted =
      place.ca_file.empty() ? patient.configuration->ca_file : place.ca_file;
  const auto seen = net::probe(call, patient.system,
                               {.url = place.url,
                                .ca_file = trusted,
                                .user_agent = "chatops/" CHATOPS_VERSION,
                                .what = coding::host_of(place.url),
                                .body = place.body});
  const auto parsed = net::parse_url(place.url);
  const std::string where = parsed ? parsed->origin() + parsed->path : place.url;
  if (!seen) return {problem(where, told_of_sandbox(seen.error(), *patient.configuration))};
  Findings out;
  out.push_back(judge_status(where, *seen, place.any_page));
  judge_certificate(where, *seen, out);
  judge_clock(where, *seen, out);
  return out;
}

void append(Findings& to, Findings more) {
  for (auto& finding : more) to.push_back(std::move(finding));
}

/// Side by side, in order.
Findings look_at_all(const Call& call, const Patient& patient, const std::vector<Place>& places) {
  std::vector<Findings> found(places.size());
  std::vector<std::function<void()>> tasks;
  tasks.reserve(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    tasks.emplace_back([&, i] {
      try {
        found[i] = look_at(call, patient, places[i]);
      } catch (const Interrupted&) {
        return;  // the caller sees the same stop
      }
    });
  }
  run_together(std::move(tasks));
  Findings out;
  for (auto& findings : found) append(out, std::move(findings));
  return out;
}

/// How much a lack hurts: without these nothing is deployed; the others only tell more.
bool needed(std::string_view use) {
  return use == "project" || use == "tracker" || use == "git" || use == "artifacts" ||
         use == "cd" || use == "cd-trigger";
}

const char* word_of_kind(coding::TokenKind kind) {
  return kind == coding::TokenKind::personal ? "personal"
         : kind == coding::TokenKind::oauth  ? "oauth"
                                             : "project";
}

Findings judge_uses(const coding::TokenFacts& facts) {
  Findings out;
  for (const auto& use : facts.uses) {
    const std::string name = use.use + (use.scope.empty() ? "" : " (" + use.scope + ")");
    // Where a token may not even look at pipelines, that is told already.
    const bool told = use.use == "cd-trigger" && !out.empty() && out.back().what.starts_with("cd");
    if (use.access == coding::Access::granted || !use.why || told) continue;
    // One cause of several lacks is told once.
    const bool said = std::any_of(out.begin(), out.end(), [&](const command::Finding& one) {
      return one.why && one.why->reason == use.why->reason && one.why->args == use.why->args;
    });
    if (said) continue;
    out.push_back(use.access == coding::Access::unknown ? not_known(name, *use.why)
                  : needed(use.use)                     ? problem(name, *use.why)
                                                        : note(name, *use.why));
  }
  return out;
}

/// Parameters that we would give and that are not declared.
std::vector<Error> undeclared(const core::EngineFacts& facts,
                              const std::map<std::string, std::string>& further) {
  std::map<std::string, std::string> given = further;
  for (const std::string& name : facts.reserved) given[name];
  std::vector<Error> out = core::check_parameters(given, facts);
  std::erase_if(out, [](const Error& e) { return e.reason != Reason::pipeline_parameter_missing; });
  return out;
}

}  // namespace

Findings check_coding(const Call& call, const Patient& patient) {
  if (!patient.configuration || patient.configuration->coding.settings.url.empty()) return {};
  // The interface takes nothing but POST.
  const std::string url =
      patient.configuration->coding.settings.url + "?Action=DescribeCodingCurrentUser";
  return look_at(call, patient, {.url = url, .body = R"({"Action":"DescribeCodingCurrentUser"})"});
}

Findings check_tokens(const Call& call, const Patient& patient) {
  if (!patient.configuration) return {};
  if (!patient.coding) {
    const bool silent = patient.coding.error().reason == Reason::not_configured;
    if (!silent) return {problem({}, patient.coding.error())};
    Error missing = with_sandbox_profile_named(
        Error(Reason::auth_missing,
              {{"what", "CODING"}, {"try", "CHATOPS_CODING_TOKEN"}, {"login", "coding"}}),
        *patient.configuration);
    return {patient.application ? problem({}, std::move(missing)) : note({}, std::move(missing))};
  }
  const coding::Settings& settings = *patient.coding;
  const auto http = client_of(patient.system, *patient.configuration);
  coding::Client client(patient.system, *http, settings);
  coding::ProbeHints hints;
  if (patient.application) hints.application = coding::cd_application(patient.application->deploy);
  const auto facts = coding::examine(client, call, hints);
  if (!facts) {
    const Reason reason = facts.error().reason;
    const bool known = reason == Reason::auth_invalid || reason == Reason::auth_missing;
    return {known ? problem({}, facts.error()) : not_known({}, facts.error())};
  }
  std::string who = facts->who.empty() ? "?" : facts->who;
  if (settings.token) who += fmt::format(" ({})", word_of_kind(settings.token->kind));
  Findings out = judge_uses(*facts);
  std::string granted;
  for (const auto& use : facts->uses) {
    if (use.access == coding::Access::granted) granted += (granted.empty() ? "" : " ") + use.use;
  }
  out.insert(out.begin(), fine(who, granted));
  return out;
}

Findings check_git_host(const Call& call, const Patient& patient) {
  if (!patient.application) return {};
  std::set<std::string> origins;
  for (const auto& repository : patient.application->repositories) {
    const auto url = net::parse_url(repository.url);
    if (url) origins.insert(url->origin());
  }
  std::vector<Place> places;
  places.reserve(origins.size());
  for (const auto& origin : origins) places.push_back({.url = origin + "/", .any_page = true});
  Findings out = look_at_all(call, patient, places);
  // Only git itself goes there: we ask CODING's interface.
  for (auto& finding : out) {
    if (finding.health == command::Health::problem && finding.why->reason != Reason::clock_differs)
      finding.health = command::Health::note;
  }
  return out;
}

Findings check_registries(const Call& call, const Patient& patient) {
  if (!patient.application) return {};
  const Configuration& c = *patient.configuration;
  registry::Hosts hosts(patient.system, c.paths, c.registries);
  std::set<std::string> names;
  for (const auto& component : patient.application->components)
    names.insert(registry::identity_of(component.image.host));
  std::vector<Place> places;
  places.reserve(names.size());
  for (const auto& name : names)
    places.push_back({.url = hosts.base_url(name) + "/v2/", .ca_file = hosts.ca_file(name)});
  Findings out = look_at_all(call, patient, places);
  const auto http = client_of(patient.system, c);
  for (const RegistryPlace& place :
       registry_places(call, hosts, c, &*patient.application, registry::Purpose::images)) {
    const auto& credentials = place.credentials;
    registry::Session session(patient.system, *http, hosts, registry::Purpose::images);
    const auto tried = session.log_in(call, place.host, place.repository);
    if (tried) {
      out.push_back(fine(place.shown(), *tried && credentials ? credentials->user : "anonymous"));
    } else if (tried.error().kind() == Kind::auth || tried.error().kind() == Kind::denied) {
      out.push_back(problem(place.shown(), tried.error()));
    }
    const bool told = !tried && tried.error().reason == Reason::credential_helper_failed;
    if (credentials && credentials->trouble && !told)
      out.push_back(note(place.shown(), *credentials->trouble));
  }
  return out;
}

Findings check_chart(const Call& call, const Patient& patient) {
  if (!patient.application) return {};
  const core::Chart& chart = patient.application->chart;
  if (chart.kind == core::ChartKind::path) return {};
  const Ports ports(patient.system, *patient.configuration, patient.coding,
                    patient.application->folder);
  const auto versions = ports.charts->versions(call, chart);
  const std::string what = chart.source + "/" + chart.name;
  if (!versions) return {problem(what, versions.error())};
  return {fine(what, versions->empty() ? "-" : versions->front().version)};
}

Findings check_pipeline(const Call& call, const Patient& patient) {
  if (!patient.application || !patient.coding) return {};
  const core::Application& application = *patient.application;
  const Ports ports(patient.system, *patient.configuration, patient.coding, application.folder);
  const core::EngineSettings& settings = application.deploy;
  core::DeployEngine& engine = ports.engines->of(settings.engine);
  Findings out;
  const auto look = [&](const std::string& what, core::Purpose purpose,
                        const std::map<std::string, std::string>& further) {
    const auto facts = engine.describe(call, settings, {.purpose = purpose});
    if (!facts) {
      const bool gone = facts.error().reason == Reason::pipeline_not_found;
      const bool said =
          !out.empty() && out.back().why && out.back().why->args == facts.error().args;
      if (gone) out.push_back(problem(what, facts.error()));
      if (!gone && !said) out.push_back(not_known(what, facts.error()));
      return;
    }
    if (facts->unusable) {
      Error why = *facts->unusable;
      why.args.set("what", what);
      out.push_back(problem(what, std::move(why)));
      return;
    }
    Findings mistakes;
    for (const Error& mistake : undeclared(*facts, further))
      mistakes.push_back(problem(what, mistake));
    if (mistakes.empty()) mistakes.push_back(fine(what));
    append(out, std::move(mistakes));
  };
  look(settings.title, core::Purpose::deploy, settings.parameters);
  if (!settings.removal.empty())
    look(settings.removal, core::Purpose::remove, settings.removal_parameters);
  return out;
}

}  // namespace chatops::wire::doctor
