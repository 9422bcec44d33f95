// Reading the command line: every option takes a value.
// SPDX-License-Identifier: Apache-2.0
#include "front/options.hpp"

#include <charconv>
#include <functional>
#include <map>
#include <stdexcept>

namespace chatops::sandbox {
namespace {

template <class Number>
Number number_within(const std::string& text, Number least, Number most) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
    throw std::invalid_argument(text + " is no number that fits");
  return value;
}

bool choice(const std::string& text, std::string_view yes, std::string_view no) {
  if (text != yes && text != no)
    throw std::invalid_argument(text + " is neither " + std::string(yes) + " nor " +
                                std::string(no));
  return text == yes;
}

}  // namespace

Settings parse_options(std::span<const std::string> arguments) {
  Settings settings;
  const std::map<std::string_view, std::function<void(const std::string&)>> options = {
      {"--directory", [&](const auto& v) { settings.directory = std::filesystem::absolute(v); }},
      {"--examples", [&](const auto& v) { settings.examples = std::filesystem::absolute(v); }},
      {"--port",
       [&](const auto& v) {
         settings.port = number_within<unsigned short>(v, 0, 65535);
         settings.any_port = settings.port == 0;
       }},
      {"--kubeconfig", [&](const auto& v) { settings.kubeconfig = v; }},
      {"--helm", [&](const auto& v) { settings.helm = v; }},
      {"--cd", [&](const auto& v) { settings.cd_helm = choice(v, "helm", "apply"); }},
      {"--pull-host", [&](const auto& v) { settings.pull_host = v; }},
      {"--ingress",
       [&](const auto& v) { settings.ingress = v.starts_with("http") ? v : "http://" + v; }},
      {"--quirks", [&](const auto& v) { settings.quirks = choice(v, "on", "off"); }},
      {"--auth-status",
       [&](const auto& v) { settings.auth_status = choice(v, "401", "200") ? 401 : 200; }},
      {"--speed", [&](const auto& v) { settings.speed = number_within<double>(v, 0.01, 100000); }},
      {"--page-size",
       [&](const auto& v) { settings.page_size = number_within<Id>(v, 0, 1000000); }},
      {"--correlation",
       [&](const auto& v) { settings.correlation_ever = choice(v, "ever", "running"); }},
      {"--hook-signature", [&](const auto& v) { settings.hook_signature = v == "off" ? "" : v; }},
      {"--hook-resend",
       [&](const auto& v) { settings.hook_resend_keeps_id = choice(v, "same", "new"); }},
      {"--hook-updated",
       [&](const auto& v) { settings.hook_updated_too = choice(v, "too", "alone"); }},
      {"--hook-planned", [&](const auto& v) { settings.hook_planned = choice(v, "on", "off"); }},
      {"--hook-events",
       [&](const auto& v) { settings.hook_all_events = choice(v, "all", "specified"); }},
      {"--hook-refs",
       [&](const auto& v) { settings.hook_short_refs = choice(v, "short", "full"); }},
      {"--hook-timeout",
       [&](const auto& v) { settings.hook_timeout_ms = number_within<Id>(v, 1, 600000); }},
      {"--rate-limit",
       [&](const auto& v) { settings.rate_limit = number_within<double>(v, 0, 1e9); }},
  };
  if (arguments.empty() || arguments[0] != "serve")
    throw std::invalid_argument("the first word must be serve");
  for (std::size_t i = 1; i < arguments.size(); i += 2) {
    const auto option = options.find(arguments[i]);
    if (option == options.end()) throw std::invalid_argument("unknown option " + arguments[i]);
    if (i + 1 == arguments.size()) throw std::invalid_argument(arguments[i] + " needs a value");
    option->second(arguments[i + 1]);
  }
  if (settings.directory.empty()) throw std::invalid_argument("--directory is needed");
  if (settings.kubeconfig.empty() != settings.helm.empty())
    throw std::invalid_argument("--kubeconfig and --helm belong together");
  return settings;
}

}  // namespace chatops::sandbox
