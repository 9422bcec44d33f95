// Issuing and reading the registry's tokens: base64 of a JSON payload, a dot, and its HMAC.
// SPDX-License-Identifier: Apache-2.0
#include "registry/token_desk.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/crypto.hpp"
#include "net/json.hpp"

namespace chatops::sandbox {
namespace {

constexpr Moment lifetime = 300'000;

net::ServerResponse refuse(int status, std::string_view code, std::string_view message) {
  const Json body = {
      {"errors", Json::array({{{"code", code}, {"message", message}, {"detail", nullptr}}})}};
  net::ServerResponse out{
      status, {{"Content-Type", "application/json; charset=utf-8"}}, body.dump()};
  if (status == 401) out.headers.add("WWW-Authenticate", "Basic realm=\"chatops-sandbox\"");
  return out;
}

std::vector<std::string> split_words(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(separator, begin), text.size());
    if (end > begin) parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// Every "scope" of the query; one parameter may hold several, separated by spaces.
std::vector<std::string> scopes_of(const std::string& query) {
  std::vector<std::string> scopes;
  for (const auto& field : split_words(query, '&')) {
    if (!field.starts_with("scope=")) continue;
    auto text = field.substr(6);
    std::ranges::replace(text, '+', ' ');
    for (auto& scope : split_words(net::percent_decode(text), ' '))
      scopes.push_back(std::move(scope));
  }
  return scopes;
}

/// "repository:NAME:pull,push"; a name may itself hold a colon (a host's port), so the outer ones
/// count.
std::optional<Grant> parse_scope(std::string_view scope) {
  const auto first = scope.find(':'), last = scope.rfind(':');
  if (first == std::string_view::npos || last == first || scope.substr(0, first) != "repository")
    return std::nullopt;
  const auto actions = split_words(scope.substr(last + 1), ',');
  return Grant{std::string(scope.substr(first + 1, last - first - 1)),
               {actions.begin(), actions.end()}};
}

}  // namespace

TokenDesk::TokenDesk(World& world) : world_(world) {
  for (int i = 0; i < 4; ++i) key_ += std::to_string(world_.system().random.next());
}

std::string TokenDesk::sign(const std::string& payload) const {
  return crypto::to_base64(payload) + "." + crypto::to_hex(crypto::hmac_sha256(key_, payload));
}

std::set<std::string> TokenDesk::allowed(const Identity& who, std::string_view repository) const {
  const auto parts = split_words(repository, '/');
  if (parts.size() < 3) return {};
  const bool here = world_.read([&](const Model& model) {
    const auto* project = model.project(parts[0]);
    if (project == nullptr) return false;
    if (!who.personal() && who.token.project_id != project->id) return false;
    return std::ranges::any_of(model.repositories, [&](const ArtifactRepository& each) {
      return each.project_id == project->id && each.name == parts[1];
    });
  });
  std::set<std::string> actions;
  if (!here) return actions;
  const auto may = [&](std::initializer_list<std::string_view> scopes) {
    return std::ranges::any_of(scopes, [&](std::string_view scope) { return who.may(scope); });
  };
  if (may({"artifact:repository:ro", "artifact:version:ro", "artifact_r"})) actions.insert("pull");
  if (may({"artifact:repository:rw", "artifact:version:rw", "artifact_rw"}))
    actions.insert({"push", "delete"});
  return actions;
}

net::ServerResponse TokenDesk::answer(const net::ServerRequest& request) {
  if (request.method != "GET")
    return refuse(405, "UNSUPPORTED", "tokens are asked for with GET and Basic authorization");
  const auto who = world_.read([&](const Model& model) {
    return identify_basic(model, request.headers.get("Authorization"));
  });
  if (!who) return refuse(401, "UNAUTHORIZED", "authentication required");
  Json access = Json::array();
  for (const auto& scope : scopes_of(request.query)) {
    const auto asked = parse_scope(scope);
    if (!asked) continue;
    const auto allowed_actions = allowed(*who, asked->repository);
    Json granted = Json::array();
    for (const auto& action : asked->actions)
      if (action == "*" ? !allowed_actions.empty() : allowed_actions.contains(action))
        granted.push_back(action);
    access.push_back({{"name", asked->repository}, {"actions", granted}});
  }
  const auto now = world_.now();
  const auto token = sign(net::dump(Json{{"exp", now + lifetime}, {"access", access}}));
  const Json body = {{"token", token},
                     {"access_token", token},
                     {"expires_in", lifetime / 1000},
                     {"issued_at", to_rfc3339(Instant(Millis(now)))}};
  return {200, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, body.dump()};
}

std::optional<std::vector<Grant>> TokenDesk::read_token(std::string_view token) const {
  const auto payload = crypto::from_base64(token.substr(0, token.find('.')));
  if (!payload || !crypto::equal_in_constant_time(sign(*payload), token)) return std::nullopt;
  const auto json = Json::parse(*payload);
  if (json.at("exp").get<Moment>() < world_.now()) return std::nullopt;
  std::vector<Grant> grants;
  for (const auto& entry : json.at("access"))
    grants.push_back({entry.at("name"), entry.at("actions").get<std::set<std::string>>()});
  return grants;
}

TokenDesk::Verdict TokenDesk::check(const net::ServerRequest& request, std::string_view repository,
                                    std::string_view action) {
  const auto header = request.headers.get("Authorization");
  if (!header || !header->starts_with("Bearer ")) return Verdict::no_token;
  const auto grants = read_token(header->substr(7));
  if (!grants) return Verdict::bad_token;
  if (repository.empty()) return Verdict::allowed;
  for (const auto& grant : *grants)
    if (grant.repository == repository &&
        (grant.actions.contains(std::string(action)) || grant.actions.contains("*")))
      return Verdict::allowed;
  return Verdict::insufficient;
}

}  // namespace chatops::sandbox
