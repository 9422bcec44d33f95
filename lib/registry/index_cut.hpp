// Cuts one chart's entries out of an index while it streams by, so that an index of many megabytes
// is neither held nor parsed for the sake of one chart.
//
// Only what certainly begins and ends where it seems to is cut: lines are followed as YAML's block
// style writes them, with quoted and block scalars in their extent. Anything that may reach
// elsewhere or be meant otherwise (anchors, aliases, merge keys, tags, flow style over several
// lines, a key given twice, a second document) makes the cut impossible, and the whole is to be
// read. An index in JSON is followed byte by byte. What is wrong within another chart's entries
// goes unnoticed: it is that chart's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace chatops::registry {

/// A YAML index, line by line.
class YamlCut {
 public:
  explicit YamlCut(std::string chart) : chart_(std::move(chart)) {}
  /// One line without its end.
  void line(std::string_view line);
  /// The index with this chart's entries only; nothing: read the whole.
  std::optional<std::string> finish();

 private:
  void content(std::string_view line, std::size_t indent);
  void place(std::string_view key, bool nothing_follows, std::size_t indent);
  void value(std::string_view line, std::size_t at, std::size_t column);
  void after_quote(std::string_view line, std::size_t at);
  bool key_at(std::string_view line, std::size_t at, std::string_view& key, std::size_t& behind);
  void keep(std::string_view line);

  enum class Where { head, entries };
  std::string chart_, kept_;
  Where where_ = Where::head;
  char quote_ = 0;                        ///< of the scalar that the line begins in
  std::optional<std::size_t> deeper_;     ///< lines indented deeper continue a scalar
  std::optional<std::size_t> of_charts_;  ///< the indentation of the charts' names
  bool begun_ = false, has_entries_ = false, found_ = false, keeping_ = true, failed_ = false;
};

/// An index in JSON.
class JsonCut {
 public:
  explicit JsonCut(std::string chart) : chart_(std::move(chart)) {}
  void feed(std::string_view piece);
  std::optional<std::string> finish();

 private:
  void end_of_string();

  std::string chart_, kept_, text_;
  std::string key_;  ///< the latest at the depth where the charts' names are, or above
  std::size_t depth_ = 0;
  bool in_string_ = false, escaped_ = false, escapes_ = false, expects_key_ = false;
  bool in_entries_ = false, keeping_ = false, has_entries_ = false, found_ = false;
  bool ended_ = false, failed_ = false;
};

/// Takes the index piece by piece, in pieces of any size.
class IndexCut {
 public:
  explicit IndexCut(const std::string& chart) : yaml_(chart), json_(chart) {}
  void feed(std::string_view piece);
  std::optional<std::string> finish();

 private:
  YamlCut yaml_;
  JsonCut json_;
  std::string rest_;  ///< of a line that is not complete
  enum class Form { unknown, yaml, json } form_ = Form::unknown;
};

}  // namespace chatops::registry
