// Reads one map of a file by its schema: typed, remembering what was asked for, so that what was
// not is reported as unknown with the key that was probably meant.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/origin.hpp"
#include "config/problems.hpp"
#include "config/yaml.hpp"

namespace chatops::config {

/// Getters never throw: a mistake goes to the problems, and the caller gets nothing (or, where it
/// is required, an empty value) and reads on. An explicit null is as good as leaving the key out.
/// Refers to the node and the problems; both outlive it.
///
/// Reasons and their arguments besides `what` and `where`: yaml_wrong_type (`wanted`, `got`),
/// yaml_missing_key, yaml_unknown_key (`try` when a known key is near), yaml_bad_value (`value`,
/// and `allowed`, `try`, `least` or `most` where they say something).
class Reader {
 public:
  /// A node that is no map is a problem at once; the reader then has no keys. Null: an empty map.
  Reader(const Yaml& node, Problems& problems, std::string path = "");
  Reader(Yaml&& node, Problems& problems, std::string path = "") = delete;  // it must outlive us

  std::optional<std::string> string(std::string_view key);
  std::string string_or(std::string_view key, std::string otherwise);
  /// "" after reporting that it is missing or empty.
  std::string required_string(std::string_view key);
  /// With its place as origin.
  std::optional<Value<std::string>> string_value(std::string_view key);
  /// One of the words; anything else is yaml_bad_value.
  std::optional<std::string> choice(std::string_view key,
                                    std::span<const std::string_view> allowed);
  /// true or false; YAML 1.1's yes, no, on, off are refused, because they surprise.
  std::optional<bool> boolean(std::string_view key);
  std::optional<long long> integer(std::string_view key,
                                   long long least = std::numeric_limits<long long>::min(),
                                   long long most = std::numeric_limits<long long>::max());
  /// Finite and at least `least`.
  std::optional<double> number(std::string_view key, double least);
  /// A list of strings; one scalar counts as a list of one.
  std::vector<std::string> strings(std::string_view key);
  /// A map of strings, in the order of the file.
  std::vector<std::pair<std::string, std::string>> string_map(std::string_view key);

  /// The map under `key`, to be read (and finished) with a reader of its own.
  std::optional<Reader> section(std::string_view key);
  /// A map of maps, such as `components`; each entry's name and reader, in the order of the file.
  std::vector<std::pair<std::string, Reader>> sections(std::string_view key);
  /// A list of maps; paths are `key[0]`, `key[1]` …
  std::vector<Reader> list_of_sections(std::string_view key);
  /// Any kind of node, and the key counts as known; null pointer when absent or null.
  const Yaml* take(std::string_view key);

  bool has(std::string_view key) const;
  /// All keys, as they stand. Does not make them known.
  std::vector<std::string> keys() const;
  /// Reports every key that no getter was asked for. Call it last.
  void finish();

  /// Where the key's value stands; the map itself when there is no such key.
  const Mark& mark(std::string_view key) const;
  const Mark& mark() const { return node_->mark; }
  /// The dotted path of a key: "components.api.image".
  std::string path(std::string_view key) const;
  const std::string& path() const { return path_; }
  /// Reports a mistake in the key's value.
  void problem(std::string_view key, Reason reason, const Args& args = {});
  Problems& problems() { return *problems_; }

 private:
  const Yaml* scalar(std::string_view key, std::string_view wanted);
  const Yaml* of_kind(std::string_view key, YamlKind kind);
  void wrong_type(std::string what, const Yaml& node, std::string_view wanted);
  std::optional<std::string> text_of(const Yaml& node, std::string what);

  const Yaml* node_;
  Problems* problems_;
  std::string path_;
  std::vector<std::string> asked_;
  bool broken_ = false;  ///< no map, and reported: what is missing in it is not worth a word
};

}  // namespace chatops::config
