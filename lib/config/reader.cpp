// Typed getters over one map.
// SPDX-License-Identifier: Apache-2.0
#include "config/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.hpp"

namespace chatops::config {
namespace {

std::string child_path(const std::string& path, std::string_view key) {
  const bool simple = !key.empty() && key.find_first_of(".[]\"") == std::string_view::npos;
  if (!simple) return fmt::format("{}[\"{}\"]", path, key);
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

std::string item_path(const std::string& path, std::size_t index) {
  return fmt::format("{}[{}]", path, index);
}

std::optional<double> to_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

/// What a person would call the node.
std::string_view describe(const Yaml& node) {
  if (!node.is_scalar()) return word_of(node.kind);
  if (node.quoted) return "string";
  if (node.text == "true" || node.text == "false") return "boolean";
  return to_number(node.text) ? "number" : "string";
}

}  // namespace

Reader::Reader(const Yaml& node, Problems& problems, std::string path)
    : node_(&node), problems_(&problems), path_(std::move(path)) {
  broken_ = !node.is_map() && !node.is_null();
  if (broken_) wrong_type(path_, node, "map");
}

void Reader::wrong_type(std::string what, const Yaml& node, std::string_view wanted) {
  problems_->add(Reason::yaml_wrong_type, node.mark, std::move(what),
                 {{"wanted", std::string(wanted)}, {"got", std::string(describe(node))}});
}

const Yaml* Reader::take(std::string_view key) {
  asked_.emplace_back(key);
  const Yaml* found = node_->find(key);
  return found != nullptr && !found->is_null() ? found : nullptr;
}

const Yaml* Reader::scalar(std::string_view key, std::string_view wanted) {
  const Yaml* found = take(key);
  if (found == nullptr) return nullptr;
  const bool text = wanted == "string";
  if (found->is_scalar() && (text || !found->quoted)) return found;
  wrong_type(path(key), *found, wanted);
  return nullptr;
}

const Yaml* Reader::of_kind(std::string_view key, YamlKind kind) {
  const Yaml* found = take(key);
  if (found == nullptr || found->kind == kind) return found;
  wrong_type(path(key), *found, word_of(kind));
  return nullptr;
}

/// A NUL would end the text early wherever C reads it.
std::optional<std::string> Reader::text_of(const Yaml& node, std::string what) {
  if (!node.is_scalar()) {
    wrong_type(std::move(what), node, "string");
    return std::nullopt;
  }
  if (node.text.find('\0') != std::string::npos) {
    problems_->add(Reason::yaml_bad_value, node.mark, std::move(what), {{"value", "\\0"}});
    return std::nullopt;
  }
  return node.text;
}

std::optional<std::string> Reader::string(std::string_view key) {
  const Yaml* found = take(key);
  if (found == nullptr) return std::nullopt;
  return text_of(*found, path(key));
}

std::string Reader::string_or(std::string_view key, std::string otherwise) {
  return string(key).value_or(std::move(otherwise));
}

std::string Reader::required_string(std::string_view key) {
  const Yaml* found = take(key);
  if (found == nullptr) {
    if (!broken_) problems_->add(Reason::yaml_missing_key, node_->mark, path(key));
    return {};
  }
  const auto text = text_of(*found, path(key));
  if (text && text->empty()) problem(key, Reason::yaml_bad_value, {{"why", "empty"}});
  return text.value_or("");
}

std::optional<Value<std::string>> Reader::string_value(std::string_view key) {
  auto text = string(key);
  if (!text) return std::nullopt;
  return Value<std::string>{std::move(*text), {OriginKind::file, mark(key).where()}};
}

std::optional<std::string> Reader::choice(std::string_view key,
                                          std::span<const std::string_view> allowed) {
  auto text = string(key);
  if (!text || std::find(allowed.begin(), allowed.end(), *text) != allowed.end()) return text;
  const std::vector<std::string> words(allowed.begin(), allowed.end());
  Args args{{"value", *text}, {"allowed", join(words, ", ")}};
  if (const auto near = did_you_mean(*text, words)) args.set("try", *near);
  problem(key, Reason::yaml_bad_value, args);
  return std::nullopt;
}

std::optional<bool> Reader::boolean(std::string_view key) {
  const Yaml* found = scalar(key, "boolean");
  if (found == nullptr) return std::nullopt;
  if (found->text == "true") return true;
  if (found->text == "false") return false;
  wrong_type(path(key), *found, "boolean");
  return std::nullopt;
}

std::optional<long long> Reader::integer(std::string_view key, long long least, long long most) {
  const Yaml* found = scalar(key, "integer");
  if (found == nullptr) return std::nullopt;
  const auto number = to_integer(found->text);
  if (!number) {
    wrong_type(path(key), *found, "integer");
    return std::nullopt;
  }
  if (*number >= least && *number <= most) return *number;
  Args args{{"value", found->text}, {"least", std::to_string(least)}};
  if (most != std::numeric_limits<long long>::max()) args.set("most", std::to_string(most));
  problem(key, Reason::yaml_bad_value, args);
  return std::nullopt;
}

std::optional<double> Reader::number(std::string_view key, double least) {
  const Yaml* found = scalar(key, "number");
  if (found == nullptr) return std::nullopt;
  const auto number = to_number(found->text);
  if (!number) {
    wrong_type(path(key), *found, "number");
    return std::nullopt;
  }
  if (*number >= least) return number;
  problem(key, Reason::yaml_bad_value,
          {{"value", found->text}, {"least", fmt::format("{}", least)}});
  return std::nullopt;
}

std::vector<std::string> Reader::strings(std::string_view key) {
  std::vector<std::string> texts;
  const Yaml* found = take(key);
  if (found == nullptr) return texts;
  if (found->is_scalar()) {
    if (auto text = text_of(*found, path(key))) texts.push_back(std::move(*text));
    return texts;
  }
  if (!found->is_list()) {
    wrong_type(path(key), *found, "list");
    return texts;
  }
  for (std::size_t i = 0; i < found->items.size(); ++i) {
    auto text = text_of(found->items[i], item_path(path(key), i));
    if (text) texts.push_back(std::move(*text));
  }
  return texts;
}

std::vector<std::pair<std::string, std::string>> Reader::string_map(std::string_view key) {
  std::vector<std::pair<std::string, std::string>> pairs;
  const Yaml* found = of_kind(key, YamlKind::map);
  if (found == nullptr) return pairs;
  for (const YamlEntry& entry : found->entries) {
    auto text = text_of(entry.value, child_path(path(key), entry.key));
    if (text) pairs.emplace_back(entry.key, std::move(*text));
  }
  return pairs;
}

std::optional<Reader> Reader::section(std::string_view key) {
  const Yaml* found = of_kind(key, YamlKind::map);
  if (found == nullptr) return std::nullopt;
  return Reader(*found, *problems_, path(key));
}

std::vector<std::pair<std::string, Reader>> Reader::sections(std::string_view key) {
  std::vector<std::pair<std::string, Reader>> readers;
  const Yaml* found = of_kind(key, YamlKind::map);
  if (found == nullptr) return readers;
  for (const YamlEntry& entry : found->entries)
    readers.emplace_back(entry.key,
                         Reader(entry.value, *problems_, child_path(path(key), entry.key)));
  return readers;
}

std::vector<Reader> Reader::list_of_sections(std::string_view key) {
  std::vector<Reader> readers;
  const Yaml* found = of_kind(key, YamlKind::list);
  if (found == nullptr) return readers;
  for (std::size_t i = 0; i < found->items.size(); ++i)
    readers.emplace_back(found->items[i], *problems_, item_path(path(key), i));
  return readers;
}

bool Reader::has(std::string_view key) const {
  const Yaml* found = node_->find(key);
  return found != nullptr && !found->is_null();
}

std::vector<std::string> Reader::keys() const {
  std::vector<std::string> all;
  all.reserve(node_->entries.size());
  for (const YamlEntry& entry : node_->entries) all.push_back(entry.key);
  return all;
}

void Reader::finish() {
  std::vector<std::string> unused;
  for (const std::string& key : asked_)
    if (node_->find(key) == nullptr) unused.push_back(key);
  for (const YamlEntry& entry : node_->entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    auto near = did_you_mean(entry.key, unused);
    if (!near) near = did_you_mean(entry.key, asked_);
    problems_->add(Reason::yaml_unknown_key, entry.key_mark, path(entry.key),
                   near ? Args{{"try", *near}} : Args{});
  }
}

const Mark& Reader::mark(std::string_view key) const {
  const Yaml* found = node_->find(key);
  return found != nullptr ? found->mark : node_->mark;
}

std::string Reader::path(std::string_view key) const { return child_path(path_, key); }

void Reader::problem(std::string_view key, Reason reason, const Args& args) {
  problems_->add(reason, mark(key), path(key), args);
}

}  // namespace chatops::config
