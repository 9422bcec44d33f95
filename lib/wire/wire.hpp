// Builds the whole from configuration, each part when it is first asked for. No logic of the
// product stands here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "application/locate.hpp"
#include "command/services.hpp"
#include "store/sqlite_store.hpp"
#include "wire/configuration.hpp"
#include "wire/ports.hpp"

namespace chatops::wire {

/// Used by one thread. `system` outlives it.
class Wire final : public command::Services {
 public:
  Wire(System system, Options options);
  ~Wire() override;

  System system() override { return system_; }
  workflow::World& world(const Call& call) override;
  core::Tracker& tracker(const Call& call) override;
  command::ConfigReport configuration(const Call& call) override;
  command::SandboxHost& sandbox() override;
  command::ConfigFiles& config_files() override;

  command::Accounts& accounts() override;
  std::vector<command::Finding> diagnose(const Call& call) override;

  /// What world() built, when it did; else null.
  workflow::World* built_world() { return world_.get(); }

  /// The language of the profile, "" when it names none or cannot be read. Throws nothing.
  std::string profile_language();

 private:
  const Configuration& settings();
  application::Location locate(const Call& call);
  const core::Application& application(const Call& call);
  Ports& ports(const Call& call);
  core::Store& store();

  System system_;
  Options options_;
  std::optional<Configuration> configuration_;
  std::optional<core::Application> application_;
  std::unique_ptr<Ports> ports_;
  std::unique_ptr<store::SqliteStore> store_;
  std::unique_ptr<command::SandboxHost> sandbox_;
  std::unique_ptr<command::Accounts> accounts_;
  std::unique_ptr<command::ConfigFiles> config_files_;
  std::unique_ptr<workflow::World> world_;
};

}  // namespace chatops::wire
