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

#include "coding/client.hpp"
#include "core/engine.hpp"
#include "core/inventory.hpp"
#include "core/ports.hpp"

namespace chatops::coding {

struct CiJob {
  std::int64_t id = 0;
  std::string name, depot;
};

/// One team as seen by one thread of work: client, and what is looked up once and then remembered
/// (project ids, names of members, CI jobs). Outlives the ports made from it; not thread-safe.
class Coding {
 public:
  /// `http` outlives it.
  Coding(System system, net::Http& http, Settings settings)
      : client(system, http, std::move(settings)) {
    const auto& known = client.settings();
    if (known.project_id > 0) project_ids_.emplace(known.project, known.project_id);
  }

  /// Ids of projects by slug; each is asked for once.
  std::vector<Known<std::int64_t>> project_ids(const Call& call,
                                               std::span<const std::string> names);
  Known<std::int64_t> project_id(const Call& call, const std::string& name);
  /// Members of the configured project by user id; asked for once.
  Known<std::map<std::int64_t, core::Person>> members(const Call& call);
  /// CI jobs of the configured project; asked for once.
  Known<std::vector<CiJob>> ci_jobs(const Call& call);

  Client client;

 private:
  std::map<std::string, std::int64_t> project_ids_;
  std::optional<std::map<std::int64_t, core::Person>> members_;
  std::optional<std::vector<CiJob>> ci_jobs_;
};

std::unique_ptr<core::Tracker> make_tracker(Coding& coding);
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
