// What follows from CODING's address and team.
// SPDX-License-Identifier: Apache-2.0
#include "coding/settings.hpp"

#include <algorithm>
#include <cmath>

#include "net/http.hpp"

namespace chatops::coding {

namespace {

constexpr std::string_view domain = ".coding.net";
/// CODING's registries are TEAM-docker.pkg.DOMAIN.
constexpr std::string_view docker_infix = "-docker.pkg.";

/// The pages are not part of the documented interface; each can be set in the profile.
constexpr std::pair<std::string_view, std::string_view> known_links[] = {
    {"iteration", "{web}/p/{project}/iterations/{code}/issues"},
    {"issue", "{web}/p/{project}/all/issues/{code}"},
    {"job", "{web}/p/{project}/ci/job/{job}"},
    {"build", "{web}/p/{project}/ci/job/{job}/build/{number}/pipeline"},
    {"pipeline", "{web}/cd/applications/{application}/pipelines/{pipeline}"},
    {"execution", "{web}/cd/applications/{application}/executions/details/{execution}"},
};

std::string team_of_host(std::string_view host) {
  if (!host.ends_with(domain)) return {};
  const auto team = host.substr(0, host.size() - domain.size());
  return team == "e" || team == "www" ? std::string() : std::string(team);
}

}  // namespace

const Token* Settings::token_for(Area area) const {
  // Of the two that may be personal, CD's stands in where the general one cannot manage hooks.
  const bool cannot = area == Area::hooks && token && token->kind == TokenKind::project;
  const auto& own = area == Area::ci ? ci_token : area == Area::cd || cannot ? cd_token : token;
  if (own) return &*own;
  return token ? &*token : nullptr;
}

bool Settings::lists_images_of(std::string_view host) const {
  const std::string name = net::https_host(host);
  if (docker_hosts.empty()) return name.find(docker_infix) != std::string::npos;
  return std::any_of(docker_hosts.begin(), docker_hosts.end(),
                     [&](const std::string& one) { return net::https_host(one) == name; });
}

std::string full_url(std::string_view said) {
  if (said.empty() || said.find("://") != std::string_view::npos) return std::string(said);
  const auto host = said.substr(0, said.find_first_of(":/"));
  const bool team = host.size() == said.size() && host.find('.') == std::string_view::npos;
  return "https://" + std::string(said) + (team ? std::string(domain) : "");
}

std::string normal_url(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  if (url.empty()) return {};
  return url.ends_with("/open-api") ? std::string(url) : std::string(url) + "/open-api";
}

std::shared_ptr<net::Pace> pace_of(const Settings& settings, net::Paces& paces) {
  const double most = std::max(1.0, std::floor(settings.requests_per_second));
  return paces.of("coding " + normal_url(settings.url) + " " + settings.team,
                  static_cast<std::size_t>(most), Millis(1000));
}

std::string place_of(const Settings& settings) {
  const auto url = net::parse_url(settings.url);
  const std::string owner = settings.team.empty() && url ? url->host : settings.team;
  return owner + "/" + settings.project;
}

void complete(Settings& settings) {
  settings.url = normal_url(settings.url);
  const auto url = net::parse_url(settings.url);
  if (url && settings.team.empty()) settings.team = team_of_host(url->host);
  if (settings.web.empty() && url) {
    const bool shared = url->host == "e.coding.net" && !settings.team.empty();
    settings.web = shared ? "https://" + settings.team + std::string(domain) : url->origin();
  }
  if (settings.docker_hosts.empty() && !settings.team.empty()) {
    settings.docker_hosts.push_back(settings.team + std::string(docker_infix) + "coding.net");
  }
  for (const auto& [page, link] : known_links) {
    settings.links.try_emplace(std::string(page), link);
  }
}

}  // namespace chatops::coding
