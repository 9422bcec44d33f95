// The order in which parts need each other: configuration, application, ports, state, dependencies.
// SPDX-License-Identifier: Apache-2.0
#include "wire/wire.hpp"

#include <unistd.h>

#include <filesystem>

#include "account/accounts.hpp"
#include "application/config_files.hpp"
#include "application/load.hpp"
#include "application/nocalhost.hpp"
#include "application/source.hpp"
#include "application/values.hpp"
#include "base/file.hpp"
#include "base/process_name.hpp"
#include "base/random.hpp"
#include "coding/login.hpp"
#include "config/paths.hpp"
#include "dev/mode.hpp"
#include "kube/clusters.hpp"
#include "kube/profile.hpp"
#include "net/probe.hpp"
#include "registry/chart_files.hpp"
#include "registry/login.hpp"
#include "sandbox_process/host.hpp"
#include "wire/doctor_table.hpp"
#include "wire/engines.hpp"
#include "wire/locate.hpp"
#include "wire/server.hpp"

namespace chatops::wire {

namespace {

Error without_coding(const Configuration& configuration) {
  return sandbox_process::with_sandbox_profile_named(
      Error(Reason::not_configured, {{"what", "CODING"},
                                     {"try", "CHATOPS_CODING_TOKEN"},
                                     {"section", "coding"},
                                     {"file", configuration.paths.config_file}}),
      sandbox_chosen(configuration));
}

/// Beside us as it is installed, or as it is built.
std::string agent_program(const std::string& folder) {
  for (const auto* place : {"", "/../agent"}) {
    auto path = folder + place + "/chatops-agent";
    if (::access(path.c_str(), R_OK) == 0) return path;
  }
  return folder + "/chatops-agent";
}

/// What of a project's inventory lives as long as it.
struct InventoryOfProject {
  InventoryOfProject(System system, net::Http& http, coding::Settings settings)
      : coding(system, http, std::move(settings)), inventory(coding::make_inventory(coding)) {}
  coding::Coding coding;
  std::unique_ptr<core::Inventory> inventory;
};

/// What `config init` may ask, as the configuration stands now.
std::optional<application::Provider> provider_of(System system, Outside& outside,
                                                 const Options& options) {
  const auto read =
      std::make_shared<const Configuration>(read_configuration(system.variables, options));
  if (!read->coding.any()) return std::nullopt;
  const coding::Settings& known = read->coding.settings;
  const auto inventory =
      [system, &outside, read](
          const Call& call, const std::string& project) -> Known<std::shared_ptr<core::Inventory>> {
    auto settings = coding::resolve(call, system, read->paths, read->coding);
    if (!settings) return unknown(std::move(settings).error());
    if (settings->project != project) settings->project_id = 0;
    settings->project = project;
    settings->pace = coding::pace_of(*settings, outside.paces);
    const auto made =
        std::make_shared<InventoryOfProject>(system, outside.http(*read), std::move(*settings));
    return std::shared_ptr<core::Inventory>(made, made->inventory.get());
  };
  return application::Provider{
      .web = known.web, .team = known.team, .project = known.project, .inventory = inventory};
}

}  // namespace

Wire::Wire(System system, Options options)
    : system_(system),
      options_(std::move(options)),
      own_outside_(std::in_place, system_),
      outside_(*own_outside_) {}
Wire::Wire(System system, Options options, Shared shared)
    : system_(system),
      options_(std::move(options)),
      outside_(shared.outside),
      shared_store_(&shared.store),
      control_(shared.control) {}
Wire::~Wire() = default;

const Configuration& Wire::settings() {
  if (!configuration_) {
    Configuration read = read_configuration(system_.variables, options_);
    read.problems.throw_if_any(read.profile.file);
    configuration_ = std::move(read);
  }
  return *configuration_;
}

std::string Wire::profile_language() {
  try {
    return configuration_ ? configuration_->language
                          : read_configuration(system_.variables, options_).language;
  } catch (const Error&) {
    return {};
  }
}

application::Location Wire::locate(const Call& call) {
  return locate_application(call, system_, settings(), options_);
}

const core::Application& Wire::application(const Call& call) {
  if (!application_) {
    application::Location location = locate(call);
    application_ = application::load_application(call, system_, location, engine_readers());
    application_file_ = std::move(location.file);
  }
  return *application_;
}

const core::Application* Wire::application_or_none(const Call& call) {
  try {
    return &application(call);
  } catch (const Error&) {
    return nullptr;
  }
}

Ports& Wire::ports(const Call& call) {
  if (!ports_) {
    const Configuration& configuration = settings();
    Result<coding::Settings> coding = unknown(without_coding(configuration));
    if (configuration.coding.any())
      coding = coding::resolve(call, system_, configuration.paths, configuration.coding);
    if (coding && coding->project.empty()) coding->project = application(call).project;
    ports_ = std::make_unique<Ports>(system_, outside_, configuration, std::move(coding),
                                     application_ ? application_->folder : options_.folder);
  }
  return *ports_;
}

core::Store& Wire::store(const Call& call) {
  if (store_ == nullptr) {
    core::Store* store = shared_store_;
    if (store == nullptr) {
      value_or_throw(make_folders(settings().paths.state_dir, 0700));
      own_store_ = std::make_unique<store::SqliteStore>(state_file(settings()));
      store = own_store_.get();
    }
    application::claim_name(call, system_, *store, application(call));
    store_ = store;
  }
  return *store_;
}

Known<kube::Api*> Wire::cluster(const std::string& name) {
  const auto reached = ports_->cluster(name);
  if (!reached) return unknown(reached.error());
  return reached->api;
}

Known<int> Wire::ask_address(const Call& call, const std::string& url) {
  constexpr Millis patience{2'000};
  const auto seen =
      net::probe(call, system_,
                 {.url = url, .user_agent = user_agent, .what = "address", .patience = patience});
  if (!seen) return unknown(seen.error());
  return seen->status;
}

std::unique_ptr<StartApart> Wire::start_apart() {
  const std::string program = options_.program_folder + "/chatops-core";
  // A server stays.
  if (shared_store_ != nullptr || ::access(program.c_str(), X_OK) != 0) return nullptr;
  std::vector<std::string> core = {program, start_word, "--app", options_.app};
  if (options_.profile) core.insert(core.end(), {"--profile", *options_.profile});
  return std::make_unique<StartApart>(system_, std::move(core),
                                      settings().paths.state_dir + "/starts");
}

workflow::Dependencies& Wire::dependencies(const Call& call) {
  if (!deps_) {
    const core::Application& app = application(call);
    Ports& p = ports(call);
    p.know(app);
    dev_mode_ = dev::make_dev_mode(
        system_, {.cluster = [this](const std::string& name) { return cluster(name); },
                  .agent = agent_program(options_.program_folder),
                  .state_folder = settings().paths.state_dir + "/dev"});
    running_ = kube::make_clusters(
        [this](const std::string& name) { return cluster(name); }, system_.clock,
        [&clusters = p.providers().clusters](kube::Api& api) { return clusters.watched(api); });
    deps_ = std::make_unique<workflow::Dependencies>(workflow::Dependencies{
        .system = system_,
        .store = store(call),
        .application = app,
        .tracker = *p.tracker,
        .tracker_name = tracker_name,
        .source = *p.source,
        .builds = *p.builds,
        .artifacts = *p.artifacts,
        .images = *p.images,
        .charts = *p.charts,
        .engines = *p.engines,
        .read_values = application::read_values,
        .read_chart_values = application::read_chart_values,
        .holder = this_process(),
        .gone = process_gone,
        .parallel =
            [this](std::vector<std::function<void()>> tasks) {
              outside_.workers.run(std::move(tasks));
            },
        .clusters = running_.get(),
        .dev_mode = dev_mode_.get(),
        .dev_settings =
            [](const core::Component& component, const std::string& folder,
               std::vector<Error>& notes) {
              return application::read_nocalhost(folder, component, notes);
            },
        .ask_address = [this](const Call& of,
                              const std::string& url) { return ask_address(of, url); }});
    start_apart_ = start_apart();
    if (start_apart_)
      deps_->start_apart = [this](const core::Deployment& row) { return (*start_apart_)(row); };
  }
  return *deps_;
}

core::Tracker& Wire::tracker(const Call& call) { return *ports(call).tracker; }
core::Members& Wire::members(const Call& call) { return *ports(call).members; }
core::Webhooks& Wire::webhooks(const Call& call) { return *ports(call).webhooks; }

command::ConfigReport Wire::configuration(const Call& call) {
  command::ConfigReport report;
  Configuration read;
  try {
    read.paths = value_or_throw(config::user_paths(system_.variables));
    read = examine_configuration(system_.variables, options_);
    report.settings = shown_settings(system_.variables, read);
    if (!read.profile.file.empty()) report.files.push_back(read.profile.file);
    if (read.problems.empty()) configuration_ = read;
  } catch (const Error&) {
    configuration_.reset();  // why is told below, as all mistakes of the files are
  }
  report.problems = all_mistakes(system_.variables, options_);
  try {
    const application::Location location = locate_application(call, system_, read, options_);
    report.application = location.file;
    report.files.push_back(location.file);
    report.settings.push_back({.name = "application",
                               .value = location.file,
                               .origin = location.pointer.empty() ? "file" : "pointer",
                               .detail = location.pointer});
    application::load_application(call, system_, location, engine_readers());
  } catch (const Error& error) {
    const std::vector<Error> found = error.more.empty() ? std::vector<Error>{error} : error.more;
    // A configuration without an application is one all the same, unless one was named.
    const bool absent = error.reason == Reason::application_not_found &&
                        !names_application(system_.variables, read, options_);
    auto& where = absent ? report.notes : report.problems;
    where.insert(where.end(), found.begin(), found.end());
  }
  return report;
}

core::ConfigFiles& Wire::config_files() {
  if (!config_files_) {
    config_files_ = application::make_config_files(
        system_, {.folder = options_.folder,
                  .locate = [this](const Call& call) { return locate(call); },
                  .user_mistakes =
                      [options = options_](const Variables& variables) {
                        Options all = options;
                        all.profile.reset();
                        return all_mistakes(variables, all);
                      },
                  .packed_values = [](const std::string& file) -> std::optional<std::string> {
                    auto chart = registry::read_package(file);
                    return chart ? std::optional(std::move(chart->values)) : std::nullopt;
                  },
                  .provider = [this] { return provider_of(system_, outside_, options_); },
                  .engines = engine_readers()});
  }
  return *config_files_;
}

core::Accounts& Wire::accounts() {
  if (!accounts_) {
    const Configuration& c = settings();
    net::Http& http = outside_.http(c);
    const auto application = [this](const Call& call) { return application_or_none(call); };
    account::Logins logins;
    logins["coding"] = coding::make_login(system_, http, outside_.paces,
                                          {.paths = c.paths,
                                           .configured = c.coding,
                                           .application = application,
                                           .told = [chosen = sandbox_chosen(c)](Error error) {
                                             return sandbox_process::with_sandbox_profile_named(
                                                 std::move(error), chosen);
                                           }});
    logins["registry"] = registry::make_login(
        system_, http, {.paths = c.paths, .table = c.registries, .application = application});
    accounts_ = account::make_accounts(
        system_, outside_.workers,
        {.paths = c.paths, .profile = c.profile.name.value, .credentials = c.credentials},
        std::move(logins));
  }
  return *accounts_;
}

bool Wire::told_by_coding(const Call& call, const core::ImageName& image) {
  const auto& settings = ports(call).providers().settings;
  return settings && settings->lists_images_of(image.host);
}

std::string Wire::application_name(const Call& call) {
  const core::Application* read = application_or_none(call);
  return read == nullptr ? std::string() : read->name;
}

std::string Wire::look_at_application(const Call& call) {
  const core::Application& read = application(call);
  const auto iterations = value_or_throw(ports(call).tracker->iterations(call));
  return read.name + ": " + read.project + ", " + std::to_string(iterations.size()) + " iterations";
}

core::ServerHost& Wire::server_host() {
  if (!server_host_) server_host_ = make_server_host(system_, options_);
  return *server_host_;
}

core::DevMode& Wire::dev_mode(const Call& call) { return *dependencies(call).dev_mode; }

core::ServerControl& Wire::server() {
  if (control_ == nullptr) throw Error(Reason::server_not_running);
  return *control_;
}

std::vector<core::EnvironmentSummary> Wire::known_environments(const Call& call) {
  std::vector<core::EnvironmentSummary> out;
  try {
    // A state that is not there is not begun for the question.
    std::error_code odd;
    if (!std::filesystem::exists(state(), odd)) return out;
    constexpr Millis patience{5'000};
    const workflow::Dependencies& deps = dependencies(call.until(system_.clock.tick() + patience));
    deps.store.read(
        [&](core::Tx& tx) { out = tx.environments().list(deps.application.name, false); });
  } catch (const Error&) {
    out.clear();  // what keeps it from being read has a finding of its own
  }
  return out;
}

Findings Wire::diagnose(const Call& call, const std::string& part) {
  const bool asks = part.empty() || part == "dev";
  return wire::diagnose(call, system_, outside_, options_, part,
                        asks ? known_environments(call) : std::vector<core::EnvironmentSummary>());
}

core::SandboxHost& Wire::sandbox() {
  if (!sandbox_)
    sandbox_ = sandbox_process::make_sandbox_host(
        system_, value_or_throw(config::user_paths(system_.variables)), options_.program_folder);
  return *sandbox_;
}

}  // namespace chatops::wire
