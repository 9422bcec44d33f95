// Git's wildmatch, with its meaning of slashes. https://git-scm.com/docs/gitignore#_pattern_format
// SPDX-License-Identifier: Apache-2.0
#include <cctype>

#include "sync/ignore.hpp"

namespace chatops::sync {

namespace {

bool in_class(std::string_view name, unsigned char c) {
  if (name == "alpha") return std::isalpha(c) != 0;
  if (name == "digit") return std::isdigit(c) != 0;
  if (name == "alnum") return std::isalnum(c) != 0;
  if (name == "upper") return std::isupper(c) != 0;
  if (name == "lower") return std::islower(c) != 0;
  if (name == "space") return std::isspace(c) != 0;
  if (name == "punct") return std::ispunct(c) != 0;
  if (name == "xdigit") return std::isxdigit(c) != 0;
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "cntrl") return std::iscntrl(c) != 0;
  if (name == "graph") return std::isgraph(c) != 0;
  if (name == "print") return std::isprint(c) != 0;
  return false;
}

/// Takes a bracket off the front of `glob`, which begins behind '['. False when it is not closed:
/// such a pattern matches nothing.
bool take_bracket(std::string_view& glob, unsigned char c, bool& matched) {
  bool negated = false;
  matched = false;
  if (!glob.empty() && (glob.front() == '!' || glob.front() == '^')) {
    negated = true;
    glob.remove_prefix(1);
  }
  for (bool first = true;; first = false) {
    if (glob.empty()) return false;
    auto low = static_cast<unsigned char>(glob.front());
    glob.remove_prefix(1);
    if (low == ']' && !first) break;
    if (low == '[' && !glob.empty() && glob.front() == ':') {
      const auto end = glob.find(":]", 1);
      if (end != glob.npos) {
        matched = matched || in_class(glob.substr(1, end - 1), c);
        glob.remove_prefix(end + 2);
        continue;
      }
    }
    if (low == '\\') {
      if (glob.empty()) return false;
      low = static_cast<unsigned char>(glob.front());
      glob.remove_prefix(1);
    }
    auto high = low;
    if (glob.size() >= 2 && glob[0] == '-' && glob[1] != ']') {
      glob.remove_prefix(1);
      high = static_cast<unsigned char>(glob.front());
      glob.remove_prefix(1);
      if (high == '\\') {
        if (glob.empty()) return false;
        high = static_cast<unsigned char>(glob.front());
        glob.remove_prefix(1);
      }
    }
    matched = matched || (low <= c && c <= high);
  }
  matched = matched != negated && c != '/';
  return true;
}

/// `steps` bounds the work that a pattern of many stars makes.
bool match_glob(std::string_view glob, std::string_view path, bool at_start, int& steps) {
  while (!glob.empty()) {
    if (--steps < 0) return false;
    const char g = glob.front();
    if (g == '*') {
      std::size_t stars = 0;
      while (stars < glob.size() && glob[stars] == '*') ++stars;
      auto rest = glob.substr(stars);
      const bool across = stars == 2 && at_start && (rest.empty() || rest.front() == '/');
      if (across) {
        if (rest.empty()) return true;
        // "**/" is also nothing at all.
        for (auto from = path;;) {
          if (match_glob(rest.substr(1), from, true, steps)) return true;
          const auto slash = from.find('/');
          if (slash == from.npos || steps < 0) return false;
          from.remove_prefix(slash + 1);
        }
      }
      for (auto from = path;; from.remove_prefix(1)) {
        if (match_glob(rest, from, false, steps)) return true;
        if (from.empty() || from.front() == '/' || steps < 0) return false;
      }
    }
    if (path.empty()) return false;
    const auto c = static_cast<unsigned char>(path.front());
    glob.remove_prefix(1);
    if (g == '[') {
      bool matched = false;
      if (!take_bracket(glob, c, matched) || !matched) return false;
    } else if (g == '?') {
      if (c == '/') return false;
    } else {
      auto wanted = g;
      if (g == '\\') {
        if (glob.empty()) return false;
        wanted = glob.front();
        glob.remove_prefix(1);
      }
      if (static_cast<unsigned char>(wanted) != c) return false;
    }
    path.remove_prefix(1);
    at_start = c == '/';
  }
  return path.empty();
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view path) {
  int steps = 100'000;
  return match_glob(glob, path, true, steps);
}

}  // namespace chatops::sync
