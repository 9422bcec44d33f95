// The walk through a chart's dependencies: those in its charts/ folder, and those that lie beside
// it (file://). Packed and absent ones are told, not opened.
// SPDX-License-Identifier: Apache-2.0
#include "application/draft/chart_parts.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "application/draft/folders.hpp"
#include "application/draft/reference.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;
using config::Yaml;

constexpr int deepest_charts = 4, deepest_templates = 4;
constexpr std::size_t most_parts = 200, largest_template = 1U << 18U, most_text = 4U << 20U;

/// `over` goes over `base`, map by map.
Yaml overlay(Yaml base, const Yaml& over) {
  if (!base.is_map() || !over.is_map()) return over.is_null() ? base : over;
  for (const config::YamlEntry& entry : over.entries) {
    const Yaml* under = base.find(entry.key);
    base.set(entry.key, under == nullptr ? entry.value : overlay(*under, entry.value));
  }
  return base;
}

struct Dependency {
  std::string name, key, repository, where;
};

class Parts {
 public:
  Parts(std::string folder, const Unpack& unpack, std::vector<Error>& unread)
      : folder_(std::move(folder)), unpack_(unpack), unread_(unread) {}

  ChartParts read(const fs::path& chart) {
    out_.values = values_of(chart, {}, 0);
    for (ChartPart& part : out_.parts) part.templates += libraries_;
    return std::move(out_);
  }

 private:
  void read_templates(const fs::path& folder, int depth, std::string& out) {
    for (const auto& entry : entries_of(folder)) {
      if (out.size() > most_text) return;
      const fs::path& path = entry.path();
      const bool tests = path.filename() == "tests";
      if (is_real_folder(entry) && depth < deepest_templates && !tests)
        read_templates(path, depth + 1, out);
      const std::string extension = path.extension().string();
      const bool wanted = extension == ".yaml" || extension == ".yml" || extension == ".tpl";
      if (!wanted || !is_file(path)) continue;
      const auto text = read_file(path.string(), largest_template);
      if (!text) continue;
      literal_images(*text, below(path, folder_));
      out += *text + "\n";
    }
  }

  /// Images that no value sets.
  void literal_images(const std::string& text, const std::string& shown) {
    std::size_t row = 0;
    for (std::string_view line : lines_of(text)) {
      ++row;
      line = trim(line);
      if (line.starts_with("- ")) line = trim(line.substr(2));
      if (!line.starts_with("image: ") || out_.missing.size() >= most_parts) continue;
      std::string image(trim(line.substr(7)));
      std::erase_if(image, [](char c) { return c == '"' || c == '\''; });
      if (written_image(image))
        out_.missing.push_back({"image", image, shown + ":" + std::to_string(row), "in_template"});
    }
  }

  std::vector<Dependency> dependencies(const fs::path& chart) {
    std::vector<Dependency> out;
    for (const char* name : {"Chart.yaml", "requirements.yaml"}) {
      if (!is_file(chart / name)) continue;
      const std::string shown = below(chart / name, folder_);
      const Yaml file = foreign_yaml(chart / name, shown, unread_);
      const Yaml* list = file.find("dependencies");
      if (list == nullptr) continue;
      for (const Yaml& one : list->items) {
        const std::string dependency = text_of(one, "name"), alias = text_of(one, "alias");
        if (dependency.empty()) continue;
        out.push_back({dependency, alias.empty() ? dependency : alias, text_of(one, "repository"),
                       one.mark.where()});
      }
    }
    return out;
  }

  /// The unpacked charts of charts/, by name.
  static std::map<std::string, fs::path> unpacked(const fs::path& chart,
                                                  std::vector<Error>& unread) {
    std::map<std::string, fs::path> out;
    for (const auto& entry : entries_of(chart / "charts")) {
      if (!is_real_folder(entry) || !is_file(entry.path() / "Chart.yaml")) continue;
      const Yaml file = foreign_yaml(entry.path() / "Chart.yaml", "Chart.yaml", unread);
      const std::string name = text_of(file, "name");
      if (!name.empty()) out.emplace(name, entry.path());
    }
    return out;
  }

