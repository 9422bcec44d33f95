// The checks that the table cannot express stand here, one small function a command.
// SPDX-License-Identifier: Apache-2.0
#include "command/read.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "command/table/find.hpp"
#include "command/table/language.hpp"

namespace chatops::command {

namespace {

[[noreturn]] void bad(const std::string& what, const std::string& value, const std::string& offer) {
  throw Error(Reason::usage_bad_value, {{"what", what}, {"value", value}, {"try", offer}});
}

void contradict(const Words& words, const char* a, const char* b) {
  if (words.has(a) && words.has(b)) {
    throw Error(Reason::usage_conflicting_options,
                {{"what", std::string("--") + a}, {"other", std::string("--") + b}});
  }
}

std::int64_t number(const Words& words, const char* option, std::int64_t otherwise) {
  if (!words.has(option)) return otherwise;
  const std::string text = words.get(option);
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || value < 1 || value > 100000)
    bad(std::string("--") + option, text, "1, 2, 3, …");
  return value;
}

std::int64_t timeout_ms(const Words& words) {
  if (!words.has("timeout")) return 0;
  const auto span = parse_duration(words.get("timeout"));
  if (!span || span->count() <= 0) bad("--timeout", words.get("timeout"), "90s, 10m, 1h30m");
  return span->count();
}

std::map<std::string, std::string> key_values(const Words& words) {
  std::map<std::string, std::string> out;
  for (const std::string& text : words.all("param")) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) bad("--param", text, "NAME=VALUE");
    out[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return out;
}

Going going(const Words& words) {
  contradict(words, "wait", "no-wait");
  return {.yes = words.has("yes"),
          .dry_run = words.has("dry-run"),
          .wait = !words.has("no-wait"),
          .timeout_ms = timeout_ms(words),
          .confirmed = {}};
}

WishedVersion wish(const std::string& text) {
  const std::size_t at = text.find_first_of("=@");
  if (at == std::string::npos || at == 0 || at + 1 == text.size())
    bad("COMPONENT=VERSION", text, "COMPONENT=VERSION, COMPONENT@BRANCH");
  WishedVersion out{.component = text.substr(0, at), .version = {}, .branch = {}, .mode = {}};
  (text[at] == '=' ? out.version : out.branch) = text.substr(at + 1);
  return out;
}

/// The environment as a positional or as -e; both must not differ.
std::string environment(const Words& words) {
  std::string option = words.get("environment");
  if (words.positionals.empty()) return option;
  if (!option.empty() && option != words.positionals[0]) {
    throw Error(Reason::usage_conflicting_options,
                {{"what", words.positionals[0]}, {"other", "-e " + option}});
  }
  return words.positionals[0];
}

/// Nothing was said yet of what is to be deployed, so that it is chosen in a form.
bool leaves_open(const Words& words, const Door& door) {
  const std::string format = output_format(words);
  if (!door.form || (format != "table" && format != "wide")) return false;
  for (const char* said : {"yes", "dry-run", "from", "pin", "follow", "force", "chart", "class",
                           "param", "deploy", "quiet"}) {
    if (words.has(said)) return false;
  }
  return true;
}

Request read_deploy(const Words& words, const Door& door) {
  contradict(words, "pin", "follow");
  DeployRequest out;
  out.environment = words.get("environment");
  for (const std::string& text : words.positionals) out.wishes.push_back(wish(text));
  out.mode = words.has("pin") ? "pin" : words.has("follow") ? "follow" : "";
  out.chart = words.get("chart");
  out.environment_class = words.get("class");
  out.iteration = words.get("iteration");
  out.reason = words.get("reason");
  out.parameters = key_values(words);
  out.create = words.has("create");
  out.force = words.has("force");
  if (words.has("from")) out.from = value_or_throw(door.read_file(words.get("from")));
  out.look = number(words, "look", 0);
  out.going = going(words);
  out.form = out.wishes.empty() && leaves_open(words, door);
  return out;
}

Request read_branch(const Words& words, const Door& door) {
  return BranchRequest{.environment = words.get("environment"),
                       .repository = words.positionals.size() > 1 ? words.positionals[0] : "",
                       .branch = words.positionals.back(),
                       .reason = words.get("reason"),
                       .deploy = words.has("deploy"),
                       .going = going(words),
                       .form = leaves_open(words, door),
                       .create = false,
                       .iteration = {},
                       .look = number(words, "look", 0)};
}

Request read_rollback(const Words& words, const Door&) {
  RollbackRequest out{.environment = words.get("environment"),
                      .reason = words.get("reason"),
                      .revision = 0,
                      .going = going(words)};
  if (!words.positionals.empty()) {
    std::string text = words.positionals[0];
    if (text.starts_with('#')) text.erase(0, 1);
    const auto [end, problem] =
        std::from_chars(text.data(), text.data() + text.size(), out.revision);
    if (problem != std::errc() || end != text.data() + text.size() || out.revision < 1)
      bad("REVISION", words.positionals[0], "1, 2, 3, …");
  }
  return out;
}

Request read_env_show(const Words& words, const Door& door) {
  contradict(words, "wait", "no-wait");
  return EnvShowRequest{.environment = environment(words),
                        .watch = words.has("wait") || (door.terminal && !words.has("no-wait")),
                        .timeout_ms = timeout_ms(words)};
}

Request read_env_create(const Words& words, const Door&) {
  return EnvCreateRequest{.environment = words.positionals[0],
                          .environment_class = words.get("class"),
                          .iteration = words.get("iteration"),
                          .parameters = key_values(words)};
}

Request read_env_delete(const Words& words, const Door&) {
  return EnvDeleteRequest{.environment = words.positionals[0],
                          .confirm = words.get("confirm"),
                          .force = words.has("force"),
                          .dry_run = words.has("dry-run"),
                          .timeout_ms = timeout_ms(words)};
}

Request read_env_use(const Words& words, const Door&) {
  EnvUseRequest out{.environment = words.positionals.empty() ? "" : words.positionals[0],
                    .clear = words.has("clear")};
  if (out.clear && !out.environment.empty()) {
    throw Error(Reason::usage_conflicting_options,
                {{"what", out.environment}, {"other", "--clear"}});
  }
  return out;
}

Request read_artifact_list(const Words& words, const Door&) {
  return ArtifactListRequest{.components = words.positionals,
                             .branch = words.get("branch"),
                             .limit = number(words, "limit", 10),
                             .look = number(words, "look", 0)};
}

Request read_artifact_show(const Words& words, const Door&) {
  const std::string& text = words.positionals[0];
  const std::size_t sign = text.find_first_of("=@");  // a branch would not be shown
  if (sign == std::string::npos || text[sign] != '=')
    bad("COMPONENT=VERSION", text, "COMPONENT=VERSION");
  const WishedVersion wished = wish(text);
  return ArtifactShowRequest{.component = wished.component, .version = wished.version};
}

/// "coding", or "registry HOST".
void read_system(const Words& words, std::string& system, std::string& host) {
  system = words.positionals[0];
  if (system != "coding" && system != "registry")
    bad("coding|registry", system, "coding, registry HOST");
  if (words.positionals.size() > 1) host = words.positionals[1];
  if (system == "registry" && host.empty())
    throw Error(Reason::usage_missing_argument, {{"what", "HOST"}, {"where", "registry"}});
  if (system == "coding" && !host.empty()) bad("coding", host, "--url");
}

std::string one_of(const Words& words, const char* option, const char* a, const char* b) {
  const std::string value = words.get(option);
  if (words.has(option) && value != a && value != b)
    bad(std::string("--") + option, value, std::string(a) + ", " + b);
  return value;
}

Request read_auth_login(const Words& words, const Door&) {
  AuthLoginRequest out;
  read_system(words, out.system, out.host);
  out.url = words.get("url");
  out.use = one_of(words, "for", "ci", "cd");
  out.username = words.get("username");
  out.store = one_of(words, "store", "keyring", "file");
  out.with_token = words.has("with-token");
  const bool registry = out.system == "registry";
  for (const char* option : {"url", "for"}) {
    if (registry && words.has(option)) bad("registry", std::string("--") + option, "coding");
  }
  if (!registry && words.has("username")) bad("coding", "--username", "registry HOST");
  if (out.username.find(':') != std::string::npos) bad("--username", out.username, "");
  return out;
}

Request read_auth_logout(const Words& words, const Door&) {
  AuthLogoutRequest out;
  read_system(words, out.system, out.host);
  out.use = one_of(words, "for", "ci", "cd");
  return out;
}

Request read_sandbox_start(const Words& words, const Door&) {
  return SandboxStartRequest{.directory = words.get("directory"),
                             .port = words.get("port"),
                             .kubeconfig = words.get("kubeconfig"),
                             .helm = words.get("helm"),
                             .pull_host = words.get("pull-host"),
                             .ingress = words.get("ingress"),
                             .cd = words.get("cd"),
                             .quirks = words.get("quirks"),
                             .auth_status = words.get("auth-status"),
                             .rate_limit = words.get("rate-limit"),
                             .page_size = words.get("page-size"),
                             .speed = words.get("speed"),
                             .write_profile = words.has("write-profile")};
}

Request read_config_init(const Words& words, const Door&) {
  ConfigInitRequest out{.folder = words.positionals.empty() ? "" : words.positionals[0],
                        .output_file = words.get("output-file"),
                        .user = words.has("user"),
                        .force = words.has("force"),
                        .offline = words.has("offline"),
                        .going = going(words)};
  if (out.user && !out.folder.empty())
    throw Error(Reason::usage_conflicting_options, {{"what", out.folder}, {"other", "--user"}});
  contradict(words, "user", "output-file");
  const std::string& name = out.output_file;
  if (words.has("output-file") && (name.empty() || name.find('/') != std::string::npos))
    bad("--output-file", name, "chatops.new.yaml");
  return out;
}

struct Reader {
  std::string_view path;
  Request (*read)(const Words&, const Door&);
};

constexpr auto readers = std::to_array<Reader>({
    {"deploy", read_deploy},
    {"branch", read_branch},
    {"rollback", read_rollback},
    {"env list",
     [](const Words& w, const Door&) -> Request { return EnvListRequest{w.has("all")}; }},
    {"env show", read_env_show},
    {"env create", read_env_create},
    {"env delete", read_env_delete},
    {"env use", read_env_use},
    {"env history",
     [](const Words& w, const Door&) -> Request {
       return EnvHistoryRequest{environment(w), number(w, "limit", 20)};
     }},
    {"env values",
     [](const Words& w, const Door&) -> Request { return EnvValuesRequest{environment(w)}; }},
    {"env export",
     [](const Words& w, const Door&) -> Request { return EnvExportRequest{environment(w)}; }},
    {"iteration list", [](const Words&, const Door&) -> Request { return IterationListRequest{}; }},
    {"iteration show",
     [](const Words& w, const Door&) -> Request { return IterationShowRequest{w.positionals[0]}; }},
    {"artifact list", read_artifact_list},
    {"artifact show", read_artifact_show},
    {"config show", [](const Words&, const Door&) -> Request { return ConfigShowRequest{}; }},
    {"config check", [](const Words&, const Door&) -> Request { return ConfigCheckRequest{}; }},
    {"config init", read_config_init},
    {"config edit",
     [](const Words& w, const Door&) -> Request {
       return ConfigEditRequest{.user = w.has("user")};
     }},
    {"auth login", read_auth_login},
    {"auth status",
     [](const Words& w, const Door&) -> Request { return AuthStatusRequest{w.has("offline")}; }},
    {"auth logout", read_auth_logout},
    {"doctor", [](const Words&, const Door&) -> Request { return DoctorRequest{}; }},
    {"version", [](const Words&, const Door&) -> Request { return VersionRequest{}; }},
    {"completion",
     [](const Words& w, const Door&) -> Request { return CompletionRequest{w.positionals[0]}; }},
    {"help", [](const Words& w, const Door&) -> Request { return HelpRequest{w.positionals}; }},
    {"sandbox start", read_sandbox_start},
    {"sandbox stop",
     [](const Words& w, const Door&) -> Request {
       return SandboxStopRequest{w.get("directory"), w.has("forget")};
     }},
    {"sandbox status",
     [](const Words& w, const Door&) -> Request {
       return SandboxStatusRequest{w.get("directory")};
     }},
});
static_assert(readers.size() == table::commands.size());

}  // namespace

Request read_request(const Words& words, const Door& door) {
  if (words.has("lang") && !table::language_of(words.get("lang")))
    bad("--lang", words.get("lang"), "en, zh");
  const auto reader = std::find_if(readers.begin(), readers.end(),
                                   [&](const Reader& r) { return r.path == words.command->path; });
  if (reader == readers.end())
    throw Error(Reason::internal_error, {{"what", std::string(words.command->path)}});
  return reader->read(words, door);
}

std::string output_format(const Words& words) {
  if (!words.has("output")) return "table";
  const std::string format = words.get("output");
  for (const char* known : {"table", "wide", "json", "yaml", "name"}) {
    if (format == known) return format;
  }
  bad("--output", format, "table, wide, json, yaml, name");
}

}  // namespace chatops::command
