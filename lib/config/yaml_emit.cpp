// From nodes to text that every reader of YAML understands alike: what YAML 1.1 (Helm, Ansible) or
// YAML 1.2 could take for something else is quoted.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "base/width.hpp"
#include "config/yaml.hpp"

namespace chatops::config {
namespace {

/// https://yaml.org/type/bool.html, https://yaml.org/type/null.html and the keys with a meaning.
constexpr auto words = std::to_array<std::string_view>(
    {"~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", "="});

/// Longer keys (1024 characters, https://yaml.org/spec/1.2.2/#781-flow-styles) need a "? " before
/// them.
constexpr std::size_t longest_simple_key = 1000;

/// Numbers in every base, dates, times and sexagesimals of both versions are made of these; a few
/// strings more get quotes that they would not need.
bool may_be_number(std::string_view text) {
  const std::string lower = to_lower(text);
  if (lower.ends_with(".inf") || lower.ends_with(".nan")) return true;
  constexpr std::string_view beginning = "0123456789+-.";
  constexpr std::string_view inside = "0123456789abcdefxotz_.:+- ";
  return beginning.find(lower.front()) != std::string_view::npos &&
         lower.find_first_not_of(inside) == std::string_view::npos;
}

bool means_something(std::string_view text) {
  const std::string lower = to_lower(text);
  return std::find(words.begin(), words.end(), lower) != words.end() || may_be_number(text);
}

/// Characters that stand for themselves in every style; line ends and tabs are not among them.
bool printable(char32_t c, std::size_t bytes) {
  if (c == 0xFFFD && bytes == 1) return false;
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool breaks = c == 0x2028 || c == 0x2029;
  const bool nothing = c == 0xFEFF || (c & 0xFFFEU) == 0xFFFEU;
  return !control && !breaks && !nothing;
}

bool all_printable(std::string_view text, std::string_view besides) {
  while (!text.empty()) {
    const Decoded next = decode_utf8(text);
    const bool allowed = next.bytes == 1 && besides.find(text.front()) != std::string_view::npos;
    if (!allowed && !printable(next.character, next.bytes)) return false;
    text.remove_prefix(next.bytes);
  }
  return true;
}

/// Whether the text, written without quotes, is read as this text.
bool fits_plain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  constexpr std::string_view indicators = "-?:,[]{}#&*!|>'\"%@`";
  const bool negative = text.size() > 1 && text[0] == '-' && text[1] >= '0' && text[1] <= '9';
  if (indicators.find(text.front()) != std::string_view::npos && !negative) return false;
  if (text.starts_with("...")) return false;
  return text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos &&
         all_printable(text, "");
}

std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Decoded next = decode_utf8(text);
    switch (next.character) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (printable(next.character, next.bytes)) {
          out += text.substr(0, next.bytes);
        } else if (next.character < 0x10000) {
          out += fmt::format("\\u{:04X}", static_cast<unsigned>(next.character));
        } else {
          out += fmt::format("\\U{:08X}", static_cast<unsigned>(next.character));
        }
    }
    text.remove_prefix(next.bytes);
  }
  return out + '"';
}

std::string one_line(std::string_view text, bool is_string) {
  const bool plain = fits_plain(text) && !(is_string && means_something(text));
  return plain ? std::string(text) : double_quoted(text);
}

/// Whether a | block carries the text unchanged and without a hint about its indentation.
bool fits_block(std::string_view text) {
  constexpr std::string_view blanks = " \t\n";
  if (text.find('\n') == std::string_view::npos || text.ends_with("\n\n")) return false;
  if (blanks.find(text.front()) != std::string_view::npos) return false;
  if (text.find(" \n") != std::string_view::npos || text.find("\t\n") != std::string_view::npos)
    return false;
  return text.back() != ' ' && text.back() != '\t' && all_printable(text, "\n\t");
}

class Emitter {
 public:
  /// Writes what follows "key:" or "-" (then a blank or a line end comes first) or begins a
  /// document.
  void node(const Yaml& node, std::size_t indent, std::string_view blank) {
    switch (node.kind) {
      case YamlKind::null: line(blank, "null"); break;
      case YamlKind::scalar: scalar(node, indent, blank); break;
      case YamlKind::list:
        if (node.items.empty()) return line(blank, "[]");
        open(blank);
        list(node, indent);
        break;
      case YamlKind::map:
        if (node.entries.empty()) return line(blank, "{}");
        open(blank);
        map(node, indent);
        break;
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void line(std::string_view blank, std::string_view text) {
    out_ += blank;
    out_ += text;
    out_ += '\n';
  }

  /// A list or map under a key begins on a line of its own.
  void open(std::string_view blank) {
    if (!blank.empty()) out_ += '\n';
  }

  void scalar(const Yaml& node, std::size_t indent, std::string_view blank) {
    if (!fits_block(node.text)) {
      line(blank, one_line(node.text, node.quoted));
      return;
    }
    line(blank, node.text.ends_with('\n') ? "|" : "|-");
    for (const std::string_view row : lines_of(node.text)) {
      if (!row.empty()) out_.append(std::max<std::size_t>(indent, 2), ' ');
      line("", row);
    }
  }

  void list(const Yaml& list, std::size_t indent) {
    for (const Yaml& item : list.items) {
      out_.append(indent, ' ');
      out_ += '-';
      element(item, indent + 2);
    }
  }

  /// Lists and maps begin on the line of the dash: "- name: api".
  void element(const Yaml& item, std::size_t indent) {
    const bool compact = !item.items.empty() || !item.entries.empty();
    if (!compact) {
      node(item, indent, " ");
      return;
    }
    out_ += ' ';
    const std::size_t begin = out_.size();
    item.is_list() ? list(item, indent) : map(item, indent);
    out_.erase(begin, indent);
  }

  void map(const Yaml& map, std::size_t indent) {
    for (const YamlEntry& entry : map.entries) {
      out_.append(indent, ' ');
      const std::string key = one_line(entry.key, entry.key_quoted);
      if (key.size() > longest_simple_key) {
        out_ += "? " + key + '\n';
        out_.append(indent, ' ');
        out_ += ':';
      } else {
        out_ += key + ':';
      }
      node(entry.value, indent + 2, " ");
    }
  }

  std::string out_;
};

}  // namespace

std::string to_yaml(const Yaml& node) {
  Emitter emitter;
  emitter.node(node, 0, "");
  return emitter.take();
}

}  // namespace chatops::config
