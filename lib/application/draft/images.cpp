// The images in a chart's values, in the ways in which people write them. What a path would break
// is not written: it is told, with its place.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "application/draft/chart_parts.hpp"
#include "application/draft/reference.hpp"
#include "application/draft/shape.hpp"
#include "application/draft/usage.hpp"
#include "base/text.hpp"
#include "core/names.hpp"

namespace chatops::application {
namespace {

using config::Yaml;

constexpr std::size_t most_images = 500, most_unclear = 200, longest_name = 40, longest_text = 120;
/// Keys that say what a thing is, not which one.
constexpr auto kinds =
    std::to_array<std::string_view>({"deployment", "container", "spec", "pod", "statefulset",
                                     "daemonset", "main", "image", "images", "global", "docker"});

/// Keys that hold the host, or the beginning, of other images' names.
constexpr auto host_keys = std::to_array<std::string_view>(
    {"registry", "imageregistry", "dockerregistry", "containerregistry", "privateregistry",
     "registryhost", "registryurl", "imageregistryurl", "registryprefix", "imageprefix",
     "repositoryprefix", "imagerepositoryprefix"});

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

std::string dotted(const Keys& keys) {
  std::string out;
  for (const std::string& key : keys)
    out += (out.empty() ? "" : ".") + replace_all(replace_all(key, "\\", "\\\\"), ".", "\\.");
  return out;
}

std::string scalar(const Yaml& map, const std::string& key) {
  const Yaml* value = key.empty() ? nullptr : map.find(key);
  return value != nullptr && value->is_scalar() ? value->text : "";
}

bool speakable(const std::string& key) {
  return is_utf8(key) && !key.empty() && key.find_first_of("\\\n\t\r") == std::string::npos;
}

/// A host that stands outside of the images that it is meant for: "global.imageRegistry".
std::optional<std::string> host_beside(const Yaml& map) {
  for (const config::YamlEntry& entry : map.entries) {
    std::string key = to_lower(entry.key);
    std::erase_if(key, [](char c) { return c == '_' || c == '-'; });
    const bool named = std::find(host_keys.begin(), host_keys.end(), key) != host_keys.end();
    if (named && (entry.value.is_scalar() || entry.value.is_null())) return entry.value.text;
    if (names_image(entry.key) && entry.value.is_map()) {
      for (const char* inner : {"registry", "repositoryPrefix", "prefix"}) {
        const Yaml* value = entry.value.find(inner);
        if (value != nullptr && !value->is_map()) return value->text;
      }
    }
  }
  return std::nullopt;
}

class ImageSearch {
 public:
  ImageSearch(std::string chart, ChartParts parts)
      : chart_(std::move(chart)), parts_(std::move(parts)) {
    out_.unclear = parts_.missing;
    if (const Yaml* global = parts_.values.find("global")) global_ = host_beside(*global);
  }

  Images search() {
    Keys keys;
    walk(parts_.values, keys, false, std::nullopt);
    one_writer_each();
    return std::move(out_);
  }

 private:
  /// A place in the values: the map, its keys, and the host that stands around it.
  struct At {
    const Yaml& map;
    const Keys& keys;
    std::optional<std::string> host;
  };

  /// `of_image`: the map is one image, or one of several.
  void walk(const Yaml& map, Keys& keys, bool of_image, std::optional<std::string> host) {
    if (out_.found.size() >= most_images) return;
    std::set<std::string> taken;
    bool any = false;
    for (const Shape& shape : shapes_of(map, of_image)) {
      const bool used = take({map, keys, host}, shape);
      any = any || used;
      for (const std::string& key : {shape.name, shape.rest})
        if (used && !key.empty()) taken.insert(key);
    }
    const auto beside = host_beside(map);
    if (beside && !(of_image && any)) host = beside;
    for (const config::YamlEntry& entry : map.entries) {
      if (taken.contains(entry.key)) continue;
      if (!speakable(entry.key)) {
        if (entry.value.is_map() &&
            scalar(entry.value, "repository") + scalar(entry.value, "image") != "")
          unclear(keys, entry.key, entry.value, "odd_key");
        continue;
      }
      const bool group = names_images(entry.key) || names_image(entry.key);
      keys.push_back(entry.key);
      if (entry.value.is_map()) {
        walk(entry.value, keys, group || (of_image && !any), host);
      } else if (entry.value.is_list()) {
        in_list(entry.value, keys, group);
      } else if (of_image && !any && !is_setting(entry.key)) {
        keys.pop_back();
        one_of_several({map, keys, host}, entry);
        keys.push_back(entry.key);
      }
      keys.pop_back();
    }
  }

