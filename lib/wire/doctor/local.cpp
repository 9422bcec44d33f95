// What lies on this machine: configuration, application, state, variables, programs, terminal.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/file.hpp"
#include "base/locale.hpp"
#include "base/text.hpp"
#include "config/keyring.hpp"
#include "net/http.hpp"
#include "store/sqlite_store.hpp"
#include "wire/doctor/checks.hpp"
#include "wire/stopped_sandbox.hpp"

namespace chatops::wire::doctor {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t megabyte = 1U << 20U;

/// The nearest folder at or above `path` that exists.
std::string existing_folder(fs::path path) {
  std::error_code ignored;
  while (!path.empty() && path != path.root_path() && !fs::is_directory(path, ignored))
    path = path.parent_path();
  return path.string();
}

std::optional<std::uintmax_t> free_bytes(const std::string& folder) {
  struct statvfs facts{};
  if (::statvfs(folder.c_str(), &facts) != 0) return std::nullopt;
  return static_cast<std::uintmax_t>(facts.f_bavail) * facts.f_frsize;
}

struct Wanted {
  const char* program;
  std::vector<std::string> argv;
  const char* purpose;  ///< a word of the catalogue
  bool needed;
};

std::string version_in(const Finished& done) {
  const auto lines = lines_of(done.output.empty() ? done.errors : done.output);
  return lines.empty() ? std::string() : std::string(clip(trim(lines.front()), 60));
}

}  // namespace

Findings check_configuration(const Call&, const Patient& patient) {
  Findings out;
  for (const Error& mistake : patient.configuration_mistakes) out.push_back(problem({}, mistake));
  if (!patient.configuration) return out;
  const Configuration& c = *patient.configuration;
  const std::string& file = c.profile.file;
  if (out.empty() && !c.coding.any() && c.registries.empty() && c.application.empty()) {
    return {note(c.paths.config_file,
                 with_sandbox_profile_named(
                     Error(Reason::nothing_configured, {{"what", c.paths.config_file}}), c))};
  }
  if (out.empty() && file.empty()) return {fine(c.paths.config_file, "-")};
  if (out.empty()) out.push_back(fine(file, c.profile.name.value));
  struct stat facts{};
  if (::stat(file.c_str(), &facts) == 0 && (facts.st_mode & 022U) != 0) {
    out.push_back(problem(
        file, Error(Reason::file_open_to_others,
                    {{"what", file}, {"mode", fmt::format("{:04o}", facts.st_mode & 07777U)}})));
  }
  return out;
}

Findings check_application(const Call&, const Patient& patient) {
  Findings out;
  if (patient.application)
    return {fine(patient.application->name,
                 fmt::format("{}/{}", patient.application->folder, application::file_name))};
  for (const Error& mistake : patient.application_mistakes) out.push_back(problem({}, mistake));
  if (patient.application_missing) out.push_back(note({}, *patient.application_missing));
  return out;
}

Findings check_state(const Call&, const Patient& patient) {
  if (!patient.configuration) return {};
  const std::string file = state_file(*patient.configuration);
  const std::string folder = existing_folder(fs::path(file).parent_path());
  Findings out;
  std::error_code ignored;
  const bool there = fs::exists(file, ignored);
  const std::string writable = there ? file : folder;
  if (::access(writable.c_str(), W_OK) != 0) {
    return {problem(
        file, Error(Reason::file_unwritable, {{"what", writable}, {"why", std::strerror(errno)}}))};
  }
  const auto room = free_bytes(folder);
  const std::string detail = room ? fmt::format("{} MiB free", *room / megabyte) : std::string("-");
  if (room && *room < 20 * megabyte) {
    out.push_back(problem(folder, Error(Reason::disk_full, {{"what", folder}, {"why", detail}})));
  }
  try {
    if (there) (void)store::SqliteStore(file);
    if (out.empty()) out.push_back(fine(file, detail));
  } catch (const Error& error) {
    out.push_back(problem(file, error));
  }
  return out;
}

