// CODING as the product's ports: tracker, source host, builds, artifacts, and its CD as a deploy
// engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/expiring.hpp"
#include "coding/client.hpp"
#include "core/engine.hpp"
#include "core/inventory.hpp"
#include "core/ports.hpp"
#include "core/webhooks.hpp"

namespace chatops::coding {

struct CiJob {
  std::int64_t id = 0;
  std::string name, depot;
};

/// How long what was looked up is believed.
inline constexpr Millis remembered{10 * 60'000};
inline constexpr Millis failure_remembered{60'000};

/// One team: client, and what is looked up and then remembered (project ids, names of members, CI
/// jobs). Outlives the ports made from it; they and it are used from any thread.
class Coding {
 public:
  /// `http` and the system's clock outlive it.
  Coding(System system, net::Http& http, Settings settings);

  /// Ids of projects by slug, each remembered; that of the settings for ever.
  std::vector<Known<std::int64_t>> project_ids(const Call& call,
                                               std::span<const std::string> names);
  Known<std::int64_t> project_id(const Call& call, const std::string& name);
  using People = std::map<std::int64_t, core::Member>;
  /// Members of the configured project by user id; remembered. That they could not be read is
  /// remembered for a minute.
  Known<People> members(const Call& call);
  /// The same, asked anew, and remembered.
  Known<People> read_members(const Call& call);
  /// CI jobs of the configured project; remembered.
  Known<std::vector<CiJob>> ci_jobs(const Call& call);

  Clock& clock() { return clock_; }

  Client client;

 private:
  Clock& clock_;
  Expiring<std::string, std::int64_t> project_ids_;
  Expiring<std::int64_t, People> members_;              ///< by project's id
  Expiring<std::int64_t, Error> members_unread_;        ///< by project's id
  Expiring<std::int64_t, std::vector<CiJob>> ci_jobs_;  ///< by project's id
};

std::unique_ptr<core::Tracker> make_tracker(Coding& coding);
/// Members of the configured project, asked anew each time. Who has left the team is none; who is
/// locked has no known role. E-mail and mobile only where CODING does not say that they are
/// unverified.
std::unique_ptr<core::Members> make_members(Coding& coding);
/// Service Hooks of the configured project, for which project tokens have no scope.
std::unique_ptr<core::Webhooks> make_webhooks(Coding& coding);
std::unique_ptr<core::SourceHost> make_source_host(Coding& coding);
std::unique_ptr<core::Builds> make_builds(Coding& coding);
/// Versions of images that lie at hosts of Settings::docker_hosts, as project/repository/package.
std::unique_ptr<core::ArtifactSource> make_artifact_source(Coding& coding);
/// The engine of coding::engine_name.
std::unique_ptr<core::DeployEngine> make_deploy_engine(Coding& coding);
/// The same where CODING cannot be asked: what needs its answer is unknown for this reason.
std::unique_ptr<core::DeployEngine> make_unreachable_engine(Error why);
/// What the configured project has.
std::unique_ptr<core::Inventory> make_inventory(Coding& coding);

}  // namespace chatops::coding
