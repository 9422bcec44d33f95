// One look after the other; a later one is left out where it needs what an earlier one lacked.
// SPDX-License-Identifier: Apache-2.0
#include "wire/server_check.hpp"

#include <map>
#include <memory>

#include "net/server.hpp"
#include "store/owner_lock.hpp"
#include "wire/wire.hpp"

namespace chatops::wire {

namespace {

class ServerChecks {
 public:
  ServerChecks(const Call& call, const System& system, const Options& options)
      : call_(call), system_(system), options_(options) {}

  Findings run(const core::ServeOptions& asked) && {
    look("configuration", [&] {
      profile_ = read_configuration(system_.variables, options_);
      profile_->problems.throw_if_any(profile_->profile.file);
      return profile_->profile.file;
    });
    look("server configuration", [&] {
      config_ = server_config_of(asked);
      return config_.file;
    });
    if (!profile_) return std::move(out_);
    look("state file", [&] { return free_state(); });
    if (!config_.certificate.empty()) look("certificate", [&] { return certificate(); });
    for (const HookConfig& hook : config_.hooks) look("hook", [&] { return secrets_of(hook); });
    for (const std::string& source : config_.applications)
      look("application", [&] { return application(source); });
    for (const HookConfig& hook : config_.hooks) webhooks_of(hook);
    return std::move(out_);
  }

 private:
  template <class Work>
  void look(const char* what, const Work& work) {
    try {
      add(Finding::fine(what, work()));
    } catch (const Error& error) {
      for (const Error& one : taken_apart(error)) add(Finding::problem(what, one));
    }
  }
  void add(Finding finding) {
    finding.check = "server";
    out_.push_back(std::move(finding));
  }

  std::string free_state() const {
    const std::string file = state_file(*profile_);
    if (const auto owner = value_or_throw(store::OwnerLock::look(file)))
      throw Error(Reason::server_owns_state,
                  {{"where", file}, {"what", std::to_string(owner->pid)}});
    return file;
  }

  std::string certificate() const {
    net::check_tls({config_.certificate, config_.key});
    return config_.certificate;
  }

  std::string secrets_of(const HookConfig& hook) const {
    if (!hook.token && !hook.password)
      throw Error(Reason::webhook_refused, {{"what", hook.name}, {"why", "unconfigured"}});
    for (const auto& source : {hook.token, hook.password})
      if (source)
        value_or_throw(
            config::resolve_secret(call_, system_, paths_of(profile_->paths, config_), *source));
    return "/hooks/" + hook.name + ", " + hook.project;
  }

  std::string application(const std::string& source) {
    Options with = options_;
    with.app = source;
    auto wire = std::make_unique<Wire>(system_, with);
    std::string found = wire->look_at_application(call_);
    const std::string project = wire->dependencies(call_).application.project;
    wires_.emplace(project, std::move(wire));
    return found;
  }

  /// Where people reach the server is known only where the configuration says it: else it is only
  /// seen whether the token may look.
  void webhooks_of(const HookConfig& hook) {
    const auto wire = wires_.find(hook.project);
    if (wire == wires_.end()) return;
    const core::WantedHook wanted = wanted_hook(hook.name, config_.url);
    const auto seen = wire->second->webhooks(call_).look(call_, wanted);
    if (!seen) return add(Finding::problem("webhook", seen.error()));
    if (config_.url.empty()) return add(Finding::fine("webhook", hook.project));
    const auto flaws = core::flaws_of(*seen, wanted);
    for (const Error& flaw : flaws) add(Finding::note("webhook", flaw));
    if (flaws.empty()) add(Finding::fine("webhook", wanted.url));
  }

  const Call& call_;
  const System& system_;
  const Options& options_;
  std::optional<Configuration> profile_;
  ServerConfig config_;
  std::map<std::string, std::unique_ptr<Wire>> wires_;  ///< by project
  Findings out_;
};

}  // namespace

ServerConfig server_config_of(const core::ServeOptions& options) {
  config::Problems problems;
  ServerConfig out = read_server_config(options.config, problems);
  problems.throw_if_any(options.config);
  out.applications.insert(out.applications.end(), options.applications.begin(),
                          options.applications.end());
  if (!options.listen.empty() && !listen_at(out, options.listen))
    throw Error(Reason::usage_bad_value,
                {{"what", "--listen"}, {"value", options.listen}, {"try", "127.0.0.1:8460"}});
  return out;
}

Findings check_server(const Call& call, const System& system, const Options& options,
                      const core::ServeOptions& asked) {
  return ServerChecks(call, system, options).run(asked);
}

}  // namespace chatops::wire
