// CODING's address, tokens and git host.
// SPDX-License-Identifier: Apache-2.0
#include "coding/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "coding/section.hpp"
#include "coding/token_facts.hpp"

namespace chatops::coding {

namespace {

/// How much a lack hurts: without these nothing is deployed; the others only tell more.
bool needed(std::string_view use) {
  return use == "project" || use == "tracker" || use == "git" || use == "artifacts" ||
         use == "cd" || use == "cd-trigger";
}

const char* word_of_kind(TokenKind kind) {
  return kind == TokenKind::personal ? "personal" : kind == TokenKind::oauth ? "oauth" : "project";
}

Findings judge_uses(const TokenFacts& facts) {
  Findings out;
  for (const auto& use : facts.uses) {
    const std::string name = use.use + (use.scope.empty() ? "" : " (" + use.scope + ")");
    // Where a token may not even look at pipelines, that is told already.
    const bool told = use.use == "cd-trigger" && !out.empty() && out.back().what.starts_with("cd");
    if (use.access == Access::granted || !use.why || told) continue;
    // One cause of several lacks is told once.
    const bool said = std::any_of(out.begin(), out.end(), [&](const Finding& one) {
      return one.why && one.why->reason == use.why->reason && one.why->args == use.why->args;
    });
    if (said) continue;
    out.push_back(use.access == Access::unknown ? Finding::not_known(name, *use.why)
                  : needed(use.use)             ? Finding::problem(name, *use.why)
                                                : Finding::note(name, *use.why));
  }
  return out;
}

}  // namespace

Findings check_address(const Call& call, const net::Looking& looking, const std::string& url) {
  if (url.empty()) return {};
  // The interface takes nothing but POST.
  return net::look_at(call, looking,
                      {.url = url + "?Action=DescribeCodingCurrentUser",
                       .ca_file = {},
                       .body = R"({"Action":"DescribeCodingCurrentUser"})"});
}

Findings check_tokens(const Call& call, Client& client, const core::Application* application) {
  ProbeHints hints;
  if (application != nullptr) hints.application = cd_application(application->deploy);
  const auto facts = examine(client, call, hints);
  if (!facts) {
    const Reason reason = facts.error().reason;
    const bool known = reason == Reason::auth_invalid || reason == Reason::auth_missing;
    return {known ? Finding::problem({}, facts.error()) : Finding::not_known({}, facts.error())};
  }
  std::string who = facts->who.empty() ? "?" : facts->who;
  if (const auto& token = client.settings().token)
    who += fmt::format(" ({})", word_of_kind(token->kind));
  Findings out = judge_uses(*facts);
  std::string granted;
  for (const auto& use : facts->uses) {
    if (use.access == Access::granted) granted += (granted.empty() ? "" : " ") + use.use;
  }
  out.insert(out.begin(), Finding::fine(who, granted));
  return out;
}

Findings without_token(const core::Application* application,
                       const std::function<Error(Error)>& told) {
  Error missing =
      told(Error(Reason::auth_missing,
                 {{"what", "CODING"}, {"try", "CHATOPS_CODING_TOKEN"}, {"login", "coding"}}));
  return {application != nullptr ? Finding::problem({}, std::move(missing))
                                 : Finding::note({}, std::move(missing))};
}

Findings check_git_hosts(const Call& call, const net::Looking& looking,
                         const core::Application& application) {
  std::set<std::string> origins;
  for (const auto& repository : application.repositories) {
    const auto url = net::parse_url(repository.url);
    if (url) origins.insert(url->origin());
  }
  std::vector<net::Endpoint> places;
  places.reserve(origins.size());
  for (const auto& origin : origins)
    places.push_back({.url = origin + "/", .ca_file = {}, .body = {}, .any_page = true});
  Findings out = net::look_at_all(call, looking, places);
  // Only git itself goes there: we ask CODING's interface.
  for (auto& finding : out) {
    if (finding.health == Health::problem && finding.why->reason != Reason::clock_differs)
      finding.health = Health::note;
  }
  return out;
}

}  // namespace chatops::coding
