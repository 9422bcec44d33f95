// The words for an image's parts, and how they are put together.
// SPDX-License-Identifier: Apache-2.0
#include "application/draft/shape.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace chatops::application {
namespace {

using config::Yaml;

constexpr auto settings = std::to_array<std::string_view>({"pullpolicy",
                                                           "pullsecret",
                                                           "pullsecrets",
                                                           "imagepullpolicy",
                                                           "imagepullsecrets",
                                                           "tag",
                                                           "tags",
                                                           "version",
                                                           "digest",
                                                           "sha",
                                                           "registry",
                                                           "debug",
                                                           "prefix",
                                                           "domain",
                                                           "host",
                                                           "secret",
                                                           "enabled",
                                                           "policy",
                                                           "imagetag",
                                                           "imageversion",
                                                           "registrysecret",
                                                           "username",
                                                           "password",
                                                           "port",
                                                           "containerport",
                                                           "command",
                                                           "args",
                                                           "type",
                                                           "os",
                                                           "arch",
                                                           "flavor",
                                                           "suffix"});
constexpr auto name_words = std::to_array<std::string_view>({"repository", "repo", "name", "path"});

/// "image_Repository" and "imageRepository" are one.
std::string undashed(std::string_view text) {
  std::string out = to_lower(text);
  std::erase_if(out, [](char c) { return c == '_' || c == '-'; });
  return out;
}

/// The key that holds a scalar, or nothing yet, and reads as one of these words; "" = none.
std::string key_of(const Yaml& map, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    for (const config::YamlEntry& entry : map.entries) {
      const bool fits = entry.value.is_scalar() || entry.value.is_null();
      if (fits && undashed(entry.key) == word) return entry.key;
    }
  }
  return {};
}

bool holds_text(const Yaml& map, const std::string& key) {
  const Yaml* value = map.find(key);
  return value != nullptr && value->is_scalar() && !value->text.empty();
}

/// The other parts of an image whose keys begin with `stem` ("apiimage") or, for versions, with
/// `own` ("api").
void take_parts(const Yaml& map, const std::string& stem, const std::string& own, Shape& shape) {
  const auto with = [&](std::initializer_list<const char*> words) {
    std::vector<std::string> out;
    for (const char* word : words) out.push_back(stem + word);
    for (const char* word : words) out.push_back(own + word);
    return out;
  };
  shape.tag = key_of(map, with({"tag"}));
  if (shape.tag.empty()) shape.tag = key_of(map, {stem + "version"});
  shape.digest = key_of(map, with({"digest"}));
  shape.sha = key_of(map, with({"sha", "sha256"}));
  shape.registry = key_of(map, with({"registry"}));
}

/// {repository, tag} and its kin, in a map that is one image.
void add_plain(const Yaml& map, bool of_image, std::vector<Shape>& out) {
  Shape shape;
  for (const char* word : {"repository", "repo", "image", "name", "path"}) {
    const std::string key = key_of(map, {word});
    if (key.empty() || !holds_text(map, key)) continue;
    if (shape.name.empty()) {
      shape.name = key;
    } else if (shape.rest.empty() && undashed(shape.name).starts_with("repo") &&
               (undashed(key) == "name" || undashed(key) == "image")) {
      shape.rest = key;
    }
  }
  if (shape.name.empty()) shape.name = key_of(map, {"repository", "repo"});
  if (shape.name.empty()) return;
  take_parts(map, "image", "", shape);
  const std::string word = undashed(shape.name);
  if (shape.tag.empty() && (of_image || word == "image")) shape.tag = key_of(map, {"version"});
  const bool versioned = !shape.tag.empty() || !shape.digest.empty();
  const bool named = word == "repository" || word == "repo" || word == "image";
  if (of_image || (versioned && named)) out.push_back(std::move(shape));
}

/// {imageRepository, imageTag}, {apiImage, apiImageTag}: the key says which image.
void add_prefixed(const Yaml& map, std::vector<Shape>& out) {
  for (const config::YamlEntry& entry : map.entries) {
    const bool fits = entry.value.is_scalar() || entry.value.is_null();
    const std::string word = undashed(entry.key);
    const auto at = word.rfind("image");
    if (!fits || at == std::string::npos) continue;
    const std::string rest = word.substr(at + 5);
    const bool whole = rest.empty();
    if (!whole && std::find(name_words.begin(), name_words.end(), rest) == name_words.end())
      continue;
    Shape shape;
    // As much of the key as stands before "image", separators left out.
    std::size_t letters = at;
    for (const char c : entry.key) {
      if (letters == 0) break;
      shape.own += c;
      if (c != '_' && c != '-') --letters;
    }
    shape.name = entry.key;
    take_parts(map, word.substr(0, at + 5), word.substr(0, at), shape);
    const bool taken = std::any_of(out.begin(), out.end(), [&](const Shape& one) {
      return one.name == shape.name || one.rest == shape.name ||
             (one.own == shape.own && !one.own.empty() && !one.tag.empty() && one.tag == shape.tag);
    });
    if (!taken) out.push_back(std::move(shape));
  }
}

}  // namespace

std::vector<Shape> shapes_of(const Yaml& map, bool of_image) {
  std::vector<Shape> out;
  add_plain(map, of_image, out);
  add_prefixed(map, out);
  return out;
}

bool names_image(const std::string& key) { return undashed(key).ends_with("image"); }
bool names_images(const std::string& key) { return undashed(key).ends_with("images"); }
bool is_setting(const std::string& key) {
  return std::find(settings.begin(), settings.end(), undashed(key)) != settings.end();
}

}  // namespace chatops::application
