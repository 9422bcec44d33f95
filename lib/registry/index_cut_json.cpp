// JSON followed by its strings and brackets alone; whether it is right, the reader of the cut says.
// SPDX-License-Identifier: Apache-2.0
#include "registry/index_cut.hpp"

namespace chatops::registry {

namespace {

constexpr std::size_t of_charts = 2;  ///< how deep the charts' names are
constexpr std::string_view json_space = " \t\r\n";
/// What JSON has outside of strings.
constexpr std::string_view json_outside_strings = " \t\r\n{}[],:\"0123456789+-.eEtrufalsn";

}  // namespace

void JsonCut::end_of_string() {
  in_string_ = false;
  if (!expects_key_ || depth_ == 0 || depth_ > of_charts) return;
  expects_key_ = false;
  failed_ = failed_ || escapes_;
  key_ = std::move(text_);
  if (depth_ == 1) {
    in_entries_ = key_ == "entries";
    failed_ = failed_ || (in_entries_ && has_entries_);
    has_entries_ = has_entries_ || in_entries_;
  } else if (in_entries_ && key_ == chart_) {
    failed_ = failed_ || found_;
    found_ = keeping_ = true;
  }
}

void JsonCut::feed(std::string_view piece) {
  for (std::size_t at = 0; at < piece.size() && !failed_; ++at) {
    const char c = piece[at];
    if (in_string_) {
      const bool names = expects_key_ && depth_ <= of_charts;
      auto end = at;
      while (!escaped_ && end < piece.size() && piece[end] != '"' && piece[end] != '\\') ++end;
      if (keeping_) kept_.append(piece.substr(at, end - at));
      if (names) text_.append(piece.substr(at, end - at));
      at = end;
      if (at == piece.size()) break;
      if (keeping_) kept_ += piece[at];
      if (escaped_) {
        escaped_ = false;
      } else if (piece[at] == '\\') {
        escaped_ = escapes_ = true;
      } else {
        end_of_string();
      }
      continue;
    }
    // Anything else is YAML that looks like JSON, where quotes mean less.
    failed_ = (ended_ ? json_space : json_outside_strings).find(c) == std::string_view::npos;
    const bool ends = c == '}' || c == ']';
    if (keeping_ && depth_ == of_charts && (c == ',' || ends)) keeping_ = false;
    if (keeping_) kept_ += c;
    if (c == '"') {
      in_string_ = true;
      escapes_ = false;
      text_.clear();
    } else if (c == '{' || c == '[') {
      ++depth_;
      expects_key_ = c == '{';
    } else if (ends) {
      failed_ = failed_ || depth_ == 0;
      if (depth_ > 0) --depth_;
      ended_ = depth_ == 0;
      expects_key_ = false;
    } else if (c == ',') {
      expects_key_ = depth_ <= of_charts;
    }
  }
}

std::optional<std::string> JsonCut::finish() {
  if (failed_ || depth_ != 0 || in_string_ || !has_entries_) return std::nullopt;
  // What was kept begins with the colon behind the name.
  return R"({"apiVersion":"v1","entries":{)" + (found_ ? "\"" + chart_ + "\"" + kept_ : "") + "}}";
}

}  // namespace chatops::registry
