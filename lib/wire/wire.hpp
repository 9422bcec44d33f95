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
#include "wire/start_apart.hpp"

namespace chatops::wire {

/// What several wires of one process use in common; outlives them.
struct Shared {
  Outside& outside;
  core::Store& store;
  core::ServerControl* control = nullptr;  ///< where commands are run by a server
};

/// Used by one thread; what it gives out, from any. `system` outlives it.
class Wire final : public command::Services {
 public:
  Wire(System system, Options options);
  Wire(System system, Options options, Shared shared);
  ~Wire() override;

  System system() override { return system_; }
  workflow::Dependencies& dependencies(const Call& call) override;
  core::Tracker& tracker(const Call& call) override;
  command::ConfigReport configuration(const Call& call) override;
  core::SandboxHost& sandbox() override;
  core::ConfigFiles& config_files() override;
  core::ServerHost& server_host() override;
  core::DevMode& dev_mode(const Call& call) override;
  core::ServerControl& server() override;

  core::Accounts& accounts() override;
  Findings diagnose(const Call& call, const std::string& part) override;

  core::Members& members(const Call& call);
  core::Webhooks& webhooks(const Call& call);
  /// The image lies at CODING, whose hooks tell of it.
  bool told_by_coding(const Call& call, const core::ImageName& image);
  const Configuration& settings();
  net::Http& http() { return outside_.http(settings()); }
  /// The file of the state, there or not.
  std::string state() { return state_file(settings()); }
  /// "" where there is none that can be read.
  std::string application_name(const Call& call);
  /// Reads the application and asks the tracker about its project, and changes nothing; "NAME:
  /// PROJECT, N iterations".
  std::string look_at_application(const Call& call);
  /// Of the application, absolute; "" before anything asked for it.
  const std::string& application_file() const { return application_file_; }

  /// What dependencies() built, when it did; else null.
  workflow::Dependencies* built_dependencies() { return deps_.get(); }

  /// The language of the profile, "" when it names none or cannot be read. Throws nothing.
  std::string profile_language();

 private:
  application::Location locate(const Call& call);
  const core::Application& application(const Call& call);
  /// The application where there is one that can be read, else null.
  const core::Application* application_or_none(const Call& call);
  Ports& ports(const Call& call);
  /// Of the application, where there is a state that can be read now.
  std::vector<core::EnvironmentSummary> known_environments(const Call& call);
  Known<kube::Api*> cluster(const std::string& name);
  Known<int> ask_address(const Call& call, const std::string& url);
  core::Store& store(const Call& call);
  /// What starts deployments where we cannot stay; null where none can.
  std::unique_ptr<StartApart> start_apart();

  System system_;
  Options options_;
  std::optional<Outside> own_outside_;
  Outside& outside_;
  core::Store* shared_store_ = nullptr;
  core::ServerControl* control_ = nullptr;
  std::optional<Configuration> configuration_;
  std::optional<core::Application> application_;
  std::string application_file_;
  std::unique_ptr<Ports> ports_;
  std::unique_ptr<core::Clusters> running_;
  std::unique_ptr<store::SqliteStore> own_store_;
  core::Store* store_ = nullptr;  ///< once the application's name is claimed there
  std::unique_ptr<core::SandboxHost> sandbox_;
  std::unique_ptr<core::Accounts> accounts_;
  std::unique_ptr<core::ConfigFiles> config_files_;
  std::unique_ptr<core::ServerHost> server_host_;
  std::unique_ptr<core::DevMode> dev_mode_;
  std::unique_ptr<StartApart> start_apart_;
  std::unique_ptr<workflow::Dependencies> deps_;
};

}  // namespace chatops::wire
