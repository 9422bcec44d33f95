// Which files look like values layers, and whose they are, by their names alone. A name decides
// little: what it does not say clearly is offered, and takes no effect.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "application/draft/folders.hpp"
#include "application/draft/survey.hpp"
#include "application/values.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 200;

constexpr auto common_words =
    std::to_array<std::string_view>({"common", "base", "default", "defaults", "shared", "values"});
constexpr auto environment_words = std::to_array<std::string_view>(
    {"dev",        "development", "test", "testing", "qa",          "uat",     "sit",
     "staging",    "stage",       "stg",  "pre",     "preview",     "preprod", "prod",
     "production", "prd",         "live", "demo",    "integration", "local"});
/// Files for programs that look at the chart.
constexpr auto tool_words = std::to_array<std::string_view>({"schema", "lint", "ci"});

enum class LayerKind { common, of_class, of_environment, unknown };
struct Layer {
  LayerKind kind;
  std::string name;
};

/// "values-prod", "prod-values", "class-aliyun", "env-staging", "common". Nothing for files that do
/// not look like values.
std::optional<Layer> layer_of(std::string stem, bool in_values_folder) {
  const std::string lower = to_lower(stem);
  const bool ahead =
      lower.starts_with("values-") || lower.starts_with("values.") || lower.starts_with("values_");
  const bool behind =
      lower.ends_with("-values") || lower.ends_with(".values") || lower.ends_with("_values");
  if (!ahead && !behind && !in_values_folder && lower != "values") return std::nullopt;
  if (ahead) {
    stem.erase(0, 7);
  } else if (behind) {
    stem.resize(stem.size() - 7);
  }
  if (to_lower(stem).starts_with("secret") || to_lower(stem).ends_with(".schema"))
    return std::nullopt;
  if (among(common_words, to_lower(stem))) return Layer{LayerKind::common, ""};
  for (const std::string_view prefix : {"class-", "env-"}) {
    if (!stem.starts_with(prefix)) continue;
    const std::string name = plain_name(stem.substr(prefix.size()));
    if (name.empty()) return std::nullopt;
    return Layer{prefix == "env-" ? LayerKind::of_environment : LayerKind::of_class, name};
  }
  const std::string name = plain_name(stem);
  if (name.empty() || among(tool_words, name)) return std::nullopt;
  const bool environment = among(environment_words, name);
  return Layer{environment ? LayerKind::of_environment : LayerKind::unknown, name};
}

/// False, and told, when our own reader would refuse the file.
bool readable(const std::string& file, const std::string& shown, std::vector<Error>& unread) {
  const auto text = read_file(file, largest_values_file);
  const auto values = text ? read_values(shown, *text) : Result<nlohmann::json>();
  if (text && values) return true;
  Error why = text ? values.error() : text.error();
  if (!text || !why.args.has("what")) why.args.set("what", shown);
  unread.push_back(std::move(why));
  return false;
}

void look_in(const fs::path& at, bool values_folder, bool beside_chart, Survey& out) {
  std::size_t taken = 0;
  for (const auto& entry : entries_of(at)) {
    const fs::path& path = entry.path();
    const std::string extension = path.extension().string();
    std::error_code failed;
    if ((extension != ".yaml" && extension != ".yml") || entry.is_symlink(failed) || !is_file(path))
      continue;
    // The chart's own defaults are no layer above it.
    if (beside_chart && path.stem() == "values") continue;
    const auto layer = layer_of(path.stem().string(), values_folder);
    const std::string shown = below(path, out.folder);
    if (!layer || ++taken > most_files || !readable(path.string(), shown, out.unread)) continue;
    switch (layer->kind) {
      case LayerKind::common: out.common.push_back(shown); break;
      case LayerKind::of_class: out.classes[layer->name].push_back(shown); break;
      case LayerKind::of_environment: out.environments[layer->name].push_back(shown); break;
      case LayerKind::unknown: out.candidates[layer->name].push_back(shown); break;
    }
  }
}

}  // namespace

void find_layers(Survey& out) {
  std::vector<std::pair<std::string, bool>> places = {{out.folder, false}};
  if (out.chart && out.chart->path != ".")
    places.emplace_back(out.folder + "/" + out.chart->path, true);
  if (out.chart && out.chart->path == ".") places.front().second = true;
  for (const auto& [place, beside_chart] : places) {
    look_in(place, false, beside_chart, out);
    for (const char* name : {"values", "env", "envs", "environments"}) {
      const fs::directory_entry entry(fs::path(place) / name);
      if (is_real_folder(entry)) look_in(entry.path(), true, false, out);
    }
  }
}

}  // namespace chatops::application
