// libyaml's events as a pull parser. It is the parser that Helm's own (go-yaml) was
// made from, and everything the product reads as YAML goes through here: one set of rules for all
// files. No other file includes libyaml.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "config/mark.hpp"

namespace chatops::config {

enum class YamlEvent { map, end_of_map, list, end_of_list, scalar, alias, end_of_document };

/// Walks the documents of `text`, which outlives it: UTF-8, with or without a byte order mark, line
/// ends of any system. `file_name` only names it in marks. Throws Error{yaml_syntax} (`where`,
/// `why` = libyaml's words, or "utf16") for text that is no YAML, Error{yaml_too_deep} (`where`,
/// `most`) beyond `deepest` lists and maps in each other.
class YamlEvents {
 public:
  YamlEvents(std::string_view text, std::string_view file_name, int deepest = 64);
  ~YamlEvents();
  YamlEvents(const YamlEvents&) = delete;
  YamlEvents& operator=(const YamlEvents&) = delete;

  YamlEvent kind() const;
  Mark mark() const;
  /// The scalar's text as it reads; "" for everything else. Valid until the next step.
  std::string_view text() const;
  /// A scalar without quotes that is no block; what it is depends on its text.
  bool plain() const;
  /// As it is written out ("tag:yaml.org,2002:str", "!x"); "" when there is none.
  std::string_view tag() const;
  /// The name of this value's anchor, or of the anchor that an alias stands for; "" when there is
  /// none.
  std::string_view anchor() const;

  /// To the next event; stays at the end of the document.
  void next();
  /// From the end of a document to the beginning of the next; false when there is none.
  bool next_document();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatops::config
