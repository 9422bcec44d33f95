// How a component's versions are written, such as "{branch}-{build}-{commit}". A pattern filters
// the candidates for a branch somebody wants; it never guesses a branch from a version, because a
// tag holds only the branch's slug.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"

namespace chatops::core {

/// Lower case, every run of other characters than a–z 0–9 one '-', none at the ends: the form in
/// which a branch and its image in a version are compared. "" when nothing is left.
std::string branch_slug(std::string_view branch);
/// True when the slug loses nothing but case and separators (letters, digits, / . _ - only).
bool slug_is_faithful(std::string_view branch);
/// "refs/heads/x", "origin/x" and "heads/x" to "x".
std::string plain_branch(std::string_view branch);
/// Whether git would take it as a branch's name (git-check-ref-format(1), the rules on characters).
bool possible_branch(std::string_view branch);

/// How sure a version belongs to a wanted branch. `possible` needs another witness before it
/// counts.
enum class BranchVerdict { other, possible, confirmed };

struct VersionParts {
  std::string branch;     ///< as written in the version: a slug, not the branch
  std::string commit;     ///< lower case
  std::string tag, date;  ///< `date`: its digits
  std::optional<std::int64_t> build;
  std::string
      sequence;  ///< dates and builds in the pattern's order (build_order.hpp); "" = no date
};

/// Placeholders: {branch} {tag} {any} free text (at most one of the three); {build} 1–18 digits;
/// {commit} 7–40 hex digits; {date} 8–14 digits, also as 2026-03-01, 2026.03.01, 2026_03_01 and
/// with a time behind a T: 20260301T0930, 20260301T093000Z. Everything else stands for itself.
class VersionPattern {
 public:
  /// Refuses what could be read in two ways or never matches: yaml_bad_value, `what` = the piece,
  /// `why` = empty | unclosed | unknown_placeholder | placeholder_twice | two_free_texts | adjacent
  /// | ambiguous_separator | impossible_character | tells_nothing | too_long.
  static Result<VersionPattern> compile(std::string_view text);

  /// The parts, or nothing when the version is not written so. At most one reading exists.
  std::optional<VersionParts> read(std::string_view version) const;
  /// Whether the version may be of `branch`. A pattern without {branch} answers at most `possible`,
  /// and so does a version that holds no more than a beginning of the branch's slug: names are cut
  /// to fit into a tag (GitLab: 63 bytes), and what is cut may be of several branches.
  BranchVerdict verdict(std::string_view version, std::string_view branch) const;
  const std::string& text() const { return text_; }

 private:
  enum class Piece { literal, branch, tag, any, build, commit, date };
  struct Token {
    Piece piece;
    std::string literal;
  };
  static std::optional<Error> flaw(const std::vector<Token>& tokens);
  static bool store(const Token& token, std::string_view text, VersionParts& parts);
  std::optional<VersionParts> read_as(std::string_view version, bool spelled) const;
  std::string sequence_of(const VersionParts& parts) const;

  std::string text_;
  std::vector<Token> tokens_;
};

}  // namespace chatops::core