  /// images: {api: r/api:1, web: r/web:1}
  void one_of_several(const At& at, const config::YamlEntry& entry) {
    const auto written = written_image(entry.value.text);
    const bool like = written && (!written->tag.empty() || !written->digest.empty() ||
                                  entry.value.text.find('/') != std::string::npos);
    if (like)
      take(at, {.own = entry.key,
                .name = entry.key,
                .rest = {},
                .registry = {},
                .tag = {},
                .digest = {},
                .sha = {}});
  }

  /// Lists have no paths: what is in them is told.
  void in_list(const Yaml& list, Keys& keys, bool group) {
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const Yaml& item = list.items[i];
      keys.push_back("[" + std::to_string(i) + "]");
      if (item.is_map()) {
        in_item(item, keys, group);
      } else if (item.is_list()) {
        in_list(item, keys, group);
      } else if (group && written_image(item.text) &&
                 item.text.find_first_of(":/") != std::string::npos) {
        unclear(keys, "", item, "in_list");
      }
      keys.pop_back();
    }
  }

  void in_item(const Yaml& map, Keys& keys, bool of_image) {
    for (const Shape& shape : shapes_of(map, of_image)) {
      const std::string text = scalar(map, shape.name);
      if (written_image(text) || text.find("{{") != std::string::npos)
        unclear(keys, shape.name, *map.find(shape.name), "in_list");
    }
    for (const config::YamlEntry& entry : map.entries) {
      if (!speakable(entry.key)) continue;
      keys.push_back(entry.key);
      const bool group = names_images(entry.key) || names_image(entry.key);
      if (entry.value.is_map()) in_item(entry.value, keys, group);
      if (entry.value.is_list()) in_list(entry.value, keys, group);
      keys.pop_back();
    }
  }

  void unclear(const Keys& keys, const std::string& key, const Yaml& value, const char* why) {
    if (out_.unclear.size() >= most_unclear) return;
    Keys whole = keys;
    if (!key.empty()) whole.push_back(key);
    std::string path;
    for (const std::string& one : whole) path += (path.empty() || one[0] == '[' ? "" : ".") + one;
    out_.unclear.push_back({path,
                            std::string(clip(value.is_scalar() ? value.text : "", longest_text)),
                            value.mark.where(), why});
  }

  /// The templates that read this place, and its keys as they see them.
  std::pair<std::string_view, Keys> reader_of(const Keys& keys) const {
    const ChartPart* best = &parts_.parts.front();
    for (const ChartPart& part : parts_.parts) {
      if (part.prefix.size() < best->prefix.size() || part.prefix.size() > keys.size()) continue;
      if (std::equal(part.prefix.begin(), part.prefix.end(), keys.begin())) best = &part;
    }
    return {best->templates,
            Keys(keys.begin() + static_cast<std::ptrdiff_t>(best->prefix.size()), keys.end())};
  }

  std::vector<Use> uses(const Keys& keys, const std::string& key, bool loosely = false) const {
    if (key.empty()) return {};
    Keys whole = keys;
    whole.push_back(key);
    const auto [templates, seen] = reader_of(whole);
    return uses_of(templates, seen, loosely);
  }

  std::string path_of(const Keys& keys, const std::string& key) const {
    Keys whole = keys;
    whole.push_back(key);
    return dotted(whole);
  }

  /// False when the keys say no image after all.
  bool take(const At& at, const Shape& shape) {
    const Yaml& value = *at.map.find(shape.name);
    const std::string text = value.is_scalar() ? value.text : "";
    const bool versioned = !shape.tag.empty() || !shape.digest.empty();
    if (text.empty()) {
      if (versioned) unclear(at.keys, shape.name, value, "empty");
      return versioned;
    }
    if (text.find("{{") != std::string::npos || text.find("${") != std::string::npos) {
      unclear(at.keys, shape.name, value, "templated");
      return true;
    }
    Piece piece{.shape = shape, .text = text};
    if (!join(at, piece)) {
      unclear(at.keys, shape.name, value, "parts");
      return true;
    }
    const auto written = written_image(piece.text);
    if (!written) {
      const bool odd = versioned || text.find('/') != std::string::npos;
      if (odd && text.find("://") == std::string::npos)
        unclear(at.keys, shape.name, value, "odd_name");
      return false;
    }
    FoundImage found;
    found.where = value.mark.where();
    const char* flaw = paths_of(at, piece, *written, found);
    if (flaw != nullptr) {
      unclear(at.keys, shape.name, value, flaw);
      return true;
    }
    add(std::move(found), *written, at.keys, shape);
    return true;
  }

