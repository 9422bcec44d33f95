// Reads one map of a configuration file into a room's own types: every mistake is collected with
// its position, none ends the reading. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "config/yaml.hpp"

namespace chatops::config {

/// The mistakes found so far. `what` is the dotted path, `where` the position.
class Problems {
 public:
  void add(Reason reason, const Mark& mark, std::string what, Args extra = {});
  /// Takes over a failure of load_yaml with everything in it.
  void add(Error error);
  bool empty() const { return errors_.empty(); }
  const std::vector<Error>& errors() const { return errors_; }
  /// One Error{config_invalid} with all of them in `more`, in the order of the file; `count` says
  /// how many. Nothing happens when there are none.
  void throw_if_any();

 private:
  std::vector<Error> errors_;
};

/// One map being read. A key with a null value counts as absent. After a mistake the getters answer
/// as if the key were absent, except that need_* do not complain twice. Refers to the map and to
/// the problems; both outlive it.
class Reader {
 public:
  /// `path` is the map's own dotted path ("" at the top). Anything but a map is yaml_wrong_type.
  Reader(const Yaml& map, std::string path, Problems& problems);

  bool has(std::string_view key) const;
  /// Any scalar as it is written.
  std::optional<std::string> text(std::string_view key);
  std::string text_or(std::string_view key, std::string fallback);
  std::string need_text(std::string_view key);  ///< "" and yaml_missing_key when absent or empty
  std::optional<bool> truth(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least = 0,
                                      std::int64_t most = std::numeric_limits<std::int64_t>::max());
  std::optional<Millis> duration(std::string_view key);
  /// One of the words, or yaml_bad_value with a did-you-mean.
  std::optional<std::string> word(std::string_view key, std::span<const std::string_view> words);
  /// A list of scalars; empty when absent.
  std::vector<std::string> texts(std::string_view key);
  /// The node of that kind; null pointer when absent or another kind.
  const Yaml* map(std::string_view key);
  const Yaml* list(std::string_view key);
  const Yaml* any(std::string_view key);
  const Yaml* need_map(std::string_view key);
  /// A reader over the nested map; nothing when absent or no map. Call its finish() too.
  std::optional<Reader> section(std::string_view key);

  /// Adds a mistake found by the caller at this key's value, or at the map when it is absent.
  void problem(Reason reason, std::string_view key, Args extra = {});
  /// Unknown keys: yaml_unknown_key, with `try` = the key that was probably meant.
  void finish();

  std::string path_of(std::string_view key) const;
  Mark mark_of(std::string_view key) const;
  const Yaml& yaml() const { return *map_; }
  Problems& problems() const { return *problems_; }

 private:
  const Yaml* take(std::string_view key);
  const Yaml* take(std::string_view key, Yaml::Kind kind, std::string_view wanted);
  bool wrong_type(std::string_view key, const Yaml& value, std::string_view wanted);

  const Yaml* map_;
  std::string path_;
  Problems* problems_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace chatops::config
