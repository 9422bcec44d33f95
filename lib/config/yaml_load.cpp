// From text to nodes, over the events of yaml-cpp's parser: its own tree keeps the first of two
// equal keys without a word and copies aliases without counting.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_set>

#include "base/text.hpp"
#include "base/width.hpp"
#include "config/problems.hpp"
#include "config/yaml.hpp"

namespace chatops::config {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
/// How much longer than the text the scalars read through aliases may be.
constexpr std::size_t alias_growth = 4;

/// The text of one file and the way from bytes to lines and characters.
class Source {
 public:
  Source(std::string_view text, std::string_view file_name)
      : text_(text), file_(std::make_shared<const std::string>(file_name)) {
    lines_.push_back(0);
    for (std::size_t at = 0; (at = text_.find('\n', at)) != std::string_view::npos;)
      lines_.push_back(++at);
  }

  /// Both from 0, the column in bytes, as yaml-cpp counts.
  Mark mark(int line, int column) const {
    const auto row = std::min(static_cast<std::size_t>(std::max(line, 0)), lines_.size() - 1);
    const auto bytes = static_cast<std::size_t>(std::max(column, 0));
    if (row != last_.row || bytes < last_.bytes) last_ = {row, 0, 0};
    const auto further = text_.substr(lines_[row] + last_.bytes, bytes - last_.bytes);
    last_.characters += std::count_if(further.begin(), further.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    });
    last_.bytes += further.size();
    return {file_, static_cast<int>(row) + 1, static_cast<int>(last_.characters) + 1};
  }
  Mark mark(const YAML::Mark& at) const { return mark(at.line, at.column); }

  Mark mark_at(std::size_t offset) const {
    const auto row = std::prev(std::upper_bound(lines_.begin(), lines_.end(), offset));
    return mark(static_cast<int>(row - lines_.begin()), static_cast<int>(offset - *row));
  }

  std::string_view text() const { return text_; }
  std::string_view text_from(const YAML::Mark& at) const {
    const auto row = std::min(static_cast<std::size_t>(std::max(at.line, 0)), lines_.size() - 1);
    const std::size_t offset = lines_[row] + static_cast<std::size_t>(std::max(at.column, 0));
    return text_.substr(std::min(offset, text_.size()));
  }

 private:
  /// Where counting stopped: marks mostly come in order, and a file may be one long line.
  struct Counted {
    std::size_t row = 0, bytes = 0;
    std::ptrdiff_t characters = 0;
  };

  std::string_view text_;
  std::shared_ptr<const std::string> file_;
  std::vector<std::size_t> lines_;
  mutable Counted last_;
};

Error located(Reason reason, const Mark& mark, std::string why = {}) {
  Error error(reason, {{"where", mark.where()}});
  if (!why.empty()) error.args.set("why", std::move(why));
  return error;
}

/// YAML is text: UTF-8 without control characters. yaml-cpp takes anything, and byte 4 for the end.
void require_text(const Source& source) {
  for (std::size_t at = 0; at < source.text().size();) {
    const Decoded next = decode_utf8(source.text().substr(at));
    const char32_t c = next.character;
    if (c == 0xFFFD && next.bytes == 1)
      throw located(Reason::yaml_syntax, source.mark_at(at), "not UTF-8");
    const bool control =
        (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0 && c != 0x85);
    if (control) {
      throw located(Reason::yaml_syntax, source.mark_at(at),
                    fmt::format("control character U+{:04X}", static_cast<unsigned>(c)));
    }
    at += next.bytes;
  }
}

/// Whether a quoted scalar, which the text begins with, has its second quote. yaml-cpp takes the
/// file's end for one when a line end comes before it.
bool closed(std::string_view text) {
  while (text.starts_with('&') || text.starts_with('!')) {
    text.remove_prefix(std::min(text.find_first_of(" \t\r\n"), text.size()));
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  }
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return true;
  const char quote = text.front();
  for (std::size_t at = 1; at < text.size(); ++at) {
    const bool doubled = quote == '\'' && text.substr(at).starts_with("''");
    if (doubled || (quote == '"' && text[at] == '\\')) {
      ++at;
    } else if (text[at] == quote) {
      return true;
    }
  }
  return false;
}

/// yaml-cpp writes the escapes \N and \_ as one byte each; UTF-8 has two for these characters.
std::string whole_characters(const std::string& text) {
  if (is_utf8(text)) return text;
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const Decoded next = decode_utf8(rest);
    if (next.bytes == 1 && next.character == 0xFFFD) out += '\xC2';
    out += rest.substr(0, next.bytes);
    rest.remove_prefix(next.bytes);
  }
  return out;
}

struct Size {
  std::size_t nodes = 1;
  std::size_t bytes = 0;
  int depth = 0;
};

Size size_of(const Yaml& node) {
  Size size{1, node.text.size(), 0};
  const auto add = [&](const Yaml& child) {
    const Size inner = size_of(child);
    size.nodes += inner.nodes;
    size.bytes += inner.bytes;
    size.depth = std::max(size.depth, inner.depth + 1);
  };
  for (const Yaml& item : node.items) add(item);
  for (const YamlEntry& entry : node.entries) {
    add(entry.value);
    size.bytes += entry.key.size();
  }
  return size;
}

/// Builds one document. Throws Error; duplicate keys go to the problems instead.
class Builder final : public YAML::EventHandler {
 public:
  Builder(const Source& source, const YamlLimits& limits, Problems& problems)
      : source_(source), limits_(limits), problems_(problems) {}