  struct Piece {
    Shape shape;
    std::string text;    ///< the whole name
    bool fixed = false;  ///< made of several places, so that the name cannot be written
  };

  /// Puts the name together from its places. False when one of them is not known.
  bool join(const At& at, Piece& piece) const {
    const Shape& shape = piece.shape;
    const std::string rest = scalar(at.map, shape.rest);
    const auto used = uses(at.keys, shape.name);
    const auto followed = [&](char c) {
      return std::any_of(used.begin(), used.end(),
                         [&](const Use& use) { return use.after.starts_with(c); });
    };
    if (!rest.empty()) {
      const std::string bare = without_slash(piece.text);
      const bool same = bare.substr(bare.rfind('/') + 1) == rest;
      const bool apart = used.empty() ? !same : followed('/') || (!followed(':') && !same);
      if (apart) {
        piece.text = bare + "/" + rest;
        piece.fixed = true;
      }
    } else if (followed('/')) {
      return false;
    }
    for (const Use& use : used) {
      const bool ends = use.after.empty() ? !use.before_action || !use.before.empty()
                                          : use.after[0] == ':' || use.after[0] == '@';
      if (!ends && !piece.fixed && use.after[0] != '/') return false;
      if (!is_prefixed(use) || !shape.registry.empty()) continue;
      const bool known = global_ || at.host || piece.fixed;
      const std::string front = use.before.substr(use.before.rfind('=') + 1);
      if (!known && (use.after_action || !written_image(front + piece.text))) return false;
      if (!known) piece.text = front + piece.text;
      piece.fixed = true;
    }
    const std::string own = scalar(at.map, shape.registry);
    const std::string around = own.empty() ? global_.value_or(at.host.value_or("")) : own;
    const std::string host = global_ && !global_->empty() ? *global_ : around;
    const auto alone = written_image(piece.text);
    const bool names_host = alone && !alone->host_missing;
    if (!host.empty() && (own.empty() ? !names_host : true) &&
        !piece.text.starts_with(without_slash(host) + "/"))
      piece.text = without_slash(host) + "/" + piece.text;
    if (global_ || (shape.registry.empty() && at.host)) piece.fixed = true;
    return host.find("{{") == std::string::npos && host.find("://") == std::string::npos;
  }

  /// Where its version goes; the word for why that cannot be said, or null.
  const char* paths_of(const At& at, const Piece& piece, const WrittenImage& written,
                       FoundImage& found) const {
    const Shape& shape = piece.shape;
    found.tag = scalar(at.map, shape.tag);
    if (!scalar(at.map, shape.sha).empty()) return "decorated";
    if (!written.tag.empty() || !written.digest.empty()) return one_text(at, piece, found);
    const Keys tag = tag_of(at, shape);
    if (tag.empty() && shape.digest.empty()) return one_text(at, piece, found);
    const Yaml* value = at_keys(tag);
    if (value != nullptr && (value->is_map() || value->is_list())) return "parts";
    if (value != nullptr) found.tag = value->text;
    const auto [templates, seen] = reader_of(tag);
    if (are_decorated(uses_of(templates, seen))) return "decorated";
    found.paths.tag = dotted(tag);
    if (!shape.digest.empty()) {
      const auto digests = uses(at.keys, shape.digest);
      const bool hashed = std::any_of(digests.begin(), digests.end(), [](const Use& use) {
        return use.before.ends_with("sha256:");
      });
      if (hashed && !scalar(at.map, shape.digest).empty()) return "decorated";
      if (!hashed) found.paths.digest = path_of(at.keys, shape.digest);
    }
    if (!found.paths.carries_version()) return "decorated";
    found.style = ImageStyle::fixed;
    if (piece.fixed) return nullptr;
    if (shape.registry.empty()) {
      found.style = ImageStyle::apart;
      found.paths.repository = path_of(at.keys, shape.name);
    } else if (joined_by_slash(at, shape)) {
      found.style = ImageStyle::registry;
      found.paths.registry = path_of(at.keys, shape.registry);
      found.paths.repository = path_of(at.keys, shape.name);
    }
    return nullptr;
  }

  /// Where the version stands: as the templates put it behind the name, else beside the name.
  Keys tag_of(const At& at, const Shape& shape) const {
    Keys out = at.keys;
    for (const Use& use : uses(at.keys, shape.name)) {
      if (use.after != ":" || use.behind.empty()) continue;
      const auto [templates, seen] = reader_of(out);
      out.resize(use.behind.front() == "global" ? 0 : out.size() - seen.size());
      out.insert(out.end(), use.behind.begin(), use.behind.end());
      return out;
    }
    out.push_back(shape.tag);
    if (!shape.tag.empty()) return out;
    out.back() = "tag";
    return uses(at.keys, "tag").empty() ? Keys() : out;
  }

