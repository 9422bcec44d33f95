// The simulators as a detached process; its control.json says where it listens and with which
// tokens.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox_process/host.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "config/profile.hpp"
#include "registry/hosts.hpp"

namespace chatops::sandbox_process {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

std::string member(const json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

class Host final : public core::SandboxHost {
 public:
  Host(System system, config::Paths paths, std::string program_folder)
      : system_(system), paths_(std::move(paths)), program_folder_(std::move(program_folder)) {}

  core::SandboxFacts start(const Call& call, const core::SandboxOptions& request) override {
    const std::string directory = directory_of(request.directory);
    json control = control_of(directory);
    if (!alive(control)) {
      value_or_throw(make_folders(directory, 0700));
      launch(directory, request);
      control = await(call, directory);
    }
    make_client_files(call, directory, control);
    core::SandboxFacts facts = facts_of(directory, control);
    if (request.write_profile) facts.profile_file = write_profile(directory, control);
    return facts;
  }

  core::SandboxFacts stop(const Call& call, const std::string& given, bool forget) override {
    const std::string directory = directory_of(given);
    const json control = control_of(directory);
    if (alive(control)) {
      ::kill(static_cast<pid_t>(control.value("pid", 0)), SIGTERM);
      const Tick until = system_.clock.tick() + Millis(15000);
      while (alive(control) && system_.clock.tick() < until) pause(call, Millis(50));
    }
    if (forget && !alive(control) && fs::exists(directory + "/control.json"))
      fs::remove_all(directory);
    return facts_of(directory, control);
  }

  core::SandboxFacts status(const std::string& given) override {
    const std::string directory = directory_of(given);
    return facts_of(directory, control_of(directory));
  }

 private:
  std::string directory_of(const std::string& given) const {
    return given.empty() ? paths_.state_dir + "/sandbox" : fs::absolute(given).string();
  }

  json control_of(const std::string& directory) const {
    const auto text = read_file(directory + "/control.json", 1U << 20U);
    if (!text) return json::object();
    json control = json::parse(*text, nullptr, false);
    return control.is_object() ? control : json::object();
  }

  /// The process exists and holds the directory; a number that was given to another program does
  /// not count.
  static bool alive(const json& control) {
    const auto pid = control.value("pid", 0);
    if (pid <= 0 || (::kill(pid, 0) != 0 && errno != EPERM)) return false;
    std::error_code problem;
    const fs::path program = fs::read_symlink("/proc/" + std::to_string(pid) + "/exe", problem);
    return problem ? problem == std::errc::permission_denied
                   : program.filename().string().starts_with("chatops-sandbox");
  }

  std::string program() const {
    for (const char* place : {"", "/../sandbox", "/../../bin", "/../../../bin"}) {
      const std::string path = program_folder_ + place + "/chatops-sandbox";
      if (::access(path.c_str(), X_OK) == 0) return path;
    }
    throw Error(Reason::program_missing, {{"what", "chatops-sandbox"}});
  }

  std::vector<std::string> argv_of(const std::string& directory,
                                   const core::SandboxOptions& request) const {
    std::vector<std::string> argv = {program(), "serve", "--directory", directory};
    const auto add = [&](const char* option, const std::string& value) {
      if (!value.empty()) argv.insert(argv.end(), {option, value});
    };
    add("--port", request.port);
    add("--kubeconfig", request.kubeconfig);
    add("--helm", request.helm);
    add("--pull-host", request.pull_host);
    add("--ingress", request.ingress);
    add("--cd", request.cd);
    add("--quirks", request.quirks);
    add("--auth-status", request.auth_status);
    add("--rate-limit", request.rate_limit);
    add("--page-size", request.page_size);
    add("--speed", request.speed);
    return argv;
  }

  /// Forks twice so that nobody waits for it; its output goes to DIR/log.
  void launch(const std::string& directory, const core::SandboxOptions& request) const {
    std::vector<std::string> words = argv_of(directory, request);
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const std::string log = directory + "/log";
    const pid_t child = ::fork();
    if (child < 0)
      throw Error(Reason::spawn_failed, {{"what", words.front()}, {"why", std::strerror(errno)}});
    if (child == 0) {
      ::setsid();
      if (::fork() != 0) ::_exit(0);
      const int null = ::open("/dev/null", O_RDONLY);
      const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
      if (null < 0 || out < 0) ::_exit(126);
      ::dup2(null, STDIN_FILENO);
      ::dup2(out, STDOUT_FILENO);
      ::dup2(out, STDERR_FILENO);
      sigset_t none;
      ::sigemptyset(&none);
      ::sigprocmask(SIG_SETMASK, &none, nullptr);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
  }

  json await(const Call& call, const std::string& directory) {
    const Tick until = system_.clock.tick() + Millis(60000);
    while (system_.clock.tick() < until) {
      pause(call, Millis(100));
      const json control = control_of(directory);
      if (alive(control)) return control;
      const auto log = read_file(directory + "/log", 1U << 16U);
      if (log && log->find("chatops-sandbox: ") != std::string::npos) {
        throw Error(Reason::spawn_failed, {{"what", "chatops-sandbox"}, {"why", *log}});
      }
    }
    throw Error(Reason::deadline_passed, {{"what", "chatops-sandbox"}});
  }

  void pause(const Call& call, Millis span) {
    if (!system_.clock.pause_until(system_.clock.tick() + span, call.stop)) throw Interrupted{};
  }

  static std::string secret_of(const json& control, const char* role) {
    const json tokens = control.value("tokens", json::object());
    return tokens.contains(role) ? member(tokens[role], "secret") : std::string();
  }
  static std::string user_of(const json& control, const char* role) {
    const json tokens = control.value("tokens", json::object());
    return tokens.contains(role) ? member(tokens[role], "user") : std::string();
  }

  /// Token files that a profile can name, and a working copy of the example's application.
  void make_client_files(const Call& call, const std::string& directory, const json& control) {
    value_or_throw(write_file(directory + "/token", secret_of(control, "personal") + "\n", 0600));
    value_or_throw(write_file(directory + "/ci-token",
                              user_of(control, "ci") + ":" + secret_of(control, "ci") + "\n",
                              0600));
    const std::string copy = directory + "/classroom";
    const std::string bare = directory + "/git/deploy.git";
    const Call brief = call.until(system_.clock.tick() + Millis(30000));
    if (!fs::exists(copy + "/.git") && fs::exists(bare)) {
      value_or_throw(
          system_.spawner.run(brief, {.argv = {"git", "clone", "--quiet", "--", bare, copy},
                                      .input = {},
                                      .directory = {},
                                      .extra_environment = {}}));
    }
  }

  core::SandboxFacts facts_of(const std::string& directory, const json& control) const {
    core::SandboxFacts facts{.running = alive(control),
                             .url = member(control, "url"),
                             .directory = directory,
                             .pid = control.value("pid", 0),
                             .token = {},
                             .variables = {},
                             .profile_file = {},
                             .application = directory + "/classroom"};
    if (!facts.running) return facts;
    facts.variables = {
        {"CHATOPS_CODING_URL", facts.url},
        {"CHATOPS_CODING_TEAM", member(control, "team")},
        {"CHATOPS_CODING_PROJECT", member(control, "project")},
        {"CHATOPS_CODING_TOKEN", secret_of(control, "personal")},
        {"CHATOPS_CODING_CI_TOKEN", user_of(control, "ci") + ":" + secret_of(control, "ci")},
        {"CHATOPS_APP", facts.application}};
    const json registries = control.value("registries", json::object());
    for (const auto& [host, settings] : registries.items()) {
      const std::string suffix = registry::variable_suffix(host);
      facts.variables.emplace_back("CHATOPS_REGISTRY_URL_" + suffix, member(settings, "url"));
      facts.variables.emplace_back("CHATOPS_REGISTRY_USER_" + suffix, user_of(control, "personal"));
      facts.variables.emplace_back("CHATOPS_REGISTRY_PASSWORD_" + suffix,
                                   secret_of(control, "personal"));
    }
    return facts;
  }

  std::string write_profile(const std::string& directory, const json& control) const {
    const auto quoted = [](const std::string& text) { return json(text).dump(); };
    std::string block = "sandbox:\n  application: " + quoted(directory + "/classroom") +
                        "\n  coding:\n    url: " + quoted(member(control, "url")) +
                        "\n    team: " + quoted(member(control, "team")) +
                        "\n    project: " + quoted(member(control, "project")) +
                        "\n    token: {file: " + quoted(directory + "/token") +
                        "}\n    ci_token: {file: " + quoted(directory + "/ci-token") +
                        "}\n  registries:\n";
    const json registries = control.value("registries", json::object());
    for (const auto& [host, settings] : registries.items()) {
      block += "    " + quoted(host) + ": {url: " + quoted(member(settings, "url")) +
               ", username: " + quoted(user_of(control, "personal")) +
               ", password: {file: " + quoted(directory + "/token") + "}}\n";
    }
    const auto old = read_file(paths_.config_file, 1U << 20U);
    if (!old && !old.error().args.has("missing")) throw old.error();
    const std::string text = with_sandbox_profile(old ? *old : std::string(), block);
    value_or_throw(make_folders(fs::path(paths_.config_file).parent_path().string(), 0700));
    value_or_throw(write_file(paths_.config_file, text, 0600));
    const auto check = config::load_profile(system_.variables, paths_, "sandbox");
    if (!check) {
      if (old) value_or_throw(write_file(paths_.config_file, *old, 0600));
      throw check.error();
    }
    return paths_.config_file;
  }

  System system_;
  config::Paths paths_;
  std::string program_folder_;
};

}  // namespace

std::unique_ptr<core::SandboxHost> make_sandbox_host(System system, config::Paths paths,
                                                     std::string program_folder) {
  return std::make_unique<Host>(system, std::move(paths), std::move(program_folder));
}

}  // namespace chatops::sandbox_process
