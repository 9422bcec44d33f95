// A small emitter: what is no text of several lines is written as values are.
// SPDX-License-Identifier: Apache-2.0
#include "render/yaml.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/values_yaml.hpp"

namespace chatops::render {

namespace {

using nlohmann::json;

/// A text of several lines in literal style, when that style keeps it exactly.
bool is_literal(const json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() < 2 || text.back() != '\n' || text[text.size() - 2] == '\n' ||
      text.front() == ' ' || text.front() == '\n')
    return false;
  const std::string quoted = core::yaml_scalar(value);
  if (quoted.find("\\u") != std::string::npos || quoted.find("\\U") != std::string::npos)
    return false;  // something that is not to be printed
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '\n' || static_cast<unsigned char>(c) >= 0x20; }) &&
         text.find(" \n") == std::string::npos;
}

std::string pointer_to(const std::string& parent, const std::string& name) {
  std::string out = parent + "/";
  for (const char c : name)
    out += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
  return out;
}

/// Writes one document. Holds references; lives as long as one call.
class Emitter {
 public:
  explicit Emitter(const json& origins) : origins_(origins) {}

  void emit(std::string& out, const json& value, std::size_t indent,
            const std::string& pointer) const {
    const std::string margin(indent, ' ');
    if (value.is_object() && !value.empty()) {
      for (const auto& [name, member] : value.items()) {
        out += margin + core::yaml_scalar(json(name)) + ":";
        emit_value(out, member, indent, false, pointer_to(pointer, name));
      }
    } else if (value.is_array() && !value.empty()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        out += margin + "-";
        emit_value(out, value[i], indent, true, pointer_to(pointer, std::to_string(i)));
      }
    } else {
      out += margin + core::yaml_scalar(value) + comment(pointer) + "\n";
    }
  }

 private:
  std::string comment(const std::string& pointer) const {
    if (!origins_.is_object()) return {};
    const auto at = origins_.find(pointer);
    if (at == origins_.end() || !at->is_string()) return {};
    std::string text = at->get<std::string>();
    std::replace(text.begin(), text.end(), '\n', ' ');
    return "  # " + text;
  }

  static void emit_literal(std::string& out, const std::string& text, std::size_t indent) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      if (end > at) out += std::string(indent + 2, ' ') + text.substr(at, end - at);
      out += '\n';
      at = end + 1;
    }
  }

  /// What follows "key:" or "-".
  void emit_value(std::string& out, const json& value, std::size_t indent, bool in_list,
                  const std::string& pointer) const {
    if (is_literal(value)) {
      out += " |" + comment(pointer) + "\n";
      emit_literal(out, value.get_ref<const std::string&>(), indent);
    } else if (!value.is_structured() || value.empty()) {
      out += " " + core::yaml_scalar(value) + comment(pointer) + "\n";
    } else if (in_list) {
      // The first entry stands on the dash's own line: "- a: 1".
      std::string inner;
      emit(inner, value, indent + 2, pointer);
      out += " " + inner.substr(indent + 2);
    } else {
      out += comment(pointer) + "\n";
      emit(out, value, value.is_array() ? indent : indent + 2, pointer);
    }
  }

  const json& origins_;
};

}  // namespace

std::string to_yaml(const json& value, const json& origins) {
  std::string out;
  Emitter(origins).emit(out, value, 0, "");
  return out;
}

std::string to_yaml(const json& value) { return to_yaml(value, json()); }

}  // namespace chatops::render