Findings check_proxy(const Call&, const Patient& patient) {
  const auto& variables = patient.system.variables;
  Findings out;
  const auto lower = variables.get("no_proxy");
  const std::string excepted = lower.value_or(variables.get("NO_PROXY").value_or(""));
  const bool spares = excepted == "*" || excepted.find("localhost") != std::string::npos ||
                      excepted.find("127.0.0.1") != std::string::npos;
  for (const char* name :
       {"https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
    const auto value = variables.get(name);
    if (!value) continue;
    const auto url = net::parse_url(*value);
    const std::string shown = url ? url->origin() : "?";
    if (spares) {
      out.push_back(fine(name, shown));
    } else {
      out.push_back(
          note(name, Error(Reason::proxy_takes_loopback, {{"what", name}, {"value", shown}})));
    }
  }
  return out;
}

Findings check_programs(const Call& call, const Patient& patient) {
  const Wanted programs[] = {{"git", {"git", "--version"}, "git", true},
                             {"helm", {"helm", "version", "--short"}, "helm", false},
                             {"kubectl", {"kubectl", "version", "--client"}, "kubectl", false}};
  Findings out;
  for (const Wanted& wanted : programs) {
    const Call brief = call.until(patient.system.clock.tick() + Millis(3000));
    const auto done = patient.system.spawner.run(brief, {.argv = wanted.argv});
    if (done) {
      out.push_back(fine(wanted.program, version_in(*done)));
      continue;
    }
    Error why = done.error();
    if (why.reason == Reason::program_missing)
      why = Error(Reason::program_missing,
                  {{"what", wanted.program}, {"why", std::string("program_") + wanted.purpose}});
    out.push_back(wanted.needed ? problem(wanted.program, why) : note(wanted.program, why));
  }
  return out;
}

Findings check_keyring(const Call& call, const Patient& patient) {
  const config::Keyring keyring(patient.system);
  const auto refusal = [](std::string_view why) {
    return Error(Reason::keyring_unused, {{"why", std::string(why)}});
  };
  if (const auto why = keyring.closed(); !why.empty()) return {note({}, refusal(why))};
  const auto answer = keyring.look_up(call, {"doctor", "probe", "nothing"});
  if (!answer && answer.error().args.get("why") != "keyring_lost")
    return {note({}, refusal(answer.error().args.get("why")))};
  return {fine("Secret Service")};
}

Findings check_terminal(const Call&, const Patient& patient) {
  const auto& variables = patient.system.variables;
  Findings out;
  const std::string term = variables.get("TERM").value_or("");
  const auto limited = [&](const char* why) {
    out.push_back(note(term, Error(Reason::terminal_limited, {{"why", why}})));
  };
  if (!utf8_locale(variables)) limited("no_utf8");
  if (::isatty(STDERR_FILENO) == 1 && (term.empty() || term == "dumb")) limited("dumb");
  if (variables.get("NO_COLOR")) limited("no_colour");
  if (out.empty()) out.push_back(fine(term.empty() ? "-" : term, "UTF-8"));
  return out;
}

Findings check_completion(const Call&, const Patient& patient) {
  const auto& variables = patient.system.variables;
  const std::string shell = fs::path(variables.get("SHELL").value_or("")).filename().string();
  const std::string home = variables.get("HOME").value_or("");
  if (shell != "bash" && shell != "zsh" && shell != "fish") return {};
  const std::string data = variables.get("XDG_DATA_HOME").value_or(home + "/.local/share");
  const std::string config = variables.get("XDG_CONFIG_HOME").value_or(home + "/.config");
  const std::vector<std::string> places =
      shell == "bash"
          ? std::vector<std::string>{data + "/bash-completion/completions/chatops",
                                     "/usr/share/bash-completion/completions/chatops",
                                     "/usr/local/share/bash-completion/completions/chatops"}
      : shell == "zsh"
          ? std::vector<std::string>{"/usr/share/zsh/site-functions/_chatops",
                                     "/usr/local/share/zsh/site-functions/_chatops"}
          : std::vector<std::string>{config + "/fish/completions/chatops.fish",
                                     "/usr/share/fish/vendor_completions.d/chatops.fish",
                                     "/usr/local/share/fish/vendor_completions.d/chatops.fish"};
  for (const auto& place : places) {
    if (::access(place.c_str(), R_OK) == 0) return {fine(shell, place)};
  }
  const std::string rc = shell == "fish" ? config + "/fish/config.fish"
                                         : home + (shell == "zsh" ? "/.zshrc" : "/.bashrc");
  const auto text = read_file(rc, megabyte);
  if (text && text->find("chatops completion") != std::string::npos) return {fine(shell, rc)};
  return {note(shell, Error(Reason::completion_missing, {{"what", shell}, {"where", rc}}))};
}

Findings check_version(const Call& call, const Patient& patient) {
  const std::string& folder = patient.options.program_folder;
  for (const std::string& place : {folder + "/chatops", folder + "/../../bin/chatops"}) {
    if (::access(place.c_str(), X_OK) != 0) continue;
    const auto done = patient.system.spawner.run(call, {.argv = {place, "--version"}});
    if (!done) return {not_known("chatops", done.error())};
    const std::string said = version_in(*done);
    if (said.ends_with(" " CHATOPS_VERSION)) return {fine("chatops", CHATOPS_VERSION)};
    return {problem("chatops",
                    Error(Reason::versions_differ, {{"what", said}, {"other", CHATOPS_VERSION}}))};
  }
  return {fine("chatops-core", CHATOPS_VERSION)};
}

}  // namespace chatops::wire::doctor
