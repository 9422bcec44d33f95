// Walks an index down to one chart's versions.
// SPDX-License-Identifier: Apache-2.0
#include "registry/helm_index.hpp"

#include "base/semver.hpp"
#include "base/text.hpp"
#include "net/http.hpp"
#include "net/json.hpp"
#include "registry/failure.hpp"
#include "registry/reference.hpp"
#include "registry/yaml_events.hpp"

namespace chatops::registry {

namespace {

/// What an entry may say; nothing = not said.
struct Entry {
  std::optional<std::string> name, version, app_version, digest, created, url;
  bool removed = false;
};

/// Indexes name digests in hex, with or without the algorithm.
std::string digest_of(const std::string& text) {
  const std::string digest = text.starts_with("sha256:") ? text : "sha256:" + text;
  return is_sha256_digest(digest) ? digest : std::string();
}

std::optional<core::ChartVersion> version_of(const Entry& entry, std::string_view chart,
                                             std::string_view index_url) {
  if (!entry.version || !entry.url || entry.removed) return std::nullopt;
  if (entry.name && *entry.name != chart) return std::nullopt;
  if (!SemVer::parse(*entry.version)) return std::nullopt;
  const auto url = net::resolve_url(index_url, *entry.url);
  if (!url) return std::nullopt;
  core::ChartVersion out;
  out.name = chart;
  out.version = *entry.version;
  out.app_version = entry.app_version.value_or("");
  out.digest = digest_of(entry.digest.value_or(""));
  out.url = *url;
  if (entry.created) out.created_at = from_rfc3339(*entry.created);
  return out;
}

/// Calls `each(key)` standing at every value of the map that begins here, and leaves after the map.
template <class Each>
void walk_map(YamlEvents& events, Each each) {
  events.next();
  while (events.kind() != EventKind::end_of_map && events.kind() != EventKind::end) {
    const auto key = events.scalar();
    events.skip();
    each(key.value_or(""));
  }
  events.next();
}

template <class Each>
void walk_list(YamlEvents& events, Each each) {
  events.next();
  while (events.kind() != EventKind::end_of_list && events.kind() != EventKind::end) each();
  events.next();
}

std::optional<std::string> take_scalar(YamlEvents& events) {
  auto text = events.scalar();
  events.skip();
  return text;
}

Entry read_entry(YamlEvents& events) {
  Entry entry;
  walk_map(events, [&](const std::string& key) {
    if (key == "urls" && events.kind() == EventKind::list) {
      walk_list(events, [&] {
        auto url = take_scalar(events);
        if (!entry.url) entry.url = std::move(url);
      });
    } else if (key == "name") {
      entry.name = take_scalar(events);
    } else if (key == "version") {
      entry.version = take_scalar(events);
    } else if (key == "appVersion") {
      entry.app_version = take_scalar(events);
    } else if (key == "digest") {
      entry.digest = take_scalar(events);
    } else if (key == "created") {
      entry.created = take_scalar(events);
    } else if (key == "removed") {
      entry.removed = take_scalar(events) == "true";
    } else {
      events.skip();
    }
  });
  return entry;
}

Known<std::vector<core::ChartVersion>> read_yaml(std::string_view text, std::string_view chart,
                                                 std::string_view url) {
  YamlEvents events(text);
  std::vector<core::ChartVersion> versions;
  bool is_index = false;
  if (events.kind() != EventKind::map) return unknown(odd("chart.index", url, "entries"));
  walk_map(events, [&](const std::string& key) {
    if (key != "entries") return events.skip();
    is_index = true;
    if (events.kind() != EventKind::map) return events.skip();
    walk_map(events, [&](const std::string& name) {
      if (name != chart || events.kind() != EventKind::list) return events.skip();
      walk_list(events, [&] {
        if (events.kind() != EventKind::map) return events.skip();
        if (auto version = version_of(read_entry(events), chart, url)) {
          versions.push_back(std::move(*version));
        }
      });
    });
  });
  if (!is_index) return unknown(odd("chart.index", url, "entries"));
  return versions;
}

Known<std::vector<core::ChartVersion>> read_json(const net::Json& index, std::string_view chart,
                                                 std::string_view url) {
  if (!index.contains("entries")) return unknown(odd("chart.index", url, "entries"));
  std::vector<core::ChartVersion> versions;
  const net::Json& list = net::member(net::member(index, "entries"), chart);
  if (!list.is_array()) return versions;
  for (const auto& item : list) {
    const auto text = [&](std::string_view name) { return net::text_of(net::member(item, name)); };
    Entry entry{text("name"),   text("version"), text("appVersion"),
                text("digest"), text("created"), {},
                false};
    entry.removed = net::truth_of(net::member(item, "removed")).value_or(false);
    const net::Json& urls = net::member(item, "urls");
    for (const auto& one : urls.is_array() ? urls : net::Json::array()) {
      if (!entry.url) entry.url = net::text_of(one);
    }
    if (auto version = version_of(entry, chart, url)) versions.push_back(std::move(*version));
  }
  return versions;
}

}  // namespace

Known<std::vector<core::ChartVersion>> read_index(std::string_view text, std::string_view chart,
                                                  std::string_view url) {
  if (trim(text.substr(0, 64)).starts_with('{')) {
    if (const auto index = net::parse_json(text)) return read_json(*index, chart, url);
  }
  try {
    return read_yaml(text, chart, url);
  } catch (Error& error) {
    error.args.set("what", "chart.index");
    error.args.set("where", std::string(url));
    return unknown(std::move(error));
  }
}

Known<core::ChartVersion> read_chart_yaml(std::string_view text) {
  core::ChartVersion out;
  try {
    YamlEvents events(text);
    if (events.kind() == EventKind::map) {
      walk_map(events, [&](const std::string& key) {
        const auto value = take_scalar(events);
        if (key == "name") out.name = value.value_or("");
        if (key == "version") out.version = value.value_or("");
        if (key == "appVersion") out.app_version = value.value_or("");
      });
    }
  } catch (const Error& error) {
    return failure(Reason::chart_invalid,
                   {{"what", "Chart.yaml"}, {"why", std::string(error.args.get("why"))}});
  }
  if (out.name.empty() || out.version.empty()) {
    return failure(Reason::chart_invalid,
                   {{"what", "Chart.yaml"}, {"why", out.name.empty() ? "name" : "version"}});
  }
  return out;
}

}  // namespace chatops::registry
