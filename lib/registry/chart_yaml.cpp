// Chart.yaml: the first document, the last of two equal keys, as in Helm.
// SPDX-License-Identifier: Apache-2.0
#include "base/semver.hpp"
#include "config/problems.hpp"
#include "config/yaml.hpp"
#include "registry/chart_files.hpp"

namespace chatops::registry {

namespace {

constexpr config::YamlLimits limits{.bytes = 5U << 20U};

Error invalid_chart_yaml(const char* why, std::string piece) {
  return Error(Reason::chart_invalid,
               {{"what", "Chart.yaml"}, {"why", why}, {"piece", std::move(piece)}});
}

/// What the YAML reader says; its place is one of Chart.yaml.
Error unread(const Error& error) {
  const std::string why(error.args.get("why"));
  Error out(Reason::chart_invalid, {{"what", "Chart.yaml"}, {"why", "bad_chart_yaml"}});
  out.args.set("piece", std::string(error.args.get("where")) + (why.empty() ? "" : " " + why));
  return out;
}

}  // namespace

Known<core::ChartVersion> read_chart_yaml(std::string_view text) {
  config::Problems twice;
  const auto chart = config::load_foreign_yaml(text, "Chart.yaml", twice, limits);
  if (!chart) return unknown(unread(chart.error()));
  const auto said = [&](std::string_view key) {
    const config::Yaml* found = chart->find(key);
    return found != nullptr && found->is_scalar() ? found->text : std::string();
  };
  core::ChartVersion out;
  out.name = said("name");
  out.version = said("version");
  out.app_version = said("appVersion");
  if (out.name.empty()) return unknown(invalid_chart_yaml("no_chart_name", ""));
  if (!SemVer::parse(out.version))
    return unknown(invalid_chart_yaml("no_chart_version", out.version));
  return out;
}

}  // namespace chatops::registry
