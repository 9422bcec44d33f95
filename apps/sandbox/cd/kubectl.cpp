// Running kubectl and watching rollouts.
// SPDX-License-Identifier: Apache-2.0
#include "cd/kubectl.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cd/artifacts.hpp"
#include "net/json.hpp"

namespace chatops::sandbox {
namespace {

std::string trimmed(const std::string& text) {
  const auto end = text.find_last_not_of(" \r\n");
  return text.substr(0, end == std::string::npos ? 0 : end + 1);
}

/// What a program said in the end: its last line that is no advice, cut to a readable length.
std::string last_words(const std::string& errors) {
  constexpr std::size_t readable = 600;
  auto text = trimmed(errors);
  if (const auto advice = text.rfind("\nUse --debug"); advice != std::string::npos)
    text = trimmed(text.substr(0, advice));
  text.erase(0, text.rfind('\n') + 1);
  return text.size() > readable ? "…" + text.substr(text.size() - readable) : text;
}

/// The last lines a container wrote: three in one line, then all that was asked for as they are.
std::string last_log(const Kubectl& kubectl, const std::string& name_space, const Diagnosis& why,
                     const std::stop_token& stop) {
  auto log = kubectl.run(
      {"logs", "-n", name_space, why.pod, "-c", why.container, "--previous", "--tail=20"}, stop);
  if (!log || log->empty())
    log = kubectl.run({"logs", "-n", name_space, why.pod, "-c", why.container, "--tail=20"}, stop);
  if (!log) return "";
  const auto text = trimmed(*log);
  if (text.empty()) return "";
  auto begin = text.size();
  for (int lines = 0; lines < 3 && begin != std::string::npos && begin > 0; ++lines)
    begin = text.rfind('\n', begin - 1);
  auto words = text.substr(begin == std::string::npos ? 0 : begin + 1);
  for (auto at = words.find('\n'); at != std::string::npos; at = words.find('\n', at))
    words.replace(at, 1, " | ");
  return words + "\n" + text;
}

}  // namespace

Kubectl::Text Kubectl::program(std::vector<std::string> argv, const std::stop_token& stop,
                               std::string input) const {
  Command command;
  command.argv = std::move(argv);
  command.input = std::move(input);
  command.extra_environment = {{"KUBECONFIG", kubeconfig_}};
  const auto done = system_.spawner.run({system_.clock.tick() + Millis(300'000), stop}, command);
  if (!done)
    return tl::make_unexpected(
        fmt::format("{}: {}", command.argv.front(), code_of(done.error().reason)));
  if (done->code != 0)
    return tl::make_unexpected(last_words(done->errors.empty() ? done->output : done->errors));
  return done->output;
}

Kubectl::Text Kubectl::run(std::vector<std::string> arguments, const std::stop_token& stop,
                           std::string input) const {
  arguments.insert(arguments.begin(), "kubectl");
  return program(std::move(arguments), stop, std::move(input));
}

tl::expected<Json, std::string> Kubectl::get(std::vector<std::string> arguments,
                                             const std::stop_token& stop) const {
  arguments.insert(arguments.begin(), "get");
  arguments.insert(arguments.end(), {"-o", "json"});
  const auto text = run(std::move(arguments), stop);
  if (!text) return tl::make_unexpected(text.error());
  auto json = net::parse_json(*text, 128);
  if (!json) return tl::make_unexpected(std::string("kubectl answered no JSON"));
  return std::move(*json);
}

tl::expected<void, std::string> wait_for_rollout(const Kubectl& kubectl,
                                                 const std::string& name_space,
                                                 const std::vector<std::string>& workloads,
                                                 Millis patience, const std::stop_token& stop) {
  auto& clock = kubectl.system().clock;
  const auto until = clock.tick() + patience;
  for (auto left = workloads; !left.empty() && !stop.stop_requested();) {
    const auto pods = kubectl.get({"pods", "-n", name_space}, stop);
    if (!pods) return tl::make_unexpected(pods.error());
    std::vector<std::string> missing;
    std::string why;
    for (const auto& name : left) {
      const auto workload = kubectl.get({name, "-n", name_space}, stop);
      if (!workload) return tl::make_unexpected(workload.error());
      const auto state = rollout_missing(*workload);
      if (state.empty()) continue;
      missing.push_back(name);
      auto trouble = diagnose(*workload, *pods);
      if (trouble && trouble->wants_log) {
        const auto log = last_log(kubectl, name_space, *trouble, stop);
        if (!log.empty()) trouble->cause += ": " + log;
      }
      if (trouble && trouble->final) return tl::make_unexpected(trouble->cause);
      if (why.empty()) why = trouble ? trouble->cause : fmt::format("{}: {}", name, state);
    }
    left = std::move(missing);
    if (!left.empty() && clock.tick() >= until)
      return tl::make_unexpected("Timed out waiting for the manifest to stabilize: " + why);
    if (!left.empty()) clock.pause_until(clock.tick() + Millis(700), stop);
  }
  return {};
}

}  // namespace chatops::sandbox
