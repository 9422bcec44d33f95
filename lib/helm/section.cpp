// deploy, and what has no meaning with this engine.
// SPDX-License-Identifier: Apache-2.0
#include "helm/section.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "core/fields.hpp"
#include "core/values.hpp"
#include "helm/labels.hpp"

namespace chatops::helm {
namespace {

using nlohmann::json;

constexpr Millis longest_timeout = std::chrono::hours(24);

/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
bool is_quantity(std::string_view text) {
  const auto digits = text.find_first_not_of("0123456789.");
  const std::string_view suffix = digits == text.npos ? "" : text.substr(digits);
  static constexpr auto suffixes = std::to_array<std::string_view>(
      {"", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"});
  return digits != 0 && !text.empty() && text.front() != '.' &&
         std::find(suffixes.begin(), suffixes.end(), suffix) != suffixes.end();
}

void read_quantities(config::Reader& reader, const char* key,
                     std::map<std::string, std::string>& out) {
  for (auto& [name, value] : reader.string_map(key)) {
    if (!is_quantity(value)) {
      reader.problem(key, Reason::yaml_bad_value,
                     {{"value", name + ": " + value}, {"allowed", "2, 500m, 512Mi, 8Gi"}});
    }
    out.insert_or_assign(name, value);
  }
}

void read_pull_secret(config::Reader& reader, std::string& out) {
  out = reader.string_or("pull_secret", "");
  const auto slash = out.find('/');
  const bool named = slash != std::string::npos && slash != 0 && slash + 1 < out.size() &&
                     out.find('/', slash + 1) == std::string::npos;
  if (!out.empty() && !named)
    reader.problem("pull_secret", Reason::yaml_bad_value,
                   {{"value", out}, {"allowed", "NAMESPACE/NAME"}});
}

void read_namespace(config::Reader& deploy, Settings& out) {
  auto reader = deploy.section("namespace");
  if (!reader) return;
  out.own_namespace = reader->boolean("own").value_or(true);
  for (auto& [name, value] : reader->string_map("labels")) {
    const char* flaw = is_own_label(name)       ? "reserved"
                       : !is_label(name, value) ? "characters"
                                                : nullptr;
    if (flaw != nullptr) {
      reader->problem("labels", Reason::yaml_bad_value,
                      {{"value", name + ": " + value}, {"why", flaw}});
    }
    out.labels.insert_or_assign(name, value);
  }
  read_quantities(*reader, "quota", out.quota);
  read_quantities(*reader, "limits", out.limits);
  read_quantities(*reader, "requests", out.requests);
  if (reader->has("reachable_from")) out.reachable_from = reader->strings("reachable_from");
  read_pull_secret(*reader, out.pull_secret);
  const bool gives = !out.quota.empty() || !out.limits.empty() || !out.requests.empty() ||
                     out.reachable_from || !out.pull_secret.empty();
  if (gives && !out.own_namespace)
    reader->problem("own", Reason::yaml_bad_value, {{"value", "false"}, {"why", "not_its_own"}});
  reader->finish();
}

void read_timeout(config::Reader& deploy, Settings& out) {
  const auto text = deploy.string("timeout");
  if (!text) return;
  const auto timeout = parse_duration(*text);
  if (timeout && *timeout >= Millis(1000) && *timeout <= longest_timeout) {
    out.timeout = *timeout;
  } else {
    deploy.problem("timeout", Reason::yaml_bad_value,
                   {{"value", *text}, {"allowed", "30s, 10m, 1h"}});
  }
}

void read_extra(config::Reader& deploy, std::map<std::string, std::string>& out) {
  for (auto& [name, value] : deploy.string_map("extra")) {
    if (const auto path = parameter_path(name); !path) {
      deploy.problem("extra", Reason::yaml_bad_value,
                     {{"value", name}, {"why", std::string(path.error().args.get("why"))}});
    }
    out.insert_or_assign(name, value);
  }
}

std::set<std::string> version_paths(const core::Application& application) {
  std::set<std::string> out;
  for (const core::Component& component : application.components) {
    const core::ValuesPaths& at = component.values;
    for (const std::string& path : {at.tag, at.repository, at.digest, at.registry, at.image})
      out.insert(path);
  }
  out.erase("");
  return out;
}

}  // namespace

json to_json(const Settings& settings) {
  return {{"context", settings.context},
          {"timeout_ms", settings.timeout.count()},
          {"rollback_on_failure", settings.rollback_on_failure},
          {"own_namespace", settings.own_namespace},
          {"labels", settings.labels},
          {"quota", settings.quota},
          {"limits", settings.limits},
          {"requests", settings.requests},
          {"reachable_from", settings.reachable_from ? json(*settings.reachable_from) : json()},
          {"pull_secret", settings.pull_secret},
          {"version_paths", settings.version_paths}};
}

Settings read_settings(const json& in) {
  const core::Fields fields(in);
  const auto paths = fields.list("version_paths");
  std::optional<std::vector<std::string>> from;
  if (fields.member("reachable_from") != nullptr) from = fields.list("reachable_from");
  return {.context = fields.text("context"),
          .timeout = Millis(fields.need_integer("timeout_ms")),
          .rollback_on_failure = fields.flag("rollback_on_failure"),
          .own_namespace = fields.flag("own_namespace"),
          .labels = fields.texts("labels"),
          .quota = fields.texts("quota"),
          .limits = fields.texts("limits"),
          .requests = fields.texts("requests"),
          .reachable_from = std::move(from),
          .pull_secret = fields.text("pull_secret"),
          .version_paths = {paths.begin(), paths.end()}};
}

Result<std::vector<std::string>> parameter_path(const std::string& name) {
  if (name.find_first_of("[]=,{}") != std::string::npos) {
    return failure(Reason::yaml_bad_value, {{"what", name}, {"why", "list_index"}});
  }
  return core::split_values_path(name);
}

core::ClusterAccess implied_access(const core::EngineSettings& settings,
                                   const std::string& cluster) {
  const bool own = cluster.empty() || cluster == settings.cluster;
  return {.name = cluster, .context = own ? read_settings(settings.own).context : cluster};
}

core::EngineSettings read_sections(config::Reader& root, const core::Application& application) {
  Settings settings;
  core::EngineSettings out{.engine = engine_name, .title = "helm", .removal = "helm uninstall"};
  if (auto deploy = root.section("deploy")) {
    (void)deploy->take("engine");  // it led here
    settings.context = deploy->string_or("context", "");
    out.cluster = deploy->string_or("cluster", settings.context);
    read_timeout(*deploy, settings);
    settings.rollback_on_failure = deploy->boolean("rollback_on_failure").value_or(false);
    read_namespace(*deploy, settings);
    read_extra(*deploy, out.parameters);
    deploy->finish();
  }
  if (root.has("teardown")) {
    root.problem("teardown", Reason::yaml_bad_value, {{"why", "helm_removes"}});
  }
  for (const core::Component& component : application.components) {
    if (component.parameter.empty()) continue;
    root.problem("components", Reason::yaml_bad_value,
                 {{"value", component.name + ".parameter"}, {"why", "values_path"}});
  }
  settings.version_paths = version_paths(application);
  out.own = to_json(settings);
  return out;
}

}  // namespace chatops::helm
