// One node at a time. Aliases are counted before they are copied, so that a bomb is refused and not
// built.
// SPDX-License-Identifier: Apache-2.0
#include "config/yaml_tree.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chatops::config {

namespace {

/// How much longer than the text the scalars read through aliases may be.
constexpr std::size_t alias_growth = 4;
constexpr std::string_view core_tags = "tag:yaml.org,2002:";

Error located(Reason reason, const Mark& mark, std::string why = {}) {
  Error error(reason, {{"where", mark.where()}});
  if (!why.empty()) error.args.set("why", std::move(why));
  return error;
}

/// https://yaml.org/type/null.html
bool is_null_word(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

}  // namespace

YamlTree::Size YamlTree::size_of(const Yaml& node) {
  Size size{1, node.text.size(), 0};
  const auto add = [&](const Yaml& child) {
    const Size inner = size_of(child);
    size.nodes += inner.nodes;
    size.bytes += inner.bytes;
    size.depth = std::max(size.depth, inner.depth);
  };
  for (const Yaml& item : node.items) add(item);
  for (const YamlEntry& entry : node.entries) {
    add(entry.value);
    size.bytes += entry.key.size();
  }
  if (node.is_list() || node.is_map()) ++size.depth;
  return size;
}

Yaml YamlTree::take() {
  taken_ = {};
  unwanted_ = too_large_ = false;
  return value(0);
}

void YamlTree::skip() {
  int open = 0;
  do {
    const YamlEvent here = events_.kind();
    if (here == YamlEvent::end_of_document) return;
    if (here != YamlEvent::alias && !events_.anchor().empty()) {
      taken_ = {};
      unwanted_ = true;
      too_large_ = false;
      static_cast<void>(value(0));
      continue;
    }
    if (here == YamlEvent::map || here == YamlEvent::list) ++open;
    if (here == YamlEvent::end_of_map || here == YamlEvent::end_of_list) --open;
    events_.next();
  } while (open > 0);
}

bool YamlTree::count(const Size& size, int depth, const Mark& mark) {
  taken_.nodes += size.nodes;
  taken_.bytes += size.bytes;
  if (taken_.nodes > limits_.nodes || taken_.bytes > limits_.bytes * alias_growth) {
    too_large_ = true;
    if (unwanted_) return false;
    Error error = located(Reason::yaml_too_many_nodes, mark);
    error.args.set("most", std::to_string(limits_.nodes));
    throw Error(std::move(error));
  }
  if (depth + size.depth > limits_.depth) {
    Error error = located(Reason::yaml_too_deep, mark);
    error.args.set("most", std::to_string(limits_.depth));
    throw Error(std::move(error));
  }
  return !too_large_;
}

Yaml YamlTree::value(int depth) {
  if (events_.kind() == YamlEvent::alias) return aliased(depth);
  const std::string anchor(events_.anchor());
  const std::size_t id = ++ids_;
  if (!anchor.empty()) {
    Anchored open;
    open.id = id;
    anchors_[anchor] = std::move(open);
  }
  Yaml node;
  switch (events_.kind()) {
    case YamlEvent::map: node = map(depth); break;
    case YamlEvent::list: node = list(depth); break;
    default: node = scalar();
  }
  if (!anchor.empty()) remember(id, anchor, node);
  return node;
}

void YamlTree::remember(std::size_t id, const std::string& anchor, const Yaml& node) {
  Anchored& entry = anchors_[anchor];
  if (entry.id != id) return;  // the name was given again within
  entry.open = false;
  entry.size = size_of(node);
  entry.large = too_large_ || kept_ + entry.size.nodes > limits_.nodes;
  if (entry.large) return;
  kept_ += entry.size.nodes;
  entry.node = node;
}

Yaml YamlTree::aliased(int depth) {
  const Mark mark = events_.mark();
  const auto found = anchors_.find(std::string(events_.anchor()));
  if (found == anchors_.end()) {
    throw located(Reason::yaml_syntax, mark,
                  fmt::format("unknown anchor {}", std::string(events_.anchor())));
  }
  const Anchored& entry = found->second;
  if (entry.open)
    throw located(Reason::yaml_syntax, mark, "the alias stands within its own anchor");
  events_.next();
  const std::size_t more = entry.large ? limits_.nodes : 0;
  if (!count({entry.size.nodes + more, entry.size.bytes, entry.size.depth}, depth, mark)) return {};
  Yaml copy = entry.node;
  copy.mark = mark;
  return copy;
}

Yaml YamlTree::scalar() {
  Yaml node;
  node.mark = events_.mark();
  const std::string_view text = events_.text();
  if (events_.plain() && events_.tag().empty() && is_null_word(text)) {
    count({1, 0, 0}, 0, node.mark);
  } else if (count({1, text.size(), 0}, 0, node.mark)) {
    node.kind = YamlKind::scalar;
    node.text = text;
    node.quoted = is_string();
  }
  events_.next();
  return node;
}

bool YamlTree::is_string() const {
  const std::string_view tag = events_.tag();
  if (tag.empty()) return !events_.plain();
  if (!tag.starts_with(core_tags)) return true;
  const std::string_view type = tag.substr(core_tags.size());
  if (type == "str") return true;
  if (type == "int" || type == "float" || type == "bool" || type == "null") return false;
  throw located(Reason::yaml_syntax, events_.mark(), fmt::format("tag !!{}", std::string(type)));
}

Yaml YamlTree::list(int depth) {
  Yaml node = Yaml::list();
  node.mark = events_.mark();
  count({1, 0, 1}, depth, node.mark);
  events_.next();
  while (events_.kind() != YamlEvent::end_of_list) {
    Yaml item = value(depth + 1);
    if (!too_large_) node.items.push_back(std::move(item));
  }
  events_.next();
  return node;
}

Yaml YamlTree::map(int depth) {
  Yaml node = Yaml::map();
  node.mark = events_.mark();
  count({1, 0, 1}, depth, node.mark);
  events_.next();
  Keys keys;
  while (events_.kind() != YamlEvent::end_of_map) {
    YamlEntry entry = key(depth + 1);
    entry.value = value(depth + 1);
    if (!too_large_) put(node, std::move(entry), keys);
  }
  events_.next();
  return node;
}

YamlEntry YamlTree::key(int depth) {
  Yaml node = value(depth);
  if (node.is_null()) return {"null", false, node.mark, {}};
  if (!node.is_scalar()) throw located(Reason::yaml_syntax, node.mark, "a key that is no scalar");
  return {std::move(node.text), node.quoted, node.mark, {}};
}

void YamlTree::put(Yaml& map, YamlEntry entry, Keys& keys) {
  if (entry.key == "<<" && !entry.key_quoted) return merge(map, entry, keys);
  const auto [found, fresh] = keys.try_emplace(entry.key, Seen{map.entries.size(), false});
  if (fresh) {
    map.entries.push_back(std::move(entry));
    return;
  }
  YamlEntry& before = map.entries[found->second.at];
  if (!found->second.merged) {
    if (!unwanted_) {
      twice_.add(Reason::yaml_duplicate_key, entry.key_mark, entry.key,
                 {{"first", before.key_mark.where()}});
    }
    if (rule_ == YamlTwice::first) return;
  }
  found->second.merged = false;
  before = std::move(entry);
}

void YamlTree::merge(Yaml& map, const YamlEntry& entry, Keys& keys) {
  if (!entry.value.is_list()) return merge(map, entry.value, entry.key_mark, keys);
  const auto& items = entry.value.items;
  for (auto item = items.rbegin(); item != items.rend(); ++item) {
    merge(map, *item, item->mark, keys);
  }
}

void YamlTree::merge(Yaml& map, const Yaml& other, const Mark& mark, Keys& keys) {
  if (!other.is_map()) throw located(Reason::yaml_syntax, mark, "bad_merge");
  for (const YamlEntry& entry : other.entries) {
    const auto [found, fresh] = keys.try_emplace(entry.key, Seen{map.entries.size(), true});
    if (fresh) {
      map.entries.push_back(entry);
    } else {
      map.entries[found->second.at] = entry;
      found->second.merged = true;
    }
  }
}

}  // namespace chatops::config
