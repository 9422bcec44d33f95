// From events to nodes: anchors and aliases, merge keys, keys given twice. A whole file is one node
// (load_yaml); a very large one is walked, and only what matters of it becomes nodes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

#include "config/problems.hpp"
#include "config/yaml.hpp"
#include "config/yaml_events.hpp"

namespace chatops::config {

/// Which of two equal keys of a map counts; the other is a yaml_duplicate_key for the reader. Ours
/// are mistakes to mend, and the first counts; Helm takes the last of other people's.
enum class YamlTwice { first, last };

class YamlTree {
 public:
  /// Both outlive it. `twice` gets the duplicate keys: `what` = the key, `where`, `first`.
  YamlTree(YamlEvents& events, const YamlLimits& limits, YamlTwice rule, Problems& twice)
      : events_(events), limits_(limits), rule_(rule), twice_(twice) {}

  /// The value that begins here; the events stand behind it afterwards. "<<" is merged where it
  /// stands, as go-yaml does: it replaces what stands before it and yields to what comes after; of
  /// a list of maps the earlier wins. Throws Error with `where`: yaml_syntax, yaml_too_deep,
  /// yaml_too_many_nodes (the limits hold for each value that is taken).
  Yaml take();
  /// Past the value that begins here; its anchors stay known.
  void skip();

 private:
  struct Size {
    std::size_t nodes = 0, bytes = 0;
    int depth = 0;
  };
  struct Anchored {
    std::size_t id = 0;  ///< a name may be given again
    Yaml node;
    Size size;
    bool open = true;    ///< its own end is not reached
    bool large = false;  ///< more than is kept: only an alias to it is a mistake
  };
  /// The keys of a map that is being read: where each stands, and whether it only came by a merge.
  struct Seen {
    std::size_t at = 0;
    bool merged = false;
  };
  using Keys = std::unordered_map<std::string, Seen>;

  static Size size_of(const Yaml& node);
  Yaml value(int depth);
  Yaml aliased(int depth);
  Yaml scalar();
  Yaml list(int depth);
  Yaml map(int depth);
  YamlEntry key(int depth);
  void put(Yaml& map, YamlEntry entry, Keys& keys);
  static void merge(Yaml& map, const YamlEntry& entry, Keys& keys);
  static void merge(Yaml& map, const Yaml& other, const Mark& mark, Keys& keys);
  bool is_string() const;
  /// False where too much of a value that nobody wants was read; throws where somebody does.
  bool count(const Size& size, int depth, const Mark& mark);
  void remember(std::size_t id, const std::string& anchor, const Yaml& node);

  YamlEvents& events_;
  const YamlLimits& limits_;
  YamlTwice rule_;
  Problems& twice_;
  std::unordered_map<std::string, Anchored> anchors_;
  std::size_t ids_ = 0;
  Size taken_;             ///< of the value that is being taken
  std::size_t kept_ = 0;   ///< nodes under anchors
  bool unwanted_ = false;  ///< what is read is only for its anchors
  bool too_large_ = false;
};

}  // namespace chatops::config
