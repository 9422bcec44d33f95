// What the product must know to speak with one CODING team.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coding/actions.hpp"
#include "coding/token.hpp"
#include "net/pace.hpp"

namespace chatops::coding {

struct Settings {
  std::string url;      ///< whole, with /open-api; "" = not configured
  std::string web;      ///< origin of the pages that links lead to: "https://acme.coding.net"
  std::string team;     ///< the team's slug
  std::string project;  ///< the project's slug
  /// The project's id; 0 = looked up by name, for which project tokens have no documented scope.
  std::int64_t project_id = 0;
  std::optional<Token> token, ci_token, cd_token;
  /// Image hosts whose versions CODING's artifacts list; empty, as without a team: those that are
  /// named as CODING names them.
  std::vector<std::string> docker_hosts;
  double requests_per_second = 30;  ///< of one action; documented limit
  /// Shared by all clients of one process that ask the same team (pace_of); null = the client's
  /// own.
  std::shared_ptr<net::Pace> pace;
  /// Pages for people, by what they show: iteration, issue, build, job, pipeline, execution.
  /// Placeholders {web} {project} {code} {job} {number} {application} {pipeline} {execution}.
  std::map<std::string, std::string> links;

  /// The token an action of this area is sent with; null when none is configured.
  const Token* token_for(Area area) const;
  /// True where images of this host are artifacts of CODING.
  bool lists_images_of(std::string_view host) const;
};

/// "https://e.coding.net", ".../", ".../open-api" and ".../open-api/" are all the same address.
std::string normal_url(std::string_view url);
/// An address as people say it: "TEAM" and "TEAM.coding.net" are meant with https.
std::string full_url(std::string_view said);
/// The pace that the settings' rate means, of the team that they speak of.
std::shared_ptr<net::Pace> pace_of(const Settings& settings, net::Paces& paces);
/// Where executions of these settings live: "TEAM/PROJECT", or the host where no team is known.
std::string place_of(const Settings& settings);
/// Fills what follows from the rest: the web origin and the team from the URL, docker hosts from
/// the team, links from CODING's known pages.
void complete(Settings& settings);

}  // namespace chatops::coding
