// chart, classes and environments.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "application/remote.hpp"
#include "application/schema.hpp"
#include "base/file.hpp"
#include "base/semver.hpp"
#include "base/text.hpp"
#include "core/names.hpp"
#include "core/remote.hpp"

namespace chatops::application {
namespace {

using core::ChartKind;

constexpr auto template_words = std::to_array<std::string_view>(
    {"application", "env", "class", "iteration", "namespace", "domain"});
constexpr std::size_t largest_chart_yaml = 1U << 20U;
/// What is known when each of the three is made.
constexpr std::span<const std::string_view> namespace_words(template_words.data(), 4);
constexpr std::span<const std::string_view> domain_words(template_words.data(), 5);
constexpr std::span<const std::string_view> address_words(template_words);

bool names(const std::string& text, std::string_view variable) {
  return text.find("{" + std::string(variable) + "}") != std::string::npos;
}

/// The chart's own name, from its Chart.yaml.
std::string name_of_folder(config::Reader& reader, const Folder& folder,
                           const std::string& source) {
  const auto text = read_file(folder.path + "/" + source + "/Chart.yaml", largest_chart_yaml);
  config::Problems twice;
  const auto chart = text ? config::load_foreign_yaml(*text, "Chart.yaml", twice)
                          : Result<config::Yaml>(tl::make_unexpected(text.error()));
  if (!chart) {
    reader.problem("path", Reason::yaml_bad_value, {{"value", source}, {"why", "no_chart"}});
    return {};
  }
  const config::Yaml* name = chart->find("name");
  return name != nullptr && name->is_scalar() ? name->text : std::string();
}

void read_chart_source(config::Reader& reader, const Folder& folder, core::Chart& chart) {
  const auto classic = reader.string("repository");
  auto oci = reader.string("oci");
  const auto path = reader.string("path");
  if (int{classic.has_value()} + int{oci.has_value()} + int{path.has_value()} != 1) {
    reader.problem("repository", Reason::yaml_missing_key, {{"allowed", "repository, oci, path"}});
    return;
  }
  if (classic) {
    chart.kind = ChartKind::classic;
    chart.source = *classic;
    if (!classic->starts_with("https://") && !classic->starts_with("http://")) {
      reader.problem("repository", Reason::yaml_bad_value,
                     {{"value", core::without_user(*classic)}, {"why", "not_a_url"}});
    }
  } else if (oci) {
    chart.kind = ChartKind::oci;
    if (oci->starts_with("oci://")) oci->erase(0, 6);
    while (oci->ends_with('/')) oci->pop_back();
    chart.source = *oci;
    if (oci->empty() || oci->find("://") != std::string::npos) {
      reader.problem("oci", Reason::yaml_bad_value, {{"value", *oci}, {"why", "no_host"}});
    }
  } else {
    chart.kind = ChartKind::path;
    chart.source = *path;
    if (path->empty()) {
      reader.problem("path", Reason::yaml_missing_key);
      return;
    }
    if (!stays_below(*path)) {
      reader.problem("path", Reason::yaml_bad_value, {{"value", *path}, {"why", "path_leaves"}});
      return;
    }
    chart.name = name_of_folder(reader, folder, *path);
  }
}

void read_parameters(config::Reader& reader, std::map<std::string, std::string>& out) {
  for (auto& [name, value] : reader.string_map("parameters")) {
    if (name.empty()) reader.problem("parameters", Reason::yaml_bad_value, {{"why", "empty"}});
    check_template(reader, "parameters", value, address_words);
    out.insert_or_assign(name, value);
  }
}

void read_templates(config::Reader& reader, core::Application& out) {
  out.namespace_template = reader.string_or("namespace", out.namespace_template);
  out.domain_template = reader.string_or("domain", "");
  out.address_template = reader.string_or("address", out.address_template);
  check_template(reader, "namespace", out.namespace_template, namespace_words);
  check_template(reader, "domain", out.domain_template, domain_words);
  check_template(reader, "address", out.address_template, address_words);
  const auto alike = [&](std::string_view key, const std::string& text) {
    reader.problem(key, Reason::yaml_bad_value, {{"value", text}, {"why", "without_env"}});
  };
  if (!names(out.namespace_template, "env")) alike("namespace", out.namespace_template);
  if (!out.domain_template.empty() && !names(out.domain_template, "env") &&
      !names(out.domain_template, "namespace")) {
    alike("domain", out.domain_template);
  }
  // One environment stands for all: what is wrong with its names is wrong with the templates.
  const auto sample = core::environment_names(out, "e1", "c1", "i1");
  if (sample) return;
  const bool of_template = sample.error().reason != Reason::name_invalid;
  const bool of_namespace = sample.error().args.get("why") == "reserved";
  if (!of_template) report(reader, of_namespace ? "namespace" : "domain", sample.error(), "");
}

}  // namespace

void read_chart(config::Reader& root, const Folder& folder, core::Application& out) {
  auto reader = root.section("chart");
  if (!reader) {
    if (!root.has("chart")) root.problem("chart", Reason::yaml_missing_key);
    return;
  }
  read_chart_source(*reader, folder, out.chart);
  if (out.chart.kind == ChartKind::path) {
    out.chart.name = reader->string_or("name", out.chart.name);
  } else {
    out.chart.name = reader->required_string("name");
    out.chart.rule = reader->string_or("version", "");
    if (!SemVerRange::parse(out.chart.rule)) {
      reader->problem("version", Reason::yaml_bad_value,
                      {{"value", out.chart.rule}, {"why", "not_a_range"}});
    }
  }
  reader->finish();
}

void read_classes(config::Reader& root, const Folder& folder, core::Application& out) {
  out.common_values = read_values_files(root, "values", folder);
  for (auto& [name, reader] : root.sections("classes")) {
    check_name(reader, name);
    core::EnvironmentClass read;
    read.name = name;
    read.title = reader.string_or("title", "");
    read.values = read_values_files(reader, "values", folder);
    read_parameters(reader, read.parameters);
    read.cluster = reader.string_or("cluster", "");
    reader.finish();
    out.classes.push_back(std::move(read));
  }
  if (!out.classes.empty()) out.default_class = out.classes.front().name;
}

/// A file that everybody shares names contexts, and no files of one person's machine.
void read_clusters(config::Reader& root, core::Application& out) {
  for (auto& [name, reader] : root.sections("clusters")) {
    check_name(reader, name);
    core::ClusterAccess cluster{.name = name};
    cluster.context = reader.string_or("context", "");
    cluster.in_cluster = reader.boolean("in_cluster").value_or(false);
    if (cluster.in_cluster && !cluster.context.empty()) {
      reader.problem("context", Reason::yaml_bad_value,
                     {{"value", cluster.context}, {"why", "in_cluster_too"}});
    }
    reader.finish();
    out.clusters.push_back(std::move(cluster));
  }
}

void read_environments(config::Reader& root, const Folder& folder, core::Application& out) {
  auto reader = root.section("environments");
  if (!reader) return;
  if (const auto chosen = reader->string("class")) {
    // "none": no class unless somebody chooses one. A class may be called so all the same.
    const bool none = *chosen == "none" && out.environment_class("none") == nullptr;
    if (!none) check_known(*reader, "class", *chosen, names_of(out.classes));
    out.default_class = none ? "" : *chosen;
  }
  out.cluster = reader->string_or("cluster", "");
  read_templates(*reader, out);
  if (auto values = reader->section("values")) {
    for (const std::string& name : values->keys()) {
      if (const auto checked = core::environment_name(name); !checked) {
        report(*values, name, checked.error(), name);
      }
      out.environment_values[name] = read_values_files(*values, name, folder);
    }
    values->finish();
  }
  reader->finish();
}

}  // namespace chatops::application
