// Programs, keyring, terminal, shell.
// SPDX-License-Identifier: Apache-2.0
#include "doctor/machine.hpp"

#include <unistd.h>

#include <filesystem>

#include "base/file.hpp"
#include "base/locale.hpp"
#include "base/text.hpp"
#include "config/keyring.hpp"

namespace chatops::doctor {

namespace {

constexpr std::size_t megabyte = 1U << 20U;

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

Findings check_programs(const Call& call, const System& system) {
  const Wanted programs[] = {{"git", {"git", "--version"}, "git", true},
                             {"helm", {"helm", "version", "--short"}, "helm", false},
                             {"kubectl", {"kubectl", "version", "--client"}, "kubectl", false}};
  Findings out;
  for (const Wanted& wanted : programs) {
    const Call brief = call.until(system.clock.tick() + Millis(3000));
    const auto done = system.spawner.run(brief, {.argv = wanted.argv});
    if (done) {
      out.push_back(Finding::fine(wanted.program, version_in(*done)));
      continue;
    }
    Error why = done.error();
    if (why.reason == Reason::program_missing)
      why = Error(Reason::program_missing,
                  {{"what", wanted.program}, {"why", std::string("program_") + wanted.purpose}});
    out.push_back(wanted.needed ? Finding::problem(wanted.program, why)
                                : Finding::note(wanted.program, why));
  }
  return out;
}

Findings check_keyring(const Call& call, const System& system) {
  const config::Keyring keyring(system);
  const auto refusal = [](std::string_view why) {
    return Error(Reason::keyring_unused, {{"why", std::string(why)}});
  };
  if (const auto why = keyring.closed(); !why.empty()) return {Finding::note({}, refusal(why))};
  const auto answer = keyring.look_up(call, {"doctor", "probe", "nothing"});
  if (!answer && answer.error().args.get("why") != "keyring_lost")
    return {Finding::note({}, refusal(answer.error().args.get("why")))};
  return {Finding::fine("Secret Service")};
}

Findings check_terminal(const System& system) {
  const auto& variables = system.variables;
  Findings out;
  const std::string term = variables.get("TERM").value_or("");
  const auto limited = [&](const char* why) {
    out.push_back(Finding::note(term, Error(Reason::terminal_limited, {{"why", why}})));
  };
  if (!utf8_locale(variables)) limited("no_utf8");
  if (::isatty(STDERR_FILENO) == 1 && (term.empty() || term == "dumb")) limited("dumb");
  if (variables.get("NO_COLOR")) limited("no_colour");
  if (out.empty()) out.push_back(Finding::fine(term.empty() ? "-" : term, "UTF-8"));
  return out;
}

Findings check_completion(const System& system) {
  const auto& variables = system.variables;
  const std::string shell =
      std::filesystem::path(variables.get("SHELL").value_or("")).filename().string();
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
    if (::access(place.c_str(), R_OK) == 0) return {Finding::fine(shell, place)};
  }
  const std::string rc = shell == "fish" ? config + "/fish/config.fish"
                                         : home + (shell == "zsh" ? "/.zshrc" : "/.bashrc");
  const auto text = read_file(rc, megabyte);
  if (text && text->find("chatops completion") != std::string::npos)
    return {Finding::fine(shell, rc)};
  return {
      Finding::note(shell, Error(Reason::completion_missing, {{"what", shell}, {"where", rc}}))};
}

Findings check_version(const Call& call, const System& system, const std::string& folder) {
  for (const std::string& place : {folder + "/chatops", folder + "/../../bin/chatops"}) {
    if (::access(place.c_str(), X_OK) != 0) continue;
    const auto done = system.spawner.run(call, {.argv = {place, "--version"}});
    if (!done) return {Finding::not_known("chatops", done.error())};
    const std::string said = version_in(*done);
    if (said.ends_with(" " CHATOPS_VERSION)) return {Finding::fine("chatops", CHATOPS_VERSION)};
    return {Finding::problem(
        "chatops", Error(Reason::versions_differ, {{"what", said}, {"other", CHATOPS_VERSION}}))};
  }
  return {Finding::fine("chatops-core", CHATOPS_VERSION)};
}

}  // namespace chatops::doctor
