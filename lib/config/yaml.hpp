// YAML as plain values with positions. No other room sees the library behind it, and every text is
// read within limits, because files come from repositories of other people.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"

namespace chatops::config {

/// A position in a file, both numbers from 1; line 0 = no position.
struct Mark {
  std::shared_ptr<const std::string> file;
  int line = 0, column = 0;
  /// "file:line:column", as the `where` of errors.
  std::string where() const;
};

struct YamlEntry;

/// One node. Scalars keep their text as written, so "1.10" stays "1.10"; what a plain scalar means
/// is asked of it. Aliases are resolved, merge keys ("<<") applied.
struct Yaml {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string scalar;
  bool quoted = false;  ///< a string whatever it looks like: in quotes, a block, or tagged !!str
  std::vector<Yaml> items;         ///< of a list
  std::vector<YamlEntry> entries;  ///< of a map, in the order of the file, each key once
  Mark mark;

  static Yaml text(std::string value);  ///< a string
  static Yaml plain(std::string word);  ///< a number, truth value or other plain word
  static Yaml list(std::vector<Yaml> items = {});
  static Yaml map();
  /// Appends to a map; the caller keeps keys apart.
  Yaml& add(std::string key, Yaml value);

  bool is_map() const { return kind == Kind::map; }
  bool is_list() const { return kind == Kind::list; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_null() const { return kind == Kind::null; }
  /// The value under `key` of a map; null pointer when it is absent or this is no map.
  const Yaml* find(std::string_view key) const;

  // What a plain scalar means in YAML 1.1 as Helm's reader has it (go-yaml 2): "yes" is true,
  // "010" is eight, "1_000" a thousand. Nothing for quoted ones and for other things.
  std::optional<bool> as_truth() const;
  std::optional<std::int64_t> as_integer() const;
  std::optional<double> as_number() const;  ///< integers too; also .inf and .nan
  /// A scalar that means neither null, truth value nor number.
  bool is_text() const;
};

struct YamlEntry {
  std::string key;
  Mark key_mark;
  Yaml value;
};

struct YamlLimits {
  std::size_t bytes = 1U << 20U;
  int depth = 64;
  std::size_t nodes = 100'000;  ///< counted through aliases, as often as they are used
};

/// Exactly one document; an empty one is null. Failures, each with `where`: config_too_large,
/// yaml_syntax (`why` = the parser's words), yaml_too_deep, yaml_too_many_nodes,
/// yaml_duplicate_key (`what` = the key; all of them, the others in `more`), yaml_bad_value (a key
/// that is no scalar, an unknown tag, an alias within itself).
Result<Yaml> load_yaml(std::string_view text, std::string_view file_name,
                       const YamlLimits& limits = {});

/// Reads the file and loads it; also file_unreadable.
Result<Yaml> load_yaml_file(const std::string& path, const YamlLimits& limits = {});

/// Block style, two spaces, keys in the order given, one line end at the end. Loading it gives an
/// equal value: strings that look like something else are quoted. Bytes that are no UTF-8 become
/// U+FFFD.
std::string to_yaml(const Yaml& value);

}  // namespace chatops::config
