// YAML as plain values with marks, by one set of rules for all files: those of Helm's reader, with
// aliases counted before they are copied.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/known.hpp"
#include "config/mark.hpp"

namespace chatops::config {

class Problems;

struct YamlLimits {
  std::size_t bytes = 1U << 20U;  ///< of the text, and (four times that) of all scalars read
                                  ///< through aliases
  int depth = 64;                 ///< of lists and maps in each other
  std::size_t nodes = 100'000;    ///< scalars, lists and maps, counted through aliases
};

enum class YamlKind { null, scalar, list, map };
/// "null", "scalar", "list", "map": for arguments of errors.
std::string_view word_of(YamlKind kind);

struct YamlEntry;

/// One node with all that is below it; a value: copy, keep, take apart.
struct Yaml {
  YamlKind kind = YamlKind::null;
  /// Scalars: the text as it reads, before anyone decides whether it is a number.
  std::string text;
  /// Scalars: quoted, a block (| >) or tagged !!str, hence a string whatever it looks like. A plain
  /// one is a string too, unless its text looks like something else to whoever reads it.
  bool quoted = false;
  std::vector<Yaml> items;         ///< lists
  std::vector<YamlEntry> entries;  ///< maps, in the order of the file; no key twice
  Mark mark;

  static Yaml string(std::string text);  ///< always a string
  static Yaml plain(std::string text);   ///< a number or boolean, as it is to be written
  static Yaml list();
  static Yaml list(std::vector<Yaml> items);
  static Yaml map();

  bool is_null() const { return kind == YamlKind::null; }
  bool is_scalar() const { return kind == YamlKind::scalar; }
  bool is_list() const { return kind == YamlKind::list; }
  bool is_map() const { return kind == YamlKind::map; }
  /// The value under `key` of a map; null pointer when there is none or this is no map.
  const Yaml* find(std::string_view key) const;
  /// Sets `key` of a map, at its old place or at the end; a null node becomes a map.
  Yaml& set(std::string_view key, Yaml value);
};

struct YamlEntry {
  std::string key;  ///< the text of the key; a null key reads "null"
  bool key_quoted = false;
  Mark key_mark;
  Yaml value;
};

/// Reads one document of ours; `file_name` only names it in marks. A byte order mark and line ends
/// of other systems make no difference; "<<" is merged (yaml_tree.hpp). An empty text is a null
/// node. Errors: config_too_large, yaml_syntax (also: not UTF-8, control characters, a second
/// document), yaml_too_deep, yaml_too_many_nodes, all with `where`; config_invalid with every
/// yaml_duplicate_key in `more`.
Result<Yaml> load_yaml(std::string_view text, std::string_view file_name,
                       const YamlLimits& limits = {});
/// The same for readers that report all mistakes in one pass: duplicate keys go to `problems` (the
/// first one counts) and reading goes on; nothing when the text could not be read at all.
std::optional<Yaml> load_yaml(std::string_view text, std::string_view file_name, Problems& problems,
                              const YamlLimits& limits = {});

/// Reads the first document of somebody else's file, as Helm does: of a key that is given twice the
/// last counts, and each such place is told in `twice` (yaml_duplicate_key); what comes after the
/// document is ignored. Errors as above, but for the duplicate keys.
Result<Yaml> load_foreign_yaml(std::string_view text, std::string_view file_name, Problems& twice,
                               const YamlLimits& limits = {});

/// Reads a file of at most limits.bytes. Besides the above: config_not_found, config_unreadable
/// (`what` = the path, `why`), config_too_large.
Result<Yaml> load_yaml_file(const std::string& path, const YamlLimits& limits = {});

/// Block style, two spaces, one newline at the end, the same text for the same node. Strings that
/// YAML 1.1 or 1.2 would read as something else are quoted; several lines become a | block.
std::string to_yaml(const Yaml& node);

}  // namespace chatops::config
