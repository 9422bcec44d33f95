// Pieces to lines; lines of block style YAML followed as far as it takes to know where they belong.
// SPDX-License-Identifier: Apache-2.0
#include "registry/index_cut.hpp"

#include <algorithm>

namespace chatops::registry {

namespace {

constexpr auto npos = std::string_view::npos;

/// Behind the quote that ends a scalar begun before `at`; npos when it does not end here.
std::size_t end_of_quoted(std::string_view line, std::size_t at, char quote) {
  while (at < line.size()) {
    at = quote == '"' ? line.find_first_of("\"\\", at) : line.find(quote, at);
    if (at == npos) return npos;
    if (line[at] == '\\') {
      at += 2;
    } else if (quote == '\'' && at + 1 < line.size() && line[at + 1] == quote) {
      at += 2;
    } else {
      return at + 1;
    }
  }
  return npos;
}

/// Nothing more, or a comment.
bool ends_at(std::string_view line, std::size_t at) {
  const auto rest = line.find_first_not_of(" \t", at);
  return rest == npos || (line[rest] == '#' && rest > at);
}

/// "[…]" or "{…}" that ends on the line and has nothing in it that could be misread.
bool is_short_flow(std::string_view text) {
  text = text.substr(0, text.find(" #"));
  const auto last = text.find_last_not_of(" \t");
  const char close = text.front() == '[' ? ']' : '}';
  return last != 0 && text[last] == close &&
         text.substr(1, last - 1).find_first_of("[]{}\"'#&*!|>%@`") == npos;
}

}  // namespace

void YamlCut::keep(std::string_view line) {
  if (keeping_) kept_.append(line).append("\n");
}

void YamlCut::line(std::string_view line) {
  if (failed_) return;
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!begun_ && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  if (quote_ != 0) {
    keep(line);
    const auto end = end_of_quoted(line, 0, quote_);
    if (end != npos) after_quote(line, end);
    return;
  }
  const auto indent = line.find_first_not_of(' ');
  if (indent == npos || line[indent] == '#') return keep(line);
  if (deeper_ && indent > *deeper_) return keep(line);
  deeper_.reset();
  if (indent == 0 && line == "---" && !begun_) return;
  begun_ = true;
  content(line, indent);
}

void YamlCut::content(std::string_view line, std::size_t indent) {
  auto at = indent;
  std::optional<std::size_t> dash;
  while (line[at] == '-' && (at + 1 == line.size() || line[at + 1] == ' ')) {
    dash = at;
    at = line.find_first_not_of(' ', at + 1);
    if (at == npos) break;
  }
  std::string_view key;
  std::size_t behind = 0;
  const bool flow = at != npos && (line[at] == '{' || line[at] == '[');
  const bool named = at != npos && !flow && key_at(line, at, key, behind);
  if (failed_) return;
  if (indent == 0 && line.starts_with("...")) failed_ = true;
  if (!dash && named) place(key, ends_at(line, behind), indent);
  if (dash && where_ == Where::entries && (!of_charts_ || indent < *of_charts_)) failed_ = true;
  if (failed_) return;
  keep(line);
  if (at == npos) return;
  if (named) return value(line, behind, at);
  if (line[at] == '"' || line[at] == '\'') return value(line, at, indent);
  if (!dash) {
    failed_ = true;
    return;
  }
  value(line, at, *dash);
}

/// A key that does not stand behind a dash: which part of the index begins with it.
void YamlCut::place(std::string_view key, bool nothing_follows, std::size_t indent) {
  if (indent == 0) {
    where_ = key == "entries" ? Where::entries : Where::head;
    keeping_ = true;
    if (where_ == Where::head) return;
    failed_ = has_entries_ || !nothing_follows;
    has_entries_ = true;
  } else if (where_ == Where::entries) {
    if (!of_charts_) of_charts_ = indent;
    failed_ = indent < *of_charts_;
    if (indent != *of_charts_) return;
    keeping_ = key == chart_;
    failed_ = failed_ || (keeping_ && found_);
    found_ = found_ || keeping_;
  }
}

/// A key with its colon at `at`; `behind` is what follows the colon.
bool YamlCut::key_at(std::string_view line, std::size_t at, std::string_view& key,
                     std::size_t& behind) {
  const char first = line[at];
  if (std::string_view("?&*!%@`\t").find(first) != npos) {
    failed_ = true;
    return false;
  }
  auto end = at;
  if (first == '"' || first == '\'') {
    end = end_of_quoted(line, at + 1, first);
    if (end == npos) return false;
    key = line.substr(at + 1, end - at - 2);
    failed_ = failed_ || key.find_first_of("\\'") != npos;
  } else {
    const auto comment = line.find(" #", at);
    while (true) {
      end = line.find(':', end);
      if (end == npos || end > comment) return false;
      if (end + 1 == line.size() || line[end + 1] == ' ') break;
      ++end;
    }
    key = line.substr(at, end - at);
    failed_ = failed_ || key == "<<";
  }
  behind = end + 1;
  return end < line.size() && line[end] == ':' && (behind == line.size() || line[behind] == ' ');
}

/// What stands at or behind `at`, the value of something at this column.
void YamlCut::value(std::string_view line, std::size_t at, std::size_t column) {
  at = line.find_first_not_of(' ', at);
  if (at == npos || line[at] == '#') return;
  const char first = line[at];
  if (first == '"' || first == '\'') {
    const auto end = end_of_quoted(line, at + 1, first);
    quote_ = first;
    if (end != npos) after_quote(line, end);
  } else if (first == '[' || first == '{') {
    failed_ = !is_short_flow(line.substr(at));
  } else if (std::string_view("&*!%@`?\t").find(first) != npos) {
    failed_ = true;
  } else {
    deeper_ = column;
  }
}

void YamlCut::after_quote(std::string_view line, std::size_t at) {
  quote_ = 0;
  failed_ = failed_ || !ends_at(line, at);
}

std::optional<std::string> YamlCut::finish() {
  if (failed_ || quote_ != 0 || !has_entries_) return std::nullopt;
  return std::move(kept_);
}

void IndexCut::feed(std::string_view piece) {
  if (form_ == Form::unknown) {
    rest_.append(piece);
    const std::string_view so_far = rest_;
    const auto first = so_far.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    if (first == npos) return;
    form_ = so_far[first] == '{' ? Form::json : Form::yaml;
    const std::string begin = std::move(rest_);
    rest_.clear();
    return feed(begin);
  }
  if (form_ == Form::json) return json_.feed(piece);
  while (!piece.empty()) {
    const auto end = piece.find('\n');
    if (end == npos) {
      rest_.append(piece);
      return;
    }
    if (rest_.empty()) {
      yaml_.line(piece.substr(0, end));
    } else {
      rest_.append(piece.substr(0, end));
      yaml_.line(rest_);
      rest_.clear();
    }
    piece.remove_prefix(end + 1);
  }
}

std::optional<std::string> IndexCut::finish() {
  if (form_ == Form::json) return json_.finish();
  if (form_ == Form::yaml && !rest_.empty()) yaml_.line(rest_);
  return form_ == Form::yaml ? yaml_.finish() : std::nullopt;
}

}  // namespace chatops::registry
