// Probing: a read that is answered, or that misses a thing of no such name, was allowed.
// SPDX-License-Identifier: Apache-2.0
#include "coding/token_facts.hpp"

#include "coding/decode.hpp"
#include "coding/may_start.hpp"

namespace chatops::coding {

namespace {

/// A name that nothing has: what is asked for by it is missed, unless the token may not ask.
constexpr std::string_view nothing = "chatops-probe";

struct Probe {
  std::string_view use, action;
  Json parameters;
};

bool token_is_dead(const Error& error) {
  return error.reason == Reason::auth_invalid || error.reason == Reason::auth_missing;
}

UseFacts facts_of(const Client& client, std::string_view use, std::string_view action_name,
                  const Known<Json>& answer) {
  const Action& action = *action_of(action_name);
  const Token* token = client.settings().token_for(action.area);
  const bool project = token != nullptr && token->kind == TokenKind::project;
  UseFacts out{.use = std::string(use),
               .scope = std::string(project ? action.project_scope : action.personal_scope),
               .access = Access::granted,
               .why = {}};
  if (answer || answer.error().reason == Reason::outside_not_found) return out;
  const Reason reason = answer.error().reason;
  const bool refused =
      reason == Reason::auth_scope || reason == Reason::forbidden || token_is_dead(answer.error());
  out.access = refused ? Access::missing : Access::unknown;
  out.why = answer.error();
  return out;
}

std::vector<Probe> probes_of(const Settings& settings, std::optional<std::int64_t> project,
                             const ProbeHints& hints) {
  const std::string depot = hints.depot.empty() ? std::string(nothing) : hints.depot;
  const std::string application =
      hints.application.empty() ? std::string(nothing) : hints.application;
  std::vector<Probe> out = {
      {"tracker",
       "DescribeIterationList",
       {{"ProjectName", settings.project}, {"Limit", 1}, {"Offset", 0}}},
      {"git",
       "DescribeGitBranches",
       {{"DepotId", 0},
        {"DepotPath", settings.team + "/" + settings.project + "/" + depot},
        {"PageNumber", 1},
        {"PageSize", 1}}},
      {"cd", "DescribeCdPipelineConfigs", {{"Application", application}}},
  };
  if (!project) return out;
  const Json package = {{"ProjectId", *project}, {"Repository", nothing}, {"Package", nothing}};
  Json version = package;
  version["PackageVersion"] = nothing;
  out.push_back({"members",
                 "DescribeProjectMembers",
                 {{"ProjectId", *project}, {"PageNumber", 1}, {"PageSize", 1}}});
  out.push_back({"ci", "DescribeCodingCIJobs", {{"ProjectId", *project}}});
  out.push_back({"artifacts", "DescribeArtifactVersionList", package});
  out.push_back({"properties", "DescribeArtifactProperties", std::move(version)});
  return out;
}

Known<std::int64_t> project_id(Client& client, const Call& call) {
  const auto& settings = client.settings();
  if (settings.project_id > 0) return settings.project_id;
  const auto name = client.project();
  if (!name) return unknown(name.error());
  const auto answer = client.ask(call, {"DescribeProjectByName", {{"ProjectName", *name}}});
  if (!answer) return unknown(answer.error());
  const auto id = number(net::member(*answer, "Project"), "Id");
  if (!id) return unknown(client.odd("DescribeProjectByName", "Project.Id"));
  return *id;
}

/// "" when the token may not ask.
Known<std::string> who_is(Client& client, const Call& call) {
  const auto answer = client.ask(call, {"DescribeCodingCurrentUser", Json::object()});
  if (!answer) {
    if (answer.error().reason == Reason::auth_scope) return std::string();
    return unknown(answer.error());
  }
  const Json& user = net::member(*answer, "User");
  const std::string name = text(user, "Name");
  return name.empty() ? text(user, "GlobalKey") : name;
}

UseFacts starting(const Client& client, const Known<Json>& trial) {
  UseFacts out = facts_of(client, "cd-trigger", "TriggerCdPipeline", Json::object());
  if (auto why = barred_from_starting(trial)) {
    out.access = Access::missing;
    out.why = std::move(why);
  } else if (out.scope.empty()) {
    out.access = Access::missing;
  } else if (!trial && trial.error().reason != Reason::outside_not_found) {
    out.access = Access::unknown;
    out.why =
        Error(Reason::access_untried, {{"what", "coding.TriggerCdPipeline"}, {"scope", out.scope}});
  }
  return out;
}

/// Tokens of a kind that can never have the scope say nothing about the project.
void tell_stranger(const Settings& settings, TokenFacts& facts) {
  const auto of_project = [](const UseFacts& use) {
    return !use.use.starts_with("cd") && !use.scope.empty();
  };
  int asked = 0;
  for (const UseFacts& use : facts.uses) {
    if (!of_project(use)) continue;
    if (use.access != Access::missing) return;
    ++asked;
  }
  if (asked < 3) return;
  for (UseFacts& use : facts.uses) {
    if (!of_project(use)) continue;
    use.why = Error(Reason::forbidden,
                    {{"what", settings.project}, {"where", settings.url}, {"why", "no_member"}});
  }
}

}  // namespace

std::string_view word_of(Access access) {
  switch (access) {
    case Access::granted: return "granted";
    case Access::missing: return "missing";
    case Access::unknown: return "unknown";
  }
  return "unknown";
}

Known<TokenFacts> examine(Client& client, const Call& call, const ProbeHints& hints) {
  const Settings& settings = client.settings();
  TokenFacts out{.who = {}, .team = settings.team, .project = settings.project, .uses = {}};
  auto who = who_is(client, call);
  if (!who) return unknown(std::move(who).error());
  out.who = std::move(*who);
  if (settings.project.empty()) return out;
  const auto id = project_id(client, call);
  const auto probes = probes_of(settings, id ? std::optional(*id) : std::nullopt, hints);
  std::vector<Ask> asks;
  asks.reserve(probes.size() + 1);
  for (const Probe& probe : probes) asks.push_back({probe.action, probe.parameters});
  asks.push_back(trial_of_starting());
  const auto answers = client.ask_all(call, asks);
  out.uses.push_back(facts_of(client, "project", "DescribeProjectByName",
                              id ? Known<Json>(Json::object()) : unknown(id.error())));
  for (std::size_t i = 0; i < probes.size(); ++i)
    out.uses.push_back(facts_of(client, probes[i].use, probes[i].action, answers[i]));
  out.uses.push_back(starting(client, answers.back()));
  tell_stranger(settings, out);
  return out;
}

}  // namespace chatops::coding