  /// The packed form of a dependency; "" when there is none.
  static fs::path packed(const fs::path& chart, const std::string& name) {
    for (const auto& entry : entries_of(chart / "charts")) {
      const std::string file = entry.path().filename().string();
      if (file.ends_with(".tgz") && file.starts_with(name + "-")) return entry.path();
    }
    return {};
  }

  /// A dependency that lies beside the chart, within the folder that is looked at.
  fs::path beside(const fs::path& chart, const Dependency& one) const {
    if (!one.repository.starts_with("file://")) return {};
    const fs::path path = (chart / one.repository.substr(7)).lexically_normal();
    const std::string relative = below(path, folder_);
    std::error_code failed;
    const bool inside = !relative.starts_with("..") && !fs::path(relative).is_absolute();
    return inside && is_file(path / "Chart.yaml") && !fs::is_symlink(path, failed) ? path
                                                                                   : fs::path();
  }

  Yaml values_of(const fs::path& chart, const Keys& prefix, int depth) {
    Yaml out = Yaml::map();
    if (is_file(chart / "values.yaml"))
      out = foreign_yaml(chart / "values.yaml", below(chart / "values.yaml", folder_), unread_);
    std::string templates;
    read_templates(chart / "templates", 0, templates);
    out_.parts.push_back({prefix, std::move(templates)});
    if (depth == deepest_charts) return out;
    auto inside = unpacked(chart, unread_);
    std::set<std::string> declared;
    for (const Dependency& one : dependencies(chart)) {
      declared.insert(one.name);
      const auto found = inside.find(one.name);
      const fs::path path = found != inside.end() ? found->second : beside(chart, one);
      if (!path.empty()) {
        add(out, path, one.key, prefix, depth);
        continue;
      }
      const fs::path file = packed(chart, one.name);
      const auto values = !file.empty() && unpack_ ? unpack_(file.string()) : std::nullopt;
      if (values) {
        put(out, one.key, foreign_text(*values, below(file, folder_), unread_));
      } else {
        out_.missing.push_back({dotted(prefix, one.key), one.name, one.where,
                                file.empty() ? "chart_absent" : "chart_packed"});
      }
    }
    undeclared_packages(chart, declared, prefix);
    for (const auto& [name, path] : inside) {
      if (!declared.contains(name)) add(out, path, name, prefix, depth);
    }
    return out;
  }

  void undeclared_packages(const fs::path& chart, const std::set<std::string>& declared,
                           const Keys& prefix) {
    for (const auto& entry : entries_of(chart / "charts")) {
      const std::string file = entry.path().filename().string();
      const bool known = std::any_of(declared.begin(), declared.end(), [&](const auto& name) {
        return file.starts_with(name + "-");
      });
      if (file.ends_with(".tgz") && !known)
        out_.missing.push_back(
            {dotted(prefix, file), "", below(entry.path(), folder_), "chart_packed"});
    }
  }

  static std::string dotted(const Keys& prefix, const std::string& key) {
    std::string out;
    for (const std::string& one : prefix) out += one + ".";
    return out + key;
  }

  /// Puts a part's values under its key. A library chart has none of its own: its templates are
  /// everybody's.
  void add(Yaml& out, const fs::path& path, const std::string& key, const Keys& prefix, int depth) {
    if (out_.parts.size() >= most_parts || !plain_text(key)) return;
    const Yaml about =
        foreign_yaml(path / "Chart.yaml", below(path / "Chart.yaml", folder_), unread_);
    if (text_of(about, "type") == "library") {
      read_templates(path / "templates", 0, libraries_);
      return;
    }
    Keys inner = prefix;
    inner.push_back(key);
    put(out, key, values_of(path, inner, depth + 1));
  }

  static void put(Yaml& out, const std::string& key, Yaml under) {
    const Yaml* over = out.find(key);
    out.set(key, over == nullptr ? std::move(under) : overlay(std::move(under), *over));
  }

  std::string folder_;
  const Unpack& unpack_;
  std::vector<Error>& unread_;
  std::string libraries_;
  ChartParts out_;
};

}  // namespace

ChartParts chart_parts(const std::string& folder, const FoundChart& chart, const Unpack& unpack,
                       std::vector<Error>& unread) {
  return Parts(folder, unpack, unread).read((fs::path(folder) / chart.path).lexically_normal());
}

}  // namespace chatops::application
