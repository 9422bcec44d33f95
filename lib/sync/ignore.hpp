// Which paths are synced: git's ignore rules, and rules of the component's own that go before them.
// https://git-scm.com/docs/gitignore; tests compare with `git check-ignore`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chatops::sync {

/// One pattern of a .gitignore.
struct IgnorePattern {
  std::string glob;  ///< without '!', leading and trailing slash
  bool negated = false, folder_only = false;
  bool anchored = false;  ///< has a slash before its end: matched against the whole path
};

/// The patterns of a file, in its order; comments and empty lines are none.
std::vector<IgnorePattern> parse_ignore(std::string_view text);

/// wildmatch with WM_PATHNAME: '*' and '?' stop at '/', "**" between slashes does not; [a-z],
/// [!a-z], [[:alpha:]], backslash.
bool glob_matches(std::string_view glob, std::string_view path);

/// Values; a file's rules are added as the scan meets it.
class IgnoreRules {
 public:
  /// `include` and `ignore` are patterns in git's syntax, relative to the top. An include wins over
  /// everything, also within ignored folders; an ignore over every .gitignore.
  void set_own(const std::vector<std::string>& ignore, const std::vector<std::string>& include);
  /// The .gitignore of `folder` ("" = the top); replaces an earlier one. Empty text: it is gone.
  void set_file(std::string_view folder, std::string_view text);
  /// True when the file changed what is ignored.
  bool differs(std::string_view folder, std::string_view text) const;

  /// `.git`, temporary files of ours and what was kept are always ignored.
  bool ignored(std::string_view path, bool is_folder) const;
  /// The same where it is known of the folder above whether it is ignored.
  bool ignored_in(bool folder_ignored, std::string_view path, bool is_folder) const;
  /// An ignored folder must all the same be looked through: an include may lie in it.
  bool may_hold_included(std::string_view folder) const;

  /// Which rule decides about a path; for `explain`.
  struct Verdict {
    bool ignored = false;
    std::string where;  ///< folder of the .gitignore, "include", "ignore" or "always"; "" = no rule
    std::string pattern;  ///< as it stands in the file, without '!'
  };
  Verdict explain(std::string_view path, bool is_folder) const;

  /// For the other side: what both decide by. Cap: what decode takes.
  std::string encode() const;
  static bool decode(std::string_view bytes, IgnoreRules& out);

 private:
  const IgnorePattern* decides(std::string_view path, bool is_folder, std::string& where) const;
  bool included(std::string_view path, bool is_folder) const;

  std::vector<IgnorePattern> include_, ignore_;
  std::vector<std::string> include_text_, ignore_text_;
  std::map<std::string, std::pair<std::string, std::vector<IgnorePattern>>, std::less<>> files_;
};

}  // namespace chatops::sync
