// The order in which a server's parts need each other, and in which they end.
// SPDX-License-Identifier: Apache-2.0
#include "wire/server.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/memory.hpp"
#include "base/signals.hpp"
#include "base/write_all.hpp"
#include "coding/service_hook.hpp"
#include "keeper/intake.hpp"
#include "keeper/journal.hpp"
#include "keeper/lanes.hpp"
#include "keeper/loop.hpp"
#include "keeper/reconcile.hpp"
#include "keeper/sender.hpp"
#include "net/server.hpp"
#include "render/messages.hpp"
#include "server/chat_parts.hpp"
#include "server/hooks.hpp"
#include "server/page/login.hpp"
#include "server/probes.hpp"
#include "server/remote.hpp"
#include "store/backup.hpp"
#include "store/owner_lock.hpp"
#include "wire/chats.hpp"
#include "wire/served.hpp"
#include "wire/served_hosts.hpp"
#include "wire/server_check.hpp"
#include "wire/server_control.hpp"

namespace chatops::wire {

namespace {

/// How long freed memory is kept before it is given back to the system.
constexpr Millis memory_kept = std::chrono::minutes(1);

namespace table = command::table;

table::Language language_of(const std::string& word) {
  return word == "zh" ? table::Language::zh : table::Language::en;
}

std::string listening_url(const ServerConfig& config, unsigned short port) {
  if (!config.url.empty()) return config.url;
  const bool six = config.address.find(':') != std::string::npos;
  return (config.certificate.empty() ? "http://" : "https://") +
         (six ? '[' + config.address + ']' : config.address) + ':' + std::to_string(port);
}

/// Connections may be as many as the server allows itself, where the system lets it.
void allow_files() {
  constexpr rlim_t enough = 4096;
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= enough) return;
  files.rlim_cur = std::min(files.rlim_max, enough);
  ::setrlimit(RLIMIT_NOFILE, &files);
}

/// Everything of one run; members end in the reverse order.
class Running {
 public:
  Running(const Call& call, System system, const Options& options, const Configuration& profile,
          ServerConfig config, const std::string& state)
      : system_(system),
        config_(std::move(config)),
        socket_(socket_of(state)),
        owner_(value_or_throw(store::OwnerLock::take(state, socket_))),
        store_(state),
        outside_(system_),
        chats_({store_, system_, config_}),
        log_(
            system_.clock, [](std::string_view line) { write_all(STDERR_FILENO, line); },
            config_.log),
        served_(system_, options, {outside_, store_, &control_}, config_, chats_.main()),
        hosts_(served_, system_.clock),
        queue_(system_),
        reconcilers_(served_, queue_, store_, system_,
                     {.settle = config_.settle,
                      .poll = config_.poll,
                      .definition = config_.update_definition}),
        sender_(
            store_, chats_.by_name(),
            [this](const core::Notice& notice, const std::string& language) {
              return word(notice, language);
            },
            system_),
        journal_(store_, served_, queue_, system_, sources(),
                 [this] {
                   if (send_loop_) send_loop_->wake();
                 }),
        control_(system_, store_, served_, queue_, counts_) {
    problems_ = load(call);
    make_project_group(call);
    hooks_ = read_hooks(call, profile);
    metrics_token_ = secret(call, profile, config_.metrics_token);
    control_.receive(hooks_, config_);
    control_.replayed = [this] { journal_loop_->wake(); };
    begin();
  }

