// Which rule decides about a path: see ignore.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/ignore.hpp"

#include "sync/bytes.hpp"
#include "sync/entry.hpp"

namespace chatops::sync {

namespace {

constexpr std::size_t largest_ignore_file = 1U << 20U;
constexpr std::uint32_t most_ignore_files = 10'000;

/// Trailing spaces are no part of a pattern unless a backslash is before them.
std::string_view without_trailing_spaces(std::string_view line) {
  while (!line.empty() && line.back() == ' ') {
    std::size_t slashes = 0;
    while (slashes + 1 < line.size() && line[line.size() - 2 - slashes] == '\\') ++slashes;
    if (slashes % 2 == 1) break;
    line.remove_suffix(1);
  }
  return line;
}

bool pattern_matches(const IgnorePattern& pattern, std::string_view inside, bool is_folder) {
  if (pattern.folder_only && !is_folder) return false;
  if (!pattern.anchored) return glob_matches(pattern.glob, name_of(inside));
  // As git does it: what stands before the first wildcard is compared by itself, so that "x**/y"
  // matches across folders though "**" is not between slashes.
  const auto glob = std::string_view(pattern.glob);
  const auto plain = glob.substr(0, glob.find_first_of("*?[\\"));
  return inside.starts_with(plain) &&
         glob_matches(glob.substr(plain.size()), inside.substr(plain.size()));
}

const IgnorePattern* last_match(const std::vector<IgnorePattern>& patterns, std::string_view inside,
                                bool is_folder) {
  for (auto it = patterns.rbegin(); it != patterns.rend(); ++it) {
    if (pattern_matches(*it, inside, is_folder)) return &*it;
  }
  return nullptr;
}

bool always_ignored(std::string_view path) {
  const auto name = name_of(path);
  return name == ".git" || name.starts_with(temporary_prefix) || path == kept_folder;
}

std::vector<IgnorePattern> parse_lines(const std::vector<std::string>& lines) {
  std::vector<IgnorePattern> out;
  for (const auto& line : lines) {
    for (auto& pattern : parse_ignore(line)) out.push_back(std::move(pattern));
  }
  return out;
}

}  // namespace

std::vector<IgnorePattern> parse_ignore(std::string_view text) {
  std::vector<IgnorePattern> out;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const auto newline = text.find('\n');
    auto line = text.substr(0, newline);
    text.remove_prefix(newline == text.npos ? text.size() : newline + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with('#')) continue;
    line = without_trailing_spaces(line);
    IgnorePattern pattern;
    if (line.starts_with('!')) {
      pattern.negated = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      pattern.folder_only = true;
      line.remove_suffix(1);
    }
    pattern.anchored = line.find('/') != line.npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) continue;
    pattern.glob = line;
    out.push_back(std::move(pattern));
  }
  return out;
}

void IgnoreRules::set_own(const std::vector<std::string>& ignore,
                          const std::vector<std::string>& include) {
  ignore_text_ = ignore;
  include_text_ = include;
  ignore_ = parse_lines(ignore);
  include_ = parse_lines(include);
}

void IgnoreRules::set_file(std::string_view folder, std::string_view text) {
  const auto found = files_.find(folder);
  if (text.empty()) {
    if (found != files_.end()) files_.erase(found);
    return;
  }
  if (text.size() > largest_ignore_file) text = text.substr(0, largest_ignore_file);
  files_[std::string(folder)] = {std::string(text), parse_ignore(text)};
}

bool IgnoreRules::differs(std::string_view folder, std::string_view text) const {
  const auto found = files_.find(folder);
  return found == files_.end() ? !text.empty() : found->second.first != text;
}

bool IgnoreRules::included(std::string_view path, bool is_folder) const {
  if (include_.empty()) return false;
  // A pattern that names a folder includes what is in it.
  for (auto at = path; !at.empty(); at = parent_of(at)) {
    if (last_match(include_, at, at.size() < path.size() || is_folder) != nullptr) return true;
  }
  return false;
}

bool IgnoreRules::may_hold_included(std::string_view folder) const {
  for (const auto& pattern : include_) {
    if (!pattern.anchored) return true;
    // The fixed beginning of the pattern and the folder lie on one way.
    const auto fixed =
        std::string_view(pattern.glob).substr(0, pattern.glob.find_first_of("*?[\\"));
    const auto head = fixed.size() == pattern.glob.size() ? fixed : parent_of(fixed);
    if (is_within(folder, head) || is_within(head, folder)) return true;
  }
  return false;
}

/// The rule for one path, whatever is above it.
const IgnorePattern* IgnoreRules::decides(std::string_view path, bool is_folder,
                                          std::string& where) const {
  if (const auto* own = last_match(ignore_, path, is_folder)) {
    where = "ignore";
    return own;
  }
  for (auto folder = parent_of(path);; folder = parent_of(folder)) {
    if (const auto found = files_.find(folder); found != files_.end()) {
      const auto inside = folder.empty() ? path : path.substr(folder.size() + 1);
      if (const auto* hit = last_match(found->second.second, inside, is_folder)) {
        where = folder.empty() ? "/" : std::string(folder);
        return hit;
      }
    }
    if (folder.empty()) return nullptr;
  }
}

IgnoreRules::Verdict IgnoreRules::explain(std::string_view path, bool is_folder) const {
  for (auto at = path; !at.empty(); at = parent_of(at)) {
    if (always_ignored(at)) return {true, "always", std::string(name_of(at))};
  }
  if (included(path, is_folder)) return {false, "include", ""};
  // What lies in an ignored folder is ignored: the outermost decision wins, as with git.
  std::size_t slash = 0;
  while (true) {
    slash = path.find('/', slash);
    const auto at = path.substr(0, slash);
    std::string where;
    const auto* rule = decides(at, at.size() < path.size() || is_folder, where);
    if (rule != nullptr && !rule->negated) return {true, where, rule->glob};
    if (slash == path.npos) return {false, where, rule == nullptr ? "" : rule->glob};
    ++slash;
  }
}

bool IgnoreRules::ignored(std::string_view path, bool is_folder) const {
  return explain(path, is_folder).ignored;
}

bool IgnoreRules::ignored_in(bool folder_ignored, std::string_view path, bool is_folder) const {
  if (always_ignored(path)) return true;
  if (included(path, is_folder)) return false;
  if (folder_ignored) return true;
  std::string where;
  const auto* rule = decides(path, is_folder, where);
  return rule != nullptr && !rule->negated;
}

std::string IgnoreRules::encode() const {
  Writer out;
  for (const auto* list : {&ignore_text_, &include_text_}) {
    out.u32(static_cast<std::uint32_t>(list->size()));
    for (const auto& line : *list) out.text(line);
  }
  out.u32(static_cast<std::uint32_t>(files_.size()));
  for (const auto& [folder, file] : files_) out.text(folder).text(file.first);
  return out.take();
}

bool IgnoreRules::decode(std::string_view bytes, IgnoreRules& out) {
  Reader in(bytes);
  out = {};
  std::vector<std::string> own[2];
  for (auto& list : own) {
    const auto count = in.u32();
    if (count > most_ignore_files) return false;
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) list.emplace_back(in.text(longest_path));
  }
  out.set_own(own[0], own[1]);
  const auto count = in.u32();
  if (count > most_ignore_files) return false;
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    const auto folder = in.text(longest_path);
    const auto text = in.text(largest_ignore_file);
    if (!folder.empty() && !path_is_sound(folder)) return false;
    out.set_file(folder, text);
  }
  return in.done();
}

}  // namespace chatops::sync
