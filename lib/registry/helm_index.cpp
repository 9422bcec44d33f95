// Walks an index down to one chart's versions; only those become nodes.
// SPDX-License-Identifier: Apache-2.0
#include "registry/helm_index.hpp"

#include <optional>

#include "base/semver.hpp"
#include "base/text.hpp"
#include "config/yaml_tree.hpp"
#include "core/address.hpp"
#include "net/http.hpp"
#include "net/json.hpp"
#include "registry/chart_address.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

using config::Yaml;
using config::YamlEvent;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// What an entry may say; "" = not said.
struct Said {
  std::string name, version, app_version, digest, created;
  std::vector<std::string> urls;
};

/// Indexes name digests in hex, with or without the algorithm.
std::string index_digest(const std::string& text) {
  const std::string digest = text.starts_with("sha256:") ? text : "sha256:" + text;
  return is_sha256_digest(digest) ? digest : std::string();
}

std::optional<IndexEntry> entry_of(const Said& said, std::string_view chart,
                                   std::string_view index_url) {
  if (said.name.empty() || !SemVer::parse(said.version)) return std::nullopt;
  IndexEntry out;
  out.version.name = chart;
  out.version.version = said.version;
  out.version.app_version = said.app_version;
  out.version.created_at = from_rfc3339(said.created);
  for (const std::string& url : said.urls) {
    const auto address = resolve_address(index_url, url);
    if (address && out.address.empty()) out.address = *address;
  }
  const bool usable = !out.address.empty();
  if (usable) out.version.digest = index_digest(said.digest);
  if (usable || !said.urls.empty())
    out.version.url = core::shown_address(usable ? out.address : said.urls.front());
  return out;
}

std::string text_of(const Yaml& map, std::string_view key) {
  const Yaml* found = map.find(key);
  return found != nullptr && found->is_scalar() ? found->text : std::string();
}

Said said_by(const Yaml& map) {
  Said said{.name = text_of(map, "name"),
            .version = text_of(map, "version"),
            .app_version = text_of(map, "appVersion"),
            .digest = text_of(map, "digest"),
            .created = text_of(map, "created"),
            .urls = {}};
  if (const Yaml* urls = map.find("urls"); urls != nullptr) {
    for (const Yaml& url : urls->items) said.urls.push_back(url.is_scalar() ? url.text : "");
  }
  return said;
}

/// `place`: where in the document it stops being an index.
Error no_index(std::string_view place) {
  return Error(Reason::chart_unreadable, {{"why", "no_index"}, {"piece", std::string(place)}});
}

/// One pass over a YAML index. Throws Error.
class Walk {
 public:
  Walk(std::string_view text, std::string_view chart, std::string_view url)
      : chart_(chart),
        url_(url),
        events_(text, ""),
        tree_(events_, limits_, config::YamlTwice::last, twice_) {}

  std::vector<IndexEntry> read() {
    if (events_.kind() != YamlEvent::map) throw no_index("");
    bool is_index = false;
    each_key([&](const Yaml& key) {
      if (key.text != "entries") return tree_.skip();
      if (is_index) given_twice(key);
      is_index = true;
      entries();
    });
    if (!is_index) throw no_index("entries");
    if (!twice_.empty()) {
      const Error& first = twice_.all().front();
      given_twice(std::string(first.args.get("where")), std::string(first.args.get("what")));
    }
    return std::move(versions_);
  }
  /// Of the charts that were passed by; read() fills it.
  std::vector<std::string>& names() { return names_; }

 private:
  /// Calls `each(key)` standing at every value of the map that begins here, and leaves after it.
  template <class Each>
  void each_key(Each each) {
    events_.next();
    while (events_.kind() != YamlEvent::end_of_map) {
      const Yaml key = tree_.take();
      each(key);
    }
    events_.next();
  }

  void entries() {
    if (events_.kind() != YamlEvent::map) return merged(tree_.take(), "entries");
    bool found = false;
    each_key([&](const Yaml& key) {
      if (key.text == "<<" && !key.quoted) return merged(tree_.take(), "<<");
      names_.push_back(key.text);
      if (key.text != chart_) return tree_.skip();
      if (found) given_twice(key);
      found = true;
      versions_.clear();
      list();
    });
  }

  /// A map of charts that came by an alias or a merge.
  void merged(const Yaml& map, std::string_view what) {
    if (map.is_null()) return;
    if (!map.is_map()) throw no_index(what);
    if (const Yaml* one = map.find(chart_)) {
      versions_.clear();
      list(*one);
    }
  }