  const Yaml* at_keys(const Keys& keys) const {
    const Yaml* value = &parts_.values;
    for (const std::string& key : keys) value = value == nullptr ? nullptr : value->find(key);
    return keys.empty() ? nullptr : value;
  }

  /// Whether the host is written before the name with a slash between.
  bool joined_by_slash(const At& at, const Shape& shape) const {
    const std::string host = scalar(at.map, shape.registry);
    if (host.ends_with('/')) return false;
    const auto used = uses(at.keys, shape.registry, true);
    if (used.empty()) return !host.empty();
    return std::all_of(used.begin(), used.end(),
                       [](const Use& use) { return use.after.starts_with('/'); });
  }

  /// image: host/path:version. Without a version it may be one only where the templates show it as
  /// it is.
  const char* one_text(const At& at, const Piece& piece, FoundImage& found) const {
    if (piece.fixed) return "parts";
    const auto used = uses(at.keys, piece.shape.name, true);
    const bool continued = std::any_of(used.begin(), used.end(), [](const Use& use) {
      return use.after.starts_with(':') || use.after.starts_with('@');
    });
    const bool whole = piece.text.find('@') != std::string::npos ||
                       piece.text.find(':', piece.text.rfind('/') + 1) != std::string::npos;
    if (continued || (!whole && used.empty())) return "no_version";
    found.style = ImageStyle::together;
    found.paths.image = path_of(at.keys, piece.shape.name);
    return nullptr;
  }

  void add(FoundImage found, const WrittenImage& written, const Keys& keys, const Shape& shape) {
    found.image = written.image;
    found.host_missing = written.host_missing;
    if (found.tag.empty()) found.tag = written.tag;
    const bool top = keys.empty() || (keys.size() == 1 && names_image(keys.front()));
    found.main = shape.own.empty() && (top || (!keys.empty() && keys.front() == chart_));
    found.name = free_name(keys, shape.own, written.image);
    if (!found.name.empty()) out_.found.push_back(std::move(found));
  }

  /// What the keys say of the image, else those above it, else the image's own last word.
  std::string free_name(const Keys& keys, std::string own, const core::ImageName& image) {
    std::vector<std::string> offers;
    std::size_t depth = keys.size();
    while (own.empty() && depth > 0) {
      own = keys[--depth];
      const std::string stem = to_lower(own);
      if (names_image(own) && stem.size() > 5) own.resize(own.size() - 5);
      if (std::find(kinds.begin(), kinds.end(), stem) != kinds.end()) own.clear();
    }
    offers.push_back(own.empty() ? chart_ : own);
    if (depth > 0) offers.push_back(keys[depth - 1] + "-" + offers.front());
    offers.push_back(image.path.substr(image.path.rfind('/') + 1));
    for (int i = 2; i < 100; ++i) offers.push_back(offers.front() + "-" + std::to_string(i));
    for (const std::string& offer : offers) {
      const std::string name = plain_name(spaced(offer));
      if (!name.empty() && taken_.insert(name).second) return name;
    }
    return {};
  }

  /// One place that several would write, or one through another, is written by none.
  void one_writer_each() {
    std::map<std::string, int> writers;
    for (const FoundImage& one : out_.found) ++writers[one.paths.tag];
    writers.erase("");
    std::vector<FoundImage> kept;
    for (FoundImage& one : out_.found) {
      const auto shared = writers.find(one.paths.tag);
      if (shared != writers.end() && shared->second > 1) {
        out_.unclear.push_back({one.paths.tag, one.image.text(), one.where, "shared_version"});
      } else {
        kept.push_back(std::move(one));
      }
    }
    out_.found = std::move(kept);
  }

  std::string chart_;
  ChartParts parts_;
  std::optional<std::string> global_;
  Images out_;
  std::set<std::string> taken_;
};

}  // namespace

std::string plain_name(std::string_view text) {
  std::string name = core::dns_label(text, longest_name);
  if (name.empty()) return {};
  if (name.front() < 'a' || name.front() > 'z') name = core::dns_label("c-" + name, longest_name);
  return core::environment_name(name) ? name : std::string();
}

Images images_of(const std::string& folder, const FoundChart& chart, const Unpack& unpack,
                 std::vector<Error>& unread) {
  return ImageSearch(chart.name, chart_parts(folder, chart, unpack, unread)).search();
}

}  // namespace chatops::application
