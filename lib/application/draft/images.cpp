// The images in a chart's values, in the ways in which people write them: {repository, tag},
// {registry, repository, tag}, `image` beside `tag`, and host/path:tag in one text.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "application/draft/survey.hpp"
#include "application/schema.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "config/yaml.hpp"
#include "core/names.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;
using config::Yaml;
using Keys = std::vector<std::string>;

constexpr int deepest_charts = 3;
constexpr std::size_t most_images = 500, longest_name = 40;
constexpr auto tag_keys = std::to_array<std::string_view>({"tag", "imageTag", "image_tag"});
/// Keys that say what a thing is, not which one.
constexpr auto shapes = std::to_array<std::string_view>(
    {"deployment", "container", "spec", "pod", "statefulset", "daemonset", "main"});

/// camelCase and under_scores as words with '-' between.
std::string spaced(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && i > 0 && text[i - 1] >= 'a' && text[i - 1] <= 'z') out += '-';
    out += c;
  }
  return out;
}

/// "redis" and "library/redis:7" as Docker reads them, with the host that it means.
struct Written {
  core::ImageName image;
  std::string tag;
  bool host_missing = false;
};

std::optional<Written> image_of(std::string text) {
  Written out;
  if (text.empty() || text.find_first_of(" \t{}$") != std::string::npos) return std::nullopt;
  text = text.substr(0, text.find('@'));
  const auto slash = text.rfind('/');
  const auto colon = text.find(':', slash == std::string::npos ? 0 : slash);
  if (colon != std::string::npos) {
    out.tag = text.substr(colon + 1);
    text.erase(colon);
  }
  const std::string head = text.substr(0, text.find('/'));
  const bool has_host = head.size() < text.size() &&
                        (head.find_first_of(".:") != std::string::npos || head == "localhost");
  if (!has_host) {
    out.host_missing = true;
    text.insert(0, text.find('/') == std::string::npos ? "docker.io/library/" : "docker.io/");
  }
  if (image_flaw(text) != nullptr) return std::nullopt;
  out.image = *core::ImageName::parse(text);
  return out;
}

std::string dotted(const Keys& keys, std::initializer_list<std::string_view> more) {
  std::string out;
  const auto add = [&](std::string_view key) {
    out += (out.empty() ? "" : ".") + replace_all(key, ".", "\\.");
  };
  for (const std::string& key : keys) add(key);
  for (const std::string_view key : more) add(key);
  return out;
}

std::string scalar(const Yaml& map, std::string_view key) {
  const Yaml* value = map.find(key);
  return value != nullptr && value->is_scalar() ? value->text : "";
}

std::string_view tag_key(const Yaml& map) {
  for (const std::string_view key : tag_keys) {
    const Yaml* value = map.find(key);
    if (value != nullptr && (value->is_scalar() || value->is_null())) return key;
  }
  return {};
}

class Search {
 public:
  explicit Search(std::string chart) : chart_(std::move(chart)) {}

  void walk(const Yaml& node, Keys& keys) {
    for (const config::YamlEntry& entry : node.entries) {
      if (found_.size() >= most_images) return;
      const bool speakable = is_utf8(entry.key) && !entry.key.empty() &&
                             entry.key.find_first_of("\\\n\t") == std::string::npos;
      if (!speakable) continue;
      const bool names_image = entry.key == "image" || entry.key.ends_with("Image");
      if (names_image && entry.value.is_scalar()) {
        one_text(node, entry, keys);
      } else if (entry.value.is_map()) {
        const bool taken = names_image && in_parts(entry, keys);
        keys.push_back(entry.key);
        if (!taken) walk(entry.value, keys);
        keys.pop_back();
      }
    }
  }

  std::vector<FoundImage> take() { return std::move(found_); }

 private:
  /// image: {registry, repository, tag}
  bool in_parts(const config::YamlEntry& entry, Keys& keys) {
    const Yaml& map = entry.value;
    const std::string_view name_key = !scalar(map, "repository").empty() ? "repository" : "name";
    const std::string registry = scalar(map, "registry");
    const std::string name = scalar(map, name_key);
    const auto written = image_of(registry.empty() ? name : registry + "/" + name);
    if (!written) return false;
    FoundImage found;
    found.style = registry.empty() ? ImageStyle::apart : ImageStyle::registry;
    const std::string_view tag = tag_key(map);
    if (tag.empty() && !written->tag.empty()) {
      found.style = ImageStyle::together;
    } else {
      const std::string_view key = tag.empty() ? std::string_view("tag") : tag;
      found.paths.tag = dotted(keys, {entry.key, key});
      found.tag = scalar(map, key);
      if (registry.empty()) found.paths.repository = dotted(keys, {entry.key, name_key});
    }
    add(std::move(found), *written, entry.key, keys);
    return true;
  }

