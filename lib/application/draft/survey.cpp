// The walk through the folder. Folders that hold other people's files are not entered.
// SPDX-License-Identifier: Apache-2.0
#include "application/draft/survey.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <filesystem>

#include "application/values.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "config/yaml.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_folders = 4000, most_files = 200, largest_file = 1U << 20U;
constexpr int deepest = 4;

constexpr auto foreign =
    std::to_array<std::string_view>({"node_modules", "vendor", "target", "dist", "build",
                                     "third_party", "testdata", "__pycache__"});
constexpr auto common_words = std::to_array<std::string_view>(
    {"common", "base", "default", "defaults", "all", "shared", "values"});
constexpr auto environment_words = std::to_array<std::string_view>(
    {"dev",        "development", "test", "testing", "qa",          "uat",     "sit",
     "staging",    "stage",       "stg",  "pre",     "preview",     "preprod", "prod",
     "production", "prd",         "live", "demo",    "integration", "local"});

template <class Words>
bool among(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Names that can be written into a YAML file and shown as they are.
bool plain_text(std::string_view text) {
  return is_utf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
         });
}

/// The entries of a folder by name; empty when it cannot be read.
std::vector<fs::directory_entry> entries_of(const fs::path& folder) {
  std::vector<fs::directory_entry> out;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (plain_text(at->path().filename().string())) out.push_back(*at);
    if (out.size() > most_folders) break;
  }
  std::sort(out.begin(), out.end(),
            [](const auto& a, const auto& b) { return a.path().filename() < b.path().filename(); });
  return out;
}

bool is_real_folder(const fs::directory_entry& entry) {
  std::error_code failed;
  return !entry.is_symlink(failed) && entry.is_directory(failed);
}
bool is_file(const fs::path& path) {
  std::error_code failed;
  return fs::is_regular_file(path, failed);
}

std::string text_of(const config::Yaml& map, std::string_view key) {
  const config::Yaml* value = map.find(key);
  return value != nullptr && value->is_scalar() && plain_text(value->text) ? value->text : "";
}

/// Charts, the nearest first; what lies in a chart belongs to it.
std::vector<fs::path> charts_below(const Call& call, const fs::path& folder) {
  std::vector<fs::path> out;
  std::deque<std::pair<fs::path, int>> open = {{folder, 0}};
  std::size_t looked_at = 0;
  while (!open.empty() && looked_at++ < most_folders) {
    if (call.stop.stop_requested()) throw Interrupted{};
    const auto [at, depth] = open.front();
    open.pop_front();
    if (is_file(at / "Chart.yaml")) {
      out.push_back(at);
      continue;
    }
    if (depth == deepest) continue;
    for (const auto& entry : entries_of(at)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with('.') || among(foreign, name) || !is_real_folder(entry)) continue;
      open.emplace_back(entry.path(), depth + 1);
    }
  }
  return out;
}

std::string below(const fs::path& path, const std::string& folder) {
  const std::string out = path.lexically_relative(folder).string();
  return out.empty() ? "." : out;
}

void find_chart(const Call& call, Survey& out) {
  for (const fs::path& path : charts_below(call, out.folder)) {
    const auto node = config::load_yaml_file((path / "Chart.yaml").string());
    if (!node) {
      out.unread.push_back(node.error());
      continue;
    }
    const std::string name = text_of(*node, "name");
    if (name.empty() || text_of(*node, "type") == "library") continue;
    const std::string place = below(path, out.folder);
    if (out.chart) {
      out.chart->others.push_back(place);
    } else {
      out.chart = FoundChart{.path = place,
                             .name = name,
                             .version = text_of(*node, "version"),
                             .description = text_of(*node, "description"),
                             .others = {}};
    }
  }
}

enum class LayerKind { common, of_class, of_environment };
struct Layer {
  LayerKind kind;
  std::string name;
};

/// What a file's name says: "values-prod", "class-aliyun", "env-staging", "common". Nothing for
/// files that do not look like values.
std::optional<Layer> layer_of(std::string stem, bool in_values_folder) {
  const bool spoken =
      stem.starts_with("values-") || stem.starts_with("values.") || stem.starts_with("values_");
  if (!spoken && !in_values_folder && stem != "values") return std::nullopt;
  if (spoken) stem.erase(0, 7);
  if (stem.starts_with("secret") || stem.ends_with(".schema")) return std::nullopt;
  if (among(common_words, to_lower(stem))) return Layer{LayerKind::common, ""};
  for (const std::string_view prefix : {"class-", "env-"}) {
    if (!stem.starts_with(prefix)) continue;
    const std::string name = plain_name(stem.substr(prefix.size()));
    if (name.empty()) return std::nullopt;
    return Layer{prefix == "env-" ? LayerKind::of_environment : LayerKind::of_class, name};
  }
  const std::string name = plain_name(stem);
  if (name.empty()) return std::nullopt;
  const bool environment = among(environment_words, name);
  return Layer{environment ? LayerKind::of_environment : LayerKind::of_class, name};
}

/// False, and told, when our own reader would refuse the file.
bool readable(const std::string& file, const std::string& shown, std::vector<Error>& unread) {
  const auto text = read_file(file, largest_file);
  const auto values = text ? read_values(shown, *text) : Result<nlohmann::json>();
  if (text && values) return true;
  Error why = text ? values.error() : text.error();
  if (!text) why.args.set("what", shown);
  unread.push_back(std::move(why));
  return false;
}

void find_layers(const fs::path& at, bool values_folder, bool beside_chart, Survey& out) {
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
    }
  }
}

}  // namespace

Survey survey(const Call& call, const System& system, const std::string& folder) {
  Survey out;
  out.folder = folder;
  if (const auto checkout = checkout_of(call, system, folder)) {
    out.checkout = *checkout;
  } else {
    out.unread.push_back(checkout.error());
  }
  find_chart(call, out);
  const bool chart_here = out.chart && out.chart->path == ".";
  find_layers(folder, false, chart_here, out);
  for (const char* name : {"values", "env", "envs", "environments"}) {
    const fs::directory_entry entry(fs::path(folder) / name);
    if (is_real_folder(entry)) find_layers(entry.path(), true, false, out);
  }
  if (out.chart) {
    const std::string chart = folder + "/" + out.chart->path;
    if (!chart_here) find_layers(chart, false, true, out);
    out.images = images_of(chart, out.chart->name, out.unread);
  }
  return out;
}

}  // namespace chatops::application
