// Keeping chart packages. Beside each NAME-VERSION.tgz lies NAME-VERSION.json with what the index
// says about it.
// SPDX-License-Identifier: Apache-2.0
#include "charts/chart_store.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "build/archive.hpp"
#include "crypto/crypto.hpp"
#include "world/world.hpp"

namespace chatops::sandbox {
namespace fs = std::filesystem;
namespace {

Error invalid(std::string why) { return Error(Reason::chart_invalid, {{"why", std::move(why)}}); }

bool plain_name(std::string_view text) {
  return !text.empty() && text.front() != '.' && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '+';
  });
}

/// MAJOR.MINOR.PATCH with anything behind it; the repository asks no more.
bool looks_like_semver(std::string_view text) {
  int dots = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.')
      ++dots;
    else if ((text[i] == '-' || text[i] == '+') && dots == 2)
      return i + 1 < text.size();
    else if (text[i] < '0' || text[i] > '9')
      return false;
  }
  return dots == 2 && text.back() != '.' && text.front() != '.';
}

Json entry_json(const ChartEntry& entry) {
  return {
      {"name", entry.name},     {"version", entry.version},       {"file", entry.file},
      {"digest", entry.digest}, {"chart_yaml", entry.chart_yaml}, {"created_at", entry.created_at}};
}

/// Emits a node so that a quoted scalar stays a string: yaml-cpp would write "1.0" without its
/// quotes.
void emit(YAML::Emitter& out, const YAML::Node& node) {
  if (node.IsMap()) {
    out << YAML::BeginMap;
    for (const auto& pair : node) {
      out << YAML::Key;
      emit(out, pair.first);
      out << YAML::Value;
      emit(out, pair.second);
    }
    out << YAML::EndMap;
  } else if (node.IsSequence()) {
    out << YAML::BeginSeq;
    for (const auto& each : node) emit(out, each);
    out << YAML::EndSeq;
  } else if (node.IsScalar()) {
    if (node.Tag() == "!") out << YAML::DoubleQuoted;
    out << node.Scalar();
  } else {
    out << YAML::Null;
  }
}

void emit_entry(YAML::Emitter& out, const ChartEntry& entry) {
  out << YAML::BeginMap;
  for (const auto& pair : YAML::Load(entry.chart_yaml)) {
    out << YAML::Key << pair.first.Scalar() << YAML::Value;
    emit(out, pair.second);
  }
  out << YAML::Key << "created" << YAML::Value << to_rfc3339(Instant(Millis(entry.created_at)));
  out << YAML::Key << "digest" << YAML::Value << entry.digest;
  out << YAML::Key << "urls" << YAML::Value << YAML::BeginSeq << entry.file << YAML::EndSeq;
  out << YAML::EndMap;
}

}  // namespace

ChartStore::ChartStore(fs::path root) : root_(std::move(root)) { fs::create_directories(root_); }

ChartEntry ChartStore::add(std::string_view tgz, std::int64_t created_at) {
  ChartEntry entry;
  try {
    for (const auto& [path, content] : unpack(tgz)) {
      const auto slash = path.find('/');
      if (slash != std::string::npos && path.substr(slash) == "/Chart.yaml")
        entry.chart_yaml = content;
    }
    const auto chart = YAML::Load(entry.chart_yaml);
    if (!chart.IsMap()) throw invalid("Chart.yaml");
    entry.name = chart["name"].as<std::string>("");
    entry.version = chart["version"].as<std::string>("");
  } catch (const YAML::Exception& e) {
    throw invalid(e.what());
  }
  if (!plain_name(entry.name) || !plain_name(entry.version) || !looks_like_semver(entry.version))
    throw invalid("name, version");
  entry.file = fmt::format("{}-{}.tgz", entry.name, entry.version);
  entry.digest = crypto::sha256_hex(tgz);
  entry.created_at = created_at;
  const std::scoped_lock lock(mutex_);
  replace_file(root_ / entry.file, tgz);
  replace_file(root_ / fmt::format("{}-{}.json", entry.name, entry.version),
               entry_json(entry).dump());
  return entry;
}

bool ChartStore::has(std::string_view name, std::string_view version) const {
  return path(name, version).has_value();
}

std::optional<fs::path> ChartStore::path(std::string_view name, std::string_view version) const {
  if (!plain_name(name) || !plain_name(version)) return std::nullopt;
  auto file = root_ / fmt::format("{}-{}.tgz", name, version);
  return fs::exists(file) ? std::optional(std::move(file)) : std::nullopt;
}

std::optional<std::string> ChartStore::file(const std::string& name) const {
  if (!plain_name(name) || !name.ends_with(".tgz")) return std::nullopt;
  return read_file(root_ / name);
}

std::vector<ChartEntry> ChartStore::entries() const {
  std::vector<ChartEntry> found;
  const std::scoped_lock lock(mutex_);
  for (const auto& each : fs::directory_iterator(root_)) {
    if (each.path().extension() != ".json") continue;
    const auto json = Json::parse(read_file(each.path()).value_or("{}"));
    found.push_back({json.at("name"), json.at("version"), json.at("file"), json.at("digest"),
                     json.at("chart_yaml"), json.at("created_at")});
  }
  std::ranges::sort(found, [](const ChartEntry& a, const ChartEntry& b) {
    return std::tie(a.name, b.created_at, b.version) < std::tie(b.name, a.created_at, a.version);
  });
  return found;
}

std::string chart_index(const std::vector<ChartEntry>& entries) {
  std::int64_t newest = 0;
  for (const auto& entry : entries) newest = std::max(newest, entry.created_at);
  YAML::Emitter out;
  out << YAML::BeginMap << YAML::Key << "apiVersion" << YAML::Value << "v1";
  out << YAML::Key << "entries" << YAML::Value << YAML::BeginMap;
  for (std::size_t i = 0; i < entries.size();) {
    out << YAML::Key << entries[i].name << YAML::Value << YAML::BeginSeq;
    for (const auto name = entries[i].name; i < entries.size() && entries[i].name == name; ++i)
      emit_entry(out, entries[i]);
    out << YAML::EndSeq;
  }
  out << YAML::EndMap;
  out << YAML::Key << "generated" << YAML::Value << to_rfc3339(Instant(Millis(newest)));
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

std::string chart_version_of(const fs::path& folder) {
  const auto text = read_file(folder / "Chart.yaml");
  return text ? YAML::Load(*text)["version"].as<std::string>("") : "";
}

std::string package_chart(const fs::path& folder, std::string_view version) {
  std::map<std::string, std::string> files;
  for (const auto& each : fs::recursive_directory_iterator(folder))
    if (each.is_regular_file())
      files[fs::relative(each.path(), folder).generic_string()] =
          read_file(each.path()).value_or("");
  auto& chart = files["Chart.yaml"];
  if (chart.empty()) throw invalid("Chart.yaml");
  const auto name = YAML::Load(chart)["name"].as<std::string>("chart");
  const auto at = chart.starts_with("version:") ? 0 : chart.find("\nversion:") + 1;
  chart.replace(at, chart.find('\n', at) - at, fmt::format("version: {}", version));
  Tar tar;
  tar.file(name + "/Chart.yaml", chart);
  for (const auto& [path, content] : files)
    if (path != "Chart.yaml") tar.file(name + "/" + path, content);
  return gzip(std::move(tar).finish());
}

}  // namespace chatops::sandbox