  void list() {
    if (events_.kind() != YamlEvent::list) return list(tree_.take());
    events_.next();
    while (events_.kind() != YamlEvent::end_of_list) item(tree_.take());
    events_.next();
  }

  void list(const Yaml& list) {
    if (list.is_null()) return;
    if (!list.is_list()) throw no_index("entries." + chart_);
    for (const Yaml& one : list.items) item(one);
  }

  void item(const Yaml& item) {
    if (!item.is_map()) return;
    if (auto entry = entry_of(said_by(item), chart_, url_)) versions_.push_back(std::move(*entry));
  }

  [[noreturn]] static void given_twice(const std::string& where, const std::string& key) {
    throw Error(Reason::chart_unreadable,
                {{"why", "index_key_twice"}, {"piece", key + " (" + where.substr(1) + ")"}});
  }
  [[noreturn]] static void given_twice(const Yaml& key) { given_twice(key.mark.where(), key.text); }

  std::string chart_;
  std::string_view url_;
  config::YamlLimits limits_;
  config::Problems twice_;
  config::YamlEvents events_;
  config::YamlTree tree_;
  std::vector<IndexEntry> versions_;
  std::vector<std::string> names_;
};

/// The text without the mark that it may begin with.
std::string_view plain(std::string_view text) {
  return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

/// Nothing: it is none, or none that JSON's own rules take.
std::optional<net::Json> json_index(std::string_view text) {
  if (!trim(text.substr(0, 64)).starts_with('{')) return std::nullopt;
  auto parsed = net::parse_json(text);
  return parsed ? std::optional(std::move(*parsed)) : std::nullopt;
}

std::vector<IndexEntry> read_json(const net::Json& index, std::string_view chart,
                                  std::string_view url) {
  const net::Json& entries = net::member(index, "entries");
  const bool is_index = index.contains("entries") && (entries.is_object() || entries.is_null());
  if (!is_index) throw no_index("entries");
  std::vector<IndexEntry> versions;
  const net::Json& list = net::member(entries, chart);
  if (!list.is_array() && !list.is_null()) {
    throw no_index("entries." + std::string(chart));
  }
  for (const auto& item : list) {
    if (!item.is_object()) continue;
    const auto text = [&](std::string_view name) {
      return net::text_of(net::member(item, name)).value_or("");
    };
    Said said{text("name"),   text("version"), text("appVersion"),
              text("digest"), text("created"), {}};
    const net::Json& urls = net::member(item, "urls");
    if (urls.is_array()) {
      for (const auto& one : urls) said.urls.push_back(net::text_of(one).value_or(""));
    }
    if (auto entry = entry_of(said, chart, url)) versions.push_back(std::move(*entry));
  }
  return versions;
}

/// What is wrong with the text, said of the chart and its index.
Error of_index(Error error, std::string_view chart, std::string_view url) {
  std::string place(error.args.get("where"));
  if (place.starts_with(':')) place.erase(0, 1);
  const std::string why(error.args.get("why"));
  if (error.reason == Reason::yaml_too_deep) error = Error(Reason::answer_too_deep);
  if (error.reason == Reason::yaml_syntax || error.reason == Reason::yaml_too_many_nodes) {
    const bool bomb = error.reason == Reason::yaml_too_many_nodes;
    const bool word = bomb || why == "utf16" || why == "bad_merge";
    error = Error(Reason::chart_unreadable, {{"why", bomb   ? "alias_bomb"
                                                     : word ? why
                                                            : place + " " + why}});
    if (word) error.args.set("piece", place);
  }
  error.args.set("what", std::string(chart));
  error.args.set("where", core::shown_address(url));
  return error;
}

}  // namespace

Known<std::vector<IndexEntry>> read_index(std::string_view text, std::string_view chart,
                                          std::string_view url) {
  text = plain(text);
  try {
    if (const auto index = json_index(text)) return read_json(*index, chart, url);
    return Walk(text, chart, url).read();
  } catch (Error& error) {
    return unknown(of_index(std::move(error), chart, url));
  }
}

std::vector<std::string> charts_of_index(std::string_view text) {
  text = plain(text);
  std::vector<std::string> names;
  if (const auto index = json_index(text)) {
    const net::Json& entries = net::member(*index, "entries");
    if (!entries.is_object()) return names;
    for (const auto& [name, versions] : entries.items()) names.push_back(name);
    return names;
  }
  try {
    Walk walk(text, "", "");
    walk.read();
    names = std::move(walk.names());
  } catch (const Error&) {  // it is only asked for the sake of another error
    names.clear();
  }
  return names;
}

}  // namespace chatops::registry
