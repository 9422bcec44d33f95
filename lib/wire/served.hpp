// The applications and projects that a server looks after: each application with a wire of its own,
// all with one state and one way out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/chat.hpp"
#include "keeper/landscape.hpp"
#include "wire/server_config.hpp"
#include "wire/wire.hpp"

namespace chatops::wire {

/// Used from any thread.
class Served final : public keeper::Landscape {
 public:
  /// All outlive it. Loads nothing yet. `options` without an application.
  Served(System system, Options options, Shared shared, const ServerConfig& config,
         core::Chat& chat);
  ~Served() override;

  /// Loads every application that is not loaded; those that cannot be are told, by source. To be
  /// called again from time to time.
  std::map<std::string, Error> load(const Call& call);

  std::vector<std::string> projects() override;
  std::vector<std::string> applications() override;
  std::shared_ptr<workflow::IterationDependencies> project(const std::string& key) override;
  std::shared_ptr<keeper::ServedApplication> application(const std::string& name) override;
  bool refresh(const Call& call, const std::string& application) override;

  /// What commands of the application act on; null: it is not looked after. "": what needs none.
  std::shared_ptr<command::Services> services(const std::string& application);
  /// The hooks of that project at its source; null: it is not looked after. Lives as long as this
  /// does not load the application anew.
  core::Webhooks* webhooks(const Call& call, const std::string& project);
  /// The group for what concerns no iteration of any project.
  void set_project_group(const core::GroupRef& group);

 private:
  struct Loaded;

  std::shared_ptr<Loaded> load_one(const Call& call, const std::string& source);
  /// Components whose images no hook tells of; the chart ("") also where one would, because asking
  /// again costs nothing.
  std::set<std::string> polled_of(const Call& call, Wire& wire,
                                  const core::Application& application);
  bool has(const std::string& source);
  std::shared_ptr<Loaded> find(const std::string& application);

  const System system_;
  const Options options_;
  const Shared shared_;
  const ServerConfig& config_;
  core::Chat& chat_;
  const std::shared_ptr<Wire> bare_;                       ///< without an application
  std::mutex loading_;                                     ///< one loads at a time
  std::mutex mutex_;                                       ///< guards all below
  std::map<std::string, std::shared_ptr<Loaded>> loaded_;  ///< by application
  std::map<std::string, std::shared_ptr<workflow::IterationPolicy>> policies_;  ///< by project
  core::GroupRef project_group_;
};

}  // namespace chatops::wire