  ~Running() {
    on_hangup_.reset();
    outside_.clusters.tell_nobody();
    server_.reset();
    entrances_.clear();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  core::Serving serving() {
    core::Serving out{.url = url_, .socket = socket_, .applications = {}, .projects = {}};
    out.applications = served_.applications();
    out.projects = served_.projects();
    for (const auto& [source, error] : problems_) out.problems.push_back(error);
    return out;
  }

  void wait(const Call& call) {
    system_.clock.pause_until(Tick::max(), call.stop);
    log_.event(server::Level::info, "stopping");
    server_->drain(Millis{10'000});
  }

 private:
  core::Message word(const core::Notice& notice, const std::string& language) const {
    const table::Language in = language_of(language.empty() ? config_.language : language);
    return render::chat_message(render::chat_style(in, system_.clock.now()), notice);
  }

  std::map<std::string, keeper::Source> sources() const {
    std::map<std::string, keeper::Source> out;
    for (const HookConfig& hook : config_.hooks)
      out[hook.name] = {.dialect = dialect_.get(), .project = hook.type + '/' + hook.project};
    return out;
  }

  std::optional<Secret> secret(const Call& call, const Configuration& profile,
                               const std::optional<config::SecretSource>& source) const {
    if (!source) return std::nullopt;
    return value_or_throw(
               config::resolve_secret(call, system_, paths_of(profile.paths, config_), *source))
        .value;
  }

  std::map<std::string, server::Hook> read_hooks(const Call& call, const Configuration& profile) {
    std::map<std::string, server::Hook> out;
    for (const HookConfig& hook : config_.hooks) {
      out[hook.name] = {.dialect = dialect_.get(),
                        .secrets = {.token = secret(call, profile, hook.token),
                                    .user_password = secret(call, profile, hook.password)}};
    }
    return out;
  }

  /// Tells of those that cannot be read; they are tried again.
  std::map<std::string, Error> load(const Call& call) {
    auto failed = served_.load(call);
    for (const auto& [source, error] : failed)
      log_.failure("application not read", error, {{"source", source}});
    return failed;
  }

  /// Who is always there is in it, as far as the chat knows them.
  void make_project_group(const Call& call) {
    if (config_.project_group.empty()) return;
    std::vector<core::Person> always;
    always.reserve(config_.always.size());
    for (const std::string& email : config_.always) always.push_back({.email = email});
    std::vector<std::string> members;
    for (const auto& found : value_or_throw(chats_.main().directory().find(call, always)))
      if (found) members.push_back(found->id);
    const auto group = value_or_throw(chats_.main().groups().create(
        call, {.name = config_.project_group, .members = members, .key = "project-group"}));
    served_.set_project_group(group);
  }

  void begin() {
    intake_.emplace(store_, [this] {
      if (journal_loop_) journal_loop_->wake();
    });
    send_loop_.emplace([this](const Call& call) { return sender_.send_due(call); });
    reconcilers_.happened = [this](std::string_view event, nlohmann::json fields) {
      log_.event(server::Level::info, event, std::move(fields));
    };
    reconcilers_.told = [this] { send_loop_->wake(); };
    journal_loop_.emplace([this](const Call& call) { return journal_.read_waiting(call); });
    door_ = server::make_chat_door({.store = store_,
                                    .system = system_,
                                    .hosts = hosts_,
                                    .language = language_of(config_.language),
                                    .changed = [this](const std::string& key) { mark(key); }});
    entrances_ = chats_.open(*door_);
    remote_.emplace(server::RemoteParts{
        .store = store_,
        .system = system_,
        .services = [this](const std::string& name) { return hosts_.services(name); },
        .applications = [this] { return served_.applications(); },
        .changed = [this](const std::string& application,
                          const std::string& environment) { look_at(application, environment); },
        .people_changed = [this] { reconcilers_.mark_people(); }});
    control_.begin([this] {
      listen();
      return url_;
    });
    outside_.clusters.watch([this](const std::string& ns) { reconcilers_.mark_namespace(ns); });
    reconcilers_.mark_all();
    lanes_.emplace(
        queue_, system_,
        [this](const Call& call, const keeper::Key& key) { return reconcile(call, key); },
        keeper::LaneOptions{});
    care_loop_.emplace([this](const Call& call) { return take_care(call); });
    memory_loop_.emplace([](const Call&) {
      give_memory_back();
      return memory_kept;
    });
    log_.event(server::Level::info, "serving", {{"url", url_}, {"socket", socket_}});
  }

  void listen() {
    std::vector<net::Route> routes = server::probe_routes(control_, system_.clock);
    routes.push_back(server::hook_route(hooks_, *intake_, system_.clock, log_, counts_));
    routes.push_back(server::front_route());
    net::Authenticators who{{net::Authentication::bearer, server::bearer(metrics_token_)}};
    for (const auto& entrance : entrances_) {
      for (net::Route& route : entrance->routes()) routes.push_back(std::move(route));
      for (auto& [kind, ask] : entrance->authenticators()) {
        if (!who.emplace(kind, std::move(ask)).second)
          throw Error(Reason::internal_error, {{"what", "authentication"}});
      }
    }
    const auto outer = std::make_shared<const net::Router>(std::move(routes), std::move(who));
    const auto inner = std::make_shared<const net::Router>(
        remote_->routes(),
        net::Authenticators{{net::Authentication::peer, server::RemoteDoor::authenticate}});
    net::Listener tcp{.address = config_.address, .port = config_.port, .router = outer};
    if (!config_.certificate.empty()) tcp.tls = net::TlsFiles{config_.certificate, config_.key};
    // Enough for any person and source, and not for one peer to take everybody's place.
    const net::Limits limits{.connections_per_peer = 200,
                             .requests_per_second = 100,
                             .request_burst = 500,
                             .loopback_exempt = true};
    server_ = net::serve({.limits = limits, .proxies = config_.proxies},
                         {std::move(tcp), {.unix_path = socket_, .router = inner}});
    url_ = listening_url(config_, server_->port(0));
    control_.listen(*server_);
    // The end of the terminal that it was tried out in is the server's end.
    if (::isatty(STDIN_FILENO) == 0) on_hangup_.emplace([this] { read_certificates(); });
  }

  /// The former ones stay in use where the new ones cannot be.
  void read_certificates() {
    if (config_.certificate.empty()) {
      log_.event(server::Level::info, "nothing to read again", {{"what", "tls"}});
      return;
    }
    const nlohmann::json which = {{"certificate", config_.certificate}};
    try {
      server_->reload_tls();
      log_.event(server::Level::info, "certificate read", which);
    } catch (const Error& error) {
      log_.failure("certificate not read", error, which);
    }
  }

  /// "environment/APPLICATION/NAME" or core::text_of(IterationKey), as the chat's door says it.
  void mark(const std::string& key) {
    send_loop_->wake();
    if (const auto found = hosts_.key_of(key)) queue_.mark(*found);
  }

  void look_at(const std::string& application, const std::string& environment) {
    if (const auto served = served_.application(application))
      queue_.mark({keeper::KeyKind::environment, served->project, application, environment});
  }

  keeper::Verdict reconcile(const Call& call, const keeper::Key& key) {
    try {
      const keeper::Verdict verdict = reconcilers_(call, key);
      if (verdict.failed)
        log_.failure("step failed", *verdict.failed, {{"key", keeper::text_of(key)}});
      return verdict;
    } catch (const Error& error) {
      log_.failure("step failed", error, {{"key", keeper::text_of(key)}});
      throw;
    }
  }

  /// Forgets what is old, and has everything looked at again.
  Millis take_care(const Call& call) {
    const Instant now = system_.clock.now();
    keeper::forget_deliveries(call, system_.clock, store_, {.age = config_.journal_age});
    store_.write([&](core::Tx& tx) {
      tx.outbox().forget(now - config_.journal_age);
      tx.local_chat().forget_tokens(now);
    });
    if (cared_) {
      load(call);
      reconcilers_.mark_definitions();
      reconcilers_.mark_all();
    }
    cared_ = true;
    return keeper::give_or_take(config_.resync, system_.random);
  }

  const System system_;
  const ServerConfig config_;
  const std::string socket_;
  store::OwnerLock owner_;
  store::SqliteStore store_;
  Outside outside_;
  Chats chats_;
  server::Log log_;
  server::HookCounts counts_;
  const std::unique_ptr<core::WebhookDialect> dialect_ = coding::make_service_hook();
  Served served_;
  ServedHosts hosts_;
  keeper::Queue queue_;
  keeper::Reconcilers reconcilers_;
  keeper::Sender sender_;
  keeper::Journal journal_;
  ServerControl control_;
  std::map<std::string, Error> problems_;
  std::map<std::string, server::Hook> hooks_;
  std::optional<Secret> metrics_token_;
  std::string url_;
  bool cared_ = false;
  std::unique_ptr<server::ChatDoor> door_;
  std::optional<keeper::Loop> send_loop_, journal_loop_;
  std::optional<keeper::Intake> intake_;
  std::vector<std::unique_ptr<ChatEntrance>> entrances_;
  std::optional<server::RemoteDoor> remote_;
  std::optional<keeper::Lanes> lanes_;
  std::optional<keeper::Loop> care_loop_, memory_loop_;
  std::unique_ptr<net::Server> server_;  ///< ends first: what it answers needs all of the above
  std::optional<OnHangup> on_hangup_;
};

class ServerProcess final : public core::ServerHost {
 public:
  ServerProcess(System system, Options options) : system_(system), options_(std::move(options)) {}

  Findings check(const Call& call, const core::ServeOptions& options) override {
    return check_server(call, system_, options_, options);
  }

  std::string usual_config() override {
    const auto paths = config::user_paths(system_.variables);
    if (!paths) return {};
    const auto file = std::filesystem::path(paths->config_file).parent_path() / "server.yaml";
    std::error_code none;
    return std::filesystem::exists(file, none) ? file.string() : std::string();
  }

  void run(const Call& call, const core::ServeOptions& options,
           const std::function<void(const core::Serving&)>& up) override {
    const Configuration profile = read_configuration(system_.variables, options_);
    profile.problems.throw_if_any(profile.profile.file);
    ServerConfig config = server_config_of(options);
    const std::string state = state_file(profile);
    value_or_throw(make_folders(profile.paths.state_dir, 0700));
    allow_files();
    Running running(call, system_, options_, profile, std::move(config), state);
    up(running.serving());
    running.wait(call);
  }

  void back_up(const Call& call, const std::string& to, bool replace) override {
    const Configuration profile = read_configuration(system_.variables, options_);
    profile.problems.throw_if_any(profile.profile.file);
    store::back_up(call, system_.clock, state_file(profile), to, replace);
  }

 private:
  const System system_;
  const Options options_;
};

}  // namespace

std::string socket_of(const std::string& state_file) { return state_file + ".sock"; }

std::unique_ptr<core::ServerHost> make_server_host(System system, Options options) {
  return std::make_unique<ServerProcess>(system, std::move(options));
}

}  // namespace chatops::wire