  /// image: host/path, with its tag beside it or in it
  void one_text(const Yaml& map, const config::YamlEntry& entry, const Keys& keys) {
    const auto written = image_of(entry.value.text);
    if (!written) return;
    const std::string_view tag = entry.key == "image" ? tag_key(map) : std::string_view();
    FoundImage found;
    if (tag.empty()) {
      found.style = ImageStyle::together;
    } else {
      found.paths = {
          .tag = dotted(keys, {tag}), .repository = dotted(keys, {entry.key}), .digest = {}};
      found.tag = scalar(map, tag);
    }
    add(std::move(found), *written, entry.key, keys);
  }

  void add(FoundImage found, const Written& written, const std::string& key, const Keys& keys) {
    found.image = written.image;
    found.host_missing = written.host_missing;
    if (found.tag.empty()) found.tag = written.tag;
    found.name = free_name(key, keys, written.image);
    if (!found.name.empty()) found_.push_back(std::move(found));
  }

  /// The key that holds the image, else those above it, else the image's own last word.
  std::string free_name(const std::string& key, const Keys& keys, const core::ImageName& image) {
    std::vector<std::string> offers;
    std::string own = key.ends_with("Image") ? key.substr(0, key.size() - 5) : "";
    std::size_t depth = keys.size();
    while (own.empty() && depth > 0) {
      own = keys[--depth];
      if (depth > 0 && std::find(shapes.begin(), shapes.end(), to_lower(own)) != shapes.end())
        own.clear();
    }
    offers.push_back(own.empty() ? chart_ : own);
    if (depth > 0) offers.push_back(keys[depth - 1] + "-" + own);
    offers.push_back(image.path.substr(image.path.rfind('/') + 1));
    for (int i = 2; i < 100; ++i) offers.push_back(offers.front() + "-" + std::to_string(i));
    for (const std::string& offer : offers) {
      const std::string name = plain_name(spaced(offer));
      if (!name.empty() && taken_.insert(name).second) return name;
    }
    return {};
  }

  std::string chart_;
  std::vector<FoundImage> found_;
  std::set<std::string> taken_;
};

/// `over` goes over `base`, map by map.
Yaml overlay(Yaml base, const Yaml& over) {
  if (!base.is_map() || !over.is_map()) return over.is_null() ? base : over;
  for (const config::YamlEntry& entry : over.entries) {
    const Yaml* below = base.find(entry.key);
    base.set(entry.key, below == nullptr ? entry.value : overlay(*below, entry.value));
  }
  return base;
}

/// What a chart calls one that lies in its charts/ folder.
std::string alias_of(const Yaml& chart, const std::string& name) {
  const Yaml* dependencies = chart.find("dependencies");
  if (dependencies == nullptr) return name;
  for (const Yaml& one : dependencies->items) {
    if (scalar(one, "name") == name && !scalar(one, "alias").empty()) return scalar(one, "alias");
  }
  return name;
}

/// The chart's values over those of the charts within it.
Yaml values_of(const fs::path& folder, int depth, std::vector<Error>& unread) {
  Yaml out = Yaml::map();
  const fs::path file = folder / "values.yaml";
  std::error_code failed;
  if (fs::exists(file, failed)) {
    auto own = config::load_yaml_file(file.string());
    if (!own) unread.push_back(own.error());
    if (own && own->is_map()) out = std::move(*own);
  }
  const auto chart = config::load_yaml_file((folder / "Chart.yaml").string());
  if (!chart || depth == deepest_charts) return out;
  std::vector<fs::path> inside;
  for (fs::directory_iterator at(folder / "charts", failed), end; !failed && at != end;
       at.increment(failed)) {
    std::error_code odd;
    if (!at->is_symlink(odd) && at->is_directory(odd)) inside.push_back(at->path());
  }
  std::sort(inside.begin(), inside.end());
  for (const fs::path& path : inside) {
    const auto sub = config::load_yaml_file((path / "Chart.yaml").string());
    if (!sub || scalar(*sub, "name").empty() || scalar(*sub, "type") == "library") continue;
    const std::string key = alias_of(*chart, scalar(*sub, "name"));
    const Yaml below = values_of(path, depth + 1, unread);
    const Yaml* over = out.find(key);
    out.set(key, over == nullptr ? below : overlay(below, *over));
  }
  return out;
}

}  // namespace

std::string plain_name(std::string_view text) {
  std::string name = core::dns_label(text, longest_name);
  if (name.empty()) return {};
  if (name.front() < 'a' || name.front() > 'z') name = core::dns_label("c-" + name, longest_name);
  return core::environment_name(name) ? name : std::string();
}

std::vector<FoundImage> images_of(const std::string& chart_folder, const std::string& chart_name,
                                  std::vector<Error>& unread) {
  Search search(chart_name);
  Keys keys;
  search.walk(values_of(chart_folder, 0, unread), keys);
  return search.take();
}

}  // namespace chatops::application
