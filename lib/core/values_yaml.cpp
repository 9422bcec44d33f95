// A YAML writer for JSON trees. It knows no anchors, no tags and no folding, so nothing it writes
// needs a clever reader.
// SPDX-License-Identifier: Apache-2.0
#include "core/values_yaml.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "base/width.hpp"
#include "core/json_pointer.hpp"

namespace chatops::core {

using nlohmann::json;

namespace {

/// Words that YAML 1.1 or 1.2 reads as a boolean, null or merge key.
bool is_word_of_yaml(std::string_view text) {
  constexpr std::array<std::string_view, 10> words{"y",   "n",    "yes",   "no",   "on",
                                                   "off", "true", "false", "null", "nan"};
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return std::find(words.begin(), words.end(), lower) != words.end();
}

/// Letters first, then only characters that mean nothing to YAML.
bool stands_plain(std::string_view text) {
  if (text.empty() || text.size() > 200 || !(is_letter(text.front()) || text.front() == '/')) {
    return false;
  }
  const auto harmless = [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.' || c == '/' || c == '+';
  };
  return std::all_of(text.begin(), text.end(), harmless) && !is_word_of_yaml(text);
}

/// Characters that YAML does not print, or takes for line ends, and those that a terminal must not
/// get as they are: https://yaml.org/spec/1.2.2/#51-character-set
bool unprintable(char32_t c) {
  return (c >= 0x7f && c <= 0x9f) || c == 0x200b || c == 0x200e || c == 0x200f ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
         c == 0xfffe || c == 0xffff || (c >= 0xe0000 && c <= 0xe007f);
}

/// A JSON string is a double-quoted YAML scalar once the unprintable is escaped.
std::string printable(std::string_view dumped) {
  std::string out;
  while (!dumped.empty()) {
    const Decoded next = decode_utf8(dumped);
    if (unprintable(next.character)) {
      constexpr std::string_view digits = "0123456789abcdef";
      const bool wide = next.character > 0xffff;
      out += wide ? "\\U" : "\\u";
      for (int shift = wide ? 28 : 12; shift >= 0; shift -= 4)
        out += digits[(next.character >> static_cast<unsigned>(shift)) & 15U];
    } else {
      out += dumped.substr(0, next.bytes);
    }
    dumped.remove_prefix(next.bytes);
  }
  return out;
}

class Writer {
 public:
  explicit Writer(const std::function<std::string(const std::string&)>& note) : note_(note) {}

  void map(const json& tree, int indent, const std::string& pointer) {
    for (const auto& [key, value] : tree.items()) {
      pad(indent);
      entry(key, value, indent, pointer);
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void pad(int indent) { out_.append(static_cast<std::size_t>(indent), ' '); }

  void entry(const std::string& key, const json& value, int indent, const std::string& pointer) {
    const std::string here = pointer_below(pointer, key);
    out_ += yaml_scalar(json(key)) + ":";
    if (value.is_object() && !value.empty()) {
      out_ += '\n';
      map(value, indent + 2, here);
    } else if (value.is_array() && !value.empty()) {
      comment(here);
      out_ += '\n';
      list(value, indent);
    } else {
      out_ += " " + yaml_scalar(value);
      comment(here);
      out_ += '\n';
    }
  }

  /// Lists are leaves: nothing inside one has an origin of its own.
  void list(const json& items, int indent) {
    for (const json& item : items) {
      pad(indent);
      out_ += "- ";
      item_of_list(item, indent);
    }
  }

  void item_of_list(const json& item, int indent) {
    if (!item.is_structured() || item.empty()) {
      out_ += yaml_scalar(item) + "\n";
      return;
    }
    if (item.is_array()) {
      out_ += yaml_scalar(item) + "\n";  // flow style: JSON is YAML
      return;
    }
    bool first = true;
    for (const auto& [key, value] : item.items()) {
      if (!first) pad(indent + 2);
      first = false;
      quiet_entry(key, value, indent + 2);
    }
  }

  void quiet_entry(const std::string& key, const json& value, int indent) {
    static const std::function<std::string(const std::string&)> nothing;
    Writer inner(nothing);
    inner.entry(key, value, indent, "");
    out_ += inner.take();
  }

  void comment(const std::string& pointer) {
    if (!note_) return;
    std::string text = note_(pointer);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    if (!text.empty()) out_ += "  # " + text;
  }

  const std::function<std::string(const std::string&)>& note_;
  std::string out_;
};

}  // namespace

std::string yaml_scalar(const json& value) {
  if (value.is_string() && stands_plain(value.get_ref<const std::string&>())) {
    return value.get<std::string>();
  }
  return printable(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

std::string values_yaml(const json& tree,
                        const std::function<std::string(const std::string&)>& note) {
  if (!tree.is_object() || tree.empty()) return yaml_scalar(tree) + "\n";
  Writer writer(note);
  writer.map(tree, 0, "");
  return writer.take();
}

std::string values_yaml(const json& tree) { return values_yaml(tree, {}); }

}  // namespace chatops::core
