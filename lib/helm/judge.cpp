// The release decides where it tells; the process only where it does not.
// SPDX-License-Identifier: Apache-2.0
#include "helm/judge.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "helm/json.hpp"

namespace chatops::helm {
namespace {

using core::Effect;
using core::ExecutionStatus;
using core::StageStatus;

constexpr std::size_t most_lines = 20, longest_line = 400;
constexpr auto upgrade = "helm upgrade", uninstall = "helm uninstall";

core::Stage stage_of(const std::string& command, StageStatus status) {
  return {.id = "helm", .name = command, .type = "helm", .status = status};
}

std::vector<std::string> log_of(std::string_view errors) {
  std::vector<std::string> out;
  for (const std::string_view line : lines_of(errors)) {
    if (!trim(line).empty()) out.emplace_back(clip(masked(line), longest_line));
  }
  if (out.size() > most_lines) out.erase(out.begin(), out.end() - most_lines);
  return out;
}

std::string how_it_ended(const Process& process) {
  constexpr int signals = 128;
  const Launched& launched = process.launched;
  if (launched.state == LaunchState::lost) return "helm was killed";
  if (launched.code > signals)
    return fmt::format("helm was ended by signal {}", launched.code - signals);
  return fmt::format("helm ended with exit code {}", launched.code);
}

core::Execution failed(const Process& process, const std::string& command, std::string cause,
                       Effect effect) {
  core::Execution out;
  out.effect = effect;
  out.ended_at = process.ended_at;
  if (process.canceled) {
    out.status = ExecutionStatus::canceled;
    out.cause = *process.canceled;
    out.stages = {stage_of(command, StageStatus::canceled)};
    return out;
  }
  if (cause.empty()) cause = how_it_ended(process);
  out.status = ExecutionStatus::failed;
  out.waited = is_waiting_cause(cause);
  out.cause = cause;
  out.stages = {stage_of(command, StageStatus::failed)};
  out.stages.front().cause = std::move(cause);
  out.stages.front().log = log_of(process.errors);
  return out;
}

/// helm brought back what ran before, because it was told to.
bool rolled_back(const Process& process) {
  return process.errors.find("has been rolled back") != std::string::npos;
}

/// "docker.io/a/b:1" → image name and the whole. The name is what stands before tag and digest.
std::string name_of_image(std::string_view reference) {
  const auto digest = reference.find('@');
  std::string_view name = reference.substr(0, digest);
  const auto colon = name.rfind(':');
  const auto slash = name.rfind('/');
  const bool tagged =
      colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash);
  return std::string(tagged ? name.substr(0, colon) : name);
}

core::Execution succeeded(const Process& process, const Task& task, const Release& release) {
  core::Execution out;
  out.status = ExecutionStatus::succeeded;
  out.effect = Effect::brought;
  out.started_at = release.deployed_at;
  out.ended_at = process.ended_at;
  out.stages = {stage_of(upgrade, StageStatus::succeeded)};
  out.correlation = task.correlation;
  for (std::string& reference : images_of(release.manifest)) {
    const std::string name = name_of_image(reference);
    out.artifacts.emplace(name, reference);
    out.sent[name].push_back(std::move(reference));
  }
  return out;
}

/// What is replaced from a place of a text on; a length of 0 = nothing is.
struct Quoted {
  std::size_t length = 0;
  std::string_view begin = {}, end = {};
};

/// To the last such bracket; all of the text where there is none. One within a quoted value would
/// end it too early otherwise.
std::size_t to_last(std::string_view text, char close) {
  const auto end = text.rfind(close);
  return end == std::string_view::npos ? text.size() : end + 1;
}

/// To the end of a text in double quotes, its first one included.
std::size_t to_quote(std::string_view text) {
  std::size_t i = 1;
  while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

Quoted quoted_at(std::string_view all, std::size_t at) {
  constexpr std::string_view map = "map[", context = "...|", invalid = "Invalid value: \"";
  const std::string_view text = all.substr(at);
  if (text.starts_with('{')) return {to_last(text, '}'), "{", "}"};
  if (text.starts_with(map)) return {to_last(text, ']'), map, "]"};
  if (text.starts_with(context)) {
    const auto end = text.find("|...", context.size());
    return {end == std::string_view::npos ? text.size() : end + context.size(), context, "|..."};
  }
  if (text.starts_with(invalid) && all.find("Secret") != std::string_view::npos) {
    const auto quote = invalid.size() - 1;
    return {quote + to_quote(text.substr(quote)), invalid, "\""};
  }
  return {};
}

struct Trouble {
  int rank = 0;  ///< lower = nearer to the cause
  std::string text;
};

int rank_of(std::string_view reason) {
  if (reason.find("Image") != std::string_view::npos) return 1;
  if (reason.find("Config") != std::string_view::npos) return 2;
  if (reason == "CrashLoopBackOff" || reason == "Error" || reason == "OOMKilled") return 3;
  return 4;
}

void look_at_container(const std::string& pod, const nlohmann::json& status,
                       std::vector<Trouble>& out) {
  const nlohmann::json& state = member(status, "state");
  const nlohmann::json& waiting = member(state, "waiting");
  const nlohmann::json& ended = member(state, "terminated");
  const std::string where = pod + "/" + text_in(status, "name") + ": ";
  const std::string reason = text_in(waiting, "reason");
  if (!reason.empty() && reason != "ContainerCreating" && reason != "PodInitializing") {
    std::string text = where + reason;
    const nlohmann::json& last = member(member(status, "lastState"), "terminated");
    if (const auto& code = member(last, "exitCode"); code.is_number_integer())
      text += ": exit code " + code.dump();
    if (const std::string message = text_in(waiting, "message"); !message.empty())
      text += ": " + message;
    out.push_back({rank_of(reason), std::move(text)});
    return;
  }
  const nlohmann::json& code = member(ended, "exitCode");
  if (code.is_number_integer() && code != 0) {
    const std::string why = text_in(ended, "reason");
    out.push_back({rank_of(why), where + why + ": exit code " + code.dump()});
  }
}

void look_at_pod(const nlohmann::json& pod, std::vector<Trouble>& out) {
  const std::string name = text_in(member(pod, "metadata"), "name");
  const nlohmann::json& status = member(pod, "status");
  for (const char* kind : {"initContainerStatuses", "containerStatuses"}) {
    const nlohmann::json& all = member(status, kind);
    if (!all.is_array()) continue;
    for (const nlohmann::json& one : all) look_at_container(name, one, out);
  }
  const nlohmann::json& conditions = member(status, "conditions");
  if (!conditions.is_array()) return;
  for (const nlohmann::json& one : conditions) {
    const bool unscheduled =
        text_in(one, "type") == "PodScheduled" && text_in(one, "status") == "False";
    if (unscheduled)
      out.push_back({3, name + ": " + text_in(one, "reason") + ": " + text_in(one, "message")});
  }
}

}  // namespace

core::Execution running(const std::string& command) {
  core::Execution out;
  out.status = ExecutionStatus::running;
  out.stages = {stage_of(command, StageStatus::running)};
  return out;
}

Known<core::Execution> judge(const Process& process, const Task& task,
                             const std::optional<Release>& release) {
  const std::string said = cause_in(process.errors);
  if (!release) {
    if (!process.here)
      return failure(Reason::outside_not_found, {{"what", "helm"}, {"where", task.correlation}});
    if (process.launched.state == LaunchState::ended && process.launched.code == 0) {
      core::Execution out;
      out.status = ExecutionStatus::succeeded;
      out.unreadable = true;
      return out;
    }
    // helm writes its revision before it touches anything else.
    return failed(process, upgrade, said, Effect::none);
  }
  // Only what succeeded bears what its client gave.
  if (release->description == task.correlation) return succeeded(process, task, *release);
  core::Execution out;
  if (is_pending(release->status)) {
    if (!process.here) {
      out = running(upgrade);
      out.started_at = release->deployed_at;
      return out;
    }
    out = failed(process, upgrade,
                 fmt::format("{}; revision {} of release {} was left {}", how_it_ended(process),
                             release->revision, release->name, release->status),
                 Effect::unknown);
  } else {
    out = failed(process, upgrade, said.empty() ? cause_in(release->description) : said,
                 rolled_back(process) ? Effect::none : Effect::unknown);
  }
  out.started_at = release->deployed_at;
  return out;
}

std::optional<core::Execution> judge_removal(const Process& process,
                                             const std::vector<Revision>& left) {
  if (left.empty() && !process.canceled) return std::nullopt;
  if (!process.here) return running(uninstall);
  return failed(process, uninstall, cause_in(process.errors), Effect::unknown);
}

namespace {

/// helm's own way to the object and back: what it says in front of the cluster's words.
/// "1 error occurred: * …" (helm 3, for each of its lists)
/// "failed to create resource: server-side apply failed for object NS/NAME apps/v1, Kind=KIND: …",
/// "failed to create typed patch object (NS/NAME; apps/v1, Kind=KIND): …" (helm 4)
std::string without_ways(std::string text) {
  for (const std::string_view way :
       {"1 error occurred: * ", "failed to create resource: ", "Internal error occurred: "}) {
    if (text.starts_with(way)) text.erase(0, way.size());
  }
  constexpr std::string_view apply = "server-side apply failed for object ", kind = ", Kind=";
  if (!text.starts_with(apply)) return text;
  const auto told = text.find(kind);
  const auto end = text.find(": ", told == std::string::npos ? 0 : told);
  if (told == std::string::npos || end == std::string::npos) return text;
  const std::string place = text.substr(apply.size(), text.find(' ', apply.size()) - apply.size());
  std::string object = to_lower(text.substr(told + kind.size(), end - told - kind.size())) + "/" +
                       place.substr(place.find('/') + 1);
  std::string rest = without_ways(text.substr(end + 2));
  if (constexpr std::string_view typed = "failed to create typed patch object (";
      rest.starts_with(typed) && rest.find("): ") != std::string::npos)
    rest.erase(0, rest.find("): ") + 3);
  return std::move(object) + ": " + rest;
}

}  // namespace

std::string cause_in(std::string_view errors) {
  std::string out;
  bool within = false;
  for (const std::string_view line : lines_of(errors)) {
    constexpr std::string_view mark = "Error: ";
    const bool begins = line.starts_with(mark);
    if (begins) out.clear();  // the last word counts
    within = within || begins;
    if (!within || trim(line).empty()) continue;
    out += (out.empty() ? "" : " ") + std::string(trim(begins ? line.substr(mark.size()) : line));
  }
  if (!within) out = std::string(trim(errors.substr(0, errors.find('\n'))));
  for (const std::string_view prefix : {"UPGRADE FAILED: ", "INSTALLATION FAILED: ",
                                        "uninstallation completed with 1 error(s): "}) {
    if (out.starts_with(prefix)) out.erase(0, prefix.size());
  }
  // `Upgrade "NAME" failed: …`, `Release "NAME" failed: …`, `release NAME failed, and has been …: `
  if (const auto at = out.find("\" failed: "); at != std::string::npos)
    out.erase(0, at + std::string_view("\" failed: ").size());
  if (const auto at = out.find(" being set: ");
      out.starts_with("release ") && at != std::string::npos)
    out.erase(0, at + std::string_view(" being set: ").size());
  return std::string(clip(masked(without_ways(std::move(out))), 2000));
}

std::string masked(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Quoted quoted = quoted_at(text, at);
    if (quoted.length == 0) {
      out += text[at++];
      continue;
    }
    out += std::string(quoted.begin) + "…" + std::string(quoted.end);
    at += quoted.length;
  }
  return out;
}

bool is_waiting_cause(std::string_view cause) {
  // The last ones are what helm 3 says of a hook's job that failed.
  for (const std::string_view word :
       {"deadline exceeded", "timed out waiting", "not ready", "client rate limiter Wait",
        "BackoffLimitExceeded", "DeadlineExceeded", "PodFailurePolicy"}) {
    if (cause.find(word) != std::string_view::npos) return true;
  }
  return false;
}

bool is_unreached_cause(std::string_view cause) {
  for (const std::string_view word :
       {"cluster unreachable", "connection refused", "connection reset", "no such host",
        "i/o timeout", "TLS handshake timeout", "no route to host"}) {
    if (cause.find(word) != std::string_view::npos) return true;
  }
  return false;
}

std::string trouble_in(const std::vector<nlohmann::json>& pods) {
  std::vector<Trouble> found;
  for (const nlohmann::json& pod : pods) look_at_pod(pod, found);
  std::stable_sort(found.begin(), found.end(),
                   [](const Trouble& a, const Trouble& b) { return a.rank < b.rank; });
  return found.empty() ? "" : std::string(clip(found.front().text, 1000));
}

}  // namespace chatops::helm