  Yaml take() { return std::move(root_); }
  /// To be asked when all is read: only the last quoted scalar can be open.
  void require_closed() const {
    if (last_quoted_ && !closed(source_.text_from(*last_quoted_)))
      throw located(Reason::yaml_syntax, source_.mark(*last_quoted_), "a quote that is not closed");
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    root_ = Yaml();
    root_.mark = source_.mark(mark);
    anchors_.clear();
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Yaml node;
    node.mark = source_.mark(mark);
    count({}, node.mark);
    finish(std::move(node), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Yaml node = Yaml::plain(whole_characters(value));
    node.mark = source_.mark(mark);
    node.quoted = is_string(tag, node.mark);
    if (tag != "?") last_quoted_ = mark;
    count({1, value.size(), 0}, node.mark);
    finish(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Mark place = source_.mark(mark);
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      throw located(Reason::yaml_syntax, place, "the alias stands within its own anchor");
    count(found->second.size, place);
    Yaml copy = found->second.node;
    copy.mark = place;
    finish(std::move(copy), YAML::NullAnchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    start(YamlKind::list, mark, anchor);
  }
  void OnSequenceEnd() override { end(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    start(YamlKind::map, mark, anchor);
  }
  void OnMapEnd() override { end(); }

 private:
  /// A list or map that is still open.
  struct Open {
    Yaml node;
    YAML::anchor_t anchor;
    std::optional<YamlEntry> key;          ///< of a map, while its value is awaited
    std::unordered_set<std::string> keys;  ///< of a map, so far
  };
  struct Anchored {
    Yaml node;
    Size size;
  };

  bool is_string(const std::string& tag, const Mark& mark) const {
    if (tag == "?") return false;
    constexpr std::string_view core = "tag:yaml.org,2002:";
    if (!tag.starts_with(core)) return true;
    const std::string_view type = std::string_view(tag).substr(core.size());
    if (type == "str") return true;
    if (type == "int" || type == "float" || type == "bool" || type == "null") return false;
    throw located(Reason::yaml_syntax, mark, fmt::format("tag !!{}", type));
  }

  void count(const Size& size, const Mark& mark) {
    nodes_ += size.nodes;
    bytes_ += size.bytes;
    if (nodes_ > limits_.nodes || bytes_ > limits_.bytes * alias_growth) {
      Error error = located(Reason::yaml_too_many_nodes, mark);
      error.args.set("most", std::to_string(limits_.nodes));
      throw Error(std::move(error));
    }
    if (static_cast<int>(open_.size()) + size.depth > limits_.depth) {
      Error error = located(Reason::yaml_too_deep, mark);
      error.args.set("most", std::to_string(limits_.depth));
      throw Error(std::move(error));
    }
  }

  void start(YamlKind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    Open open;
    open.node.kind = kind;
    open.node.mark = source_.mark(mark);
    open.anchor = anchor;
    count({1, 0, 1}, open.node.mark);
    open_.push_back(std::move(open));
  }

  void end() {
    Open done = std::move(open_.back());
    open_.pop_back();
    finish(std::move(done.node), done.anchor);
  }

  /// Puts a whole node where it belongs.
  void finish(Yaml node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = {node, size_of(node)};
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.is_list()) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      parent.key = key_of(std::move(node));
    } else {
      add_entry(parent, std::move(node));
    }
  }

  static YamlEntry key_of(Yaml node) {
    if (node.is_null()) return {"null", false, node.mark, {}};
    if (!node.is_scalar()) throw located(Reason::yaml_syntax, node.mark, "a key that is no scalar");
    return {std::move(node.text), node.quoted, node.mark, {}};
  }

  void add_entry(Open& map, Yaml value) {
    YamlEntry entry = *std::exchange(map.key, std::nullopt);
    entry.value = std::move(value);
    if (map.keys.insert(entry.key).second) {
      map.node.entries.push_back(std::move(entry));
      return;
    }
    const auto& entries = map.node.entries;
    const auto first = std::find_if(entries.begin(), entries.end(),
                                    [&](const auto& e) { return e.key == entry.key; });
    problems_.add(Reason::yaml_duplicate_key, entry.key_mark, entry.key,
                  {{"first", first->key_mark.where()}});
  }

  const Source& source_;
  const YamlLimits& limits_;
  Problems& problems_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  Yaml root_;
  std::optional<YAML::Mark> last_quoted_;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
};

Yaml parse(const Source& source, const YamlLimits& limits, Problems& problems) {
  require_text(source);
  Builder builder(source, limits, problems);
  try {
    std::istringstream stream{std::string(source.text())};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      Yaml empty;
      empty.mark = source.mark(0, 0);
      return empty;
    }
    Yaml root = builder.take();
    while (parser.HandleNextDocument(builder)) {
      const Yaml next = builder.take();
      if (!next.is_null()) throw located(Reason::yaml_syntax, next.mark, "a second document");
    }
    builder.require_closed();
    return root;
  } catch (const YAML::Exception& e) {
    throw located(Reason::yaml_syntax, source.mark(e.mark), e.msg);
  }
}

}  // namespace

std::optional<Yaml> load_yaml(std::string_view text, std::string_view file_name, Problems& problems,
                              const YamlLimits& limits) {
  if (text.size() > limits.bytes) {
    problems.add(Error(Reason::config_too_large,
                       {{"what", std::string(file_name)}, {"most", std::to_string(limits.bytes)}}));
    return std::nullopt;
  }
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  try {
    return parse(Source(text, file_name), limits, problems);
  } catch (Error& error) {
    problems.add(std::move(error));
    return std::nullopt;
  }
}

Result<Yaml> load_yaml(std::string_view text, std::string_view file_name,
                       const YamlLimits& limits) {
  Problems problems;
  auto root = load_yaml(text, file_name, problems, limits);
  if (!root) return unknown(Error(problems.all().back()));
  if (!problems.empty()) return unknown(problems.error(file_name));
  return std::move(*root);
}

}  // namespace chatops::config
