// Reading and comparing versions per semver.org §11, and ranges as bounds.
// SPDX-License-Identifier: Apache-2.0
#include "base/semver.hpp"

#include <algorithm>
#include <charconv>

namespace chatops {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  if (!all_digits(text)) return std::nullopt;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (bad != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool identifiers(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.' ||
      text.find("..") != std::string_view::npos)
    return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.';
  });
}

std::string_view next_part(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

std::weak_ordering compare_identifier(std::string_view a, std::string_view b) {
  const bool number_a = all_digits(a), number_b = all_digits(b);
  if (number_a != number_b)
    return number_a ? std::weak_ordering::less : std::weak_ordering::greater;
  if (number_a && a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

std::weak_ordering compare_prerelease(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return b.size() <=> a.size();
  while (!a.empty() && !b.empty()) {
    const auto order = compare_identifier(next_part(a, '.'), next_part(b, '.'));
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

/// A version in a range, where trailing parts may be missing or a wildcard.
struct Partial {
  SemVer version;
  int given = 0;  ///< how many of major, minor, patch were said
};

std::optional<Partial> partial(std::string_view text) {
  if (!text.empty() && (text[0] == 'v' || text[0] == 'V')) text.remove_prefix(1);
  Partial out;
  const auto plus = text.find('+');
  if (plus != std::string_view::npos) {
    out.version.build = text.substr(plus + 1);
    if (!identifiers(out.version.build)) return std::nullopt;
    text = text.substr(0, plus);
  }
  const auto dash = text.find('-');
  if (dash != std::string_view::npos) {
    out.version.prerelease = text.substr(dash + 1);
    if (!identifiers(out.version.prerelease)) return std::nullopt;
    text = text.substr(0, dash);
  }
  std::uint64_t* const parts[] = {&out.version.major, &out.version.minor, &out.version.patch};
  if (text.empty() || text.back() == '.') return std::nullopt;
  bool wild = false;
  for (auto* part : parts) {
    if (text.empty()) break;
    const auto word = next_part(text, '.');
    wild = wild || word == "x" || word == "X" || word == "*";
    if (wild) continue;
    const auto value = number(word);
    if (!value) return std::nullopt;
    *part = *value;
    ++out.given;
  }
  if (!text.empty()) return std::nullopt;
  return out;
}

/// The first version above all that begin as `from` does, when only `given` parts count.
SemVer above(const SemVer& from, int given) {
  SemVer next;
  next.major = given <= 1 ? from.major + 1 : from.major;
  next.minor = given == 2 ? from.minor + 1 : (given <= 1 ? 0 : from.minor);
  if (given >= 3) next.patch = from.patch + 1;
  return next;
}

}  // namespace

std::optional<SemVer> SemVer::parse(std::string_view text) {
  if (text.size() > 256 || text.find_first_of("xX*") < text.find_first_of("-+"))
    return std::nullopt;
  auto read = partial(text);
  if (!read) return std::nullopt;
  return read->version;
}

std::string SemVer::text() const {
  auto out = std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  if (!prerelease.empty()) out += "-" + prerelease;
  if (!build.empty()) out += "+" + build;
  return out;
}

std::weak_ordering SemVer::operator<=>(const SemVer& other) const {
  if (const auto order = major <=> other.major; order != 0) return order;
  if (const auto order = minor <=> other.minor; order != 0) return order;
  if (const auto order = patch <=> other.patch; order != 0) return order;
  return compare_prerelease(prerelease, other.prerelease);
}

bool SemVerRange::add(std::string_view word, All& all) {
  static constexpr std::pair<std::string_view, Op> operators[] = {
      {">=", Op::greater_equal}, {"=>", Op::greater_equal}, {"<=", Op::less_equal},
      {"=<", Op::less_equal},    {"!=", Op::outside},       {">", Op::greater},
      {"<", Op::less},           {"=", Op::equal}};
  const bool caret = word.starts_with('^'), tilde = word.starts_with('~');
  auto op = Op::equal;
  if (caret) word.remove_prefix(1);
  if (tilde) word.remove_prefix(word.starts_with("~>") ? 2 : 1);
  for (const auto& [sign, meaning] : operators) {
    if (caret || tilde || !word.starts_with(sign)) continue;
    op = meaning;
    word.remove_prefix(sign.size());
    break;
  }
  const auto read = partial(word);
  if (!read) return false;
  const auto& [version, given] = *read;
  const bool pre = !version.prerelease.empty();
  const auto between = [&](int parts) {
    all.push_back({Op::greater_equal, version, pre, {}});
    if (given > 0) all.push_back({Op::less, above(version, parts), pre, {}});
  };
  if (caret) {
    int parts = 1;
    if (version.major == 0 && given >= 2) parts = version.minor > 0 || given == 2 ? 2 : 3;
    between(parts);
  } else if (tilde) {
    between(std::min(given, 2));
  } else if (op == Op::equal && given < 3) {
    between(given);
  } else if (op == Op::outside) {
    const auto end = given < 3 ? std::optional(above(version, given)) : std::nullopt;
    if (given > 0) all.push_back({op, version, pre, end});
  } else if ((op == Op::greater || op == Op::less_equal) && given < 3) {
    all.push_back(
        {op == Op::greater ? Op::greater_equal : Op::less, above(version, given), pre, {}});
  } else {
    all.push_back({op, version, pre, {}});
  }
  return true;
}

std::optional<SemVerRange> SemVerRange::parse(std::string_view text) {
  if (text.size() > 512) return std::nullopt;
  SemVerRange range;
  while (true) {
    const auto end = text.find("||");
    std::string part(text.substr(0, end));
    std::replace(part.begin(), part.end(), ',', ' ');
    std::vector<std::string> words;
    for (size_t at = 0; (at = part.find_first_not_of(" \t", at)) != std::string::npos;) {
      const auto stop = std::min(part.find_first_of(" \t", at), part.size());
      words.push_back(part.substr(at, stop - at));
      at = stop;
    }
    All all;
    for (size_t i = 0; i < words.size(); ++i) {
      const bool sign = words[i].find_first_not_of("<>=!^~") == std::string::npos;
      if (sign && i + 1 < words.size())
        words[i + 1].insert(0, words[i]);
      else if (i + 2 < words.size() && words[i + 1] == "-") {
        if (!add(">=" + words[i], all) || !add("<=" + words[i + 2], all)) return std::nullopt;
        i += 2;
      } else if (!add(words[i], all)) {
        return std::nullopt;
      }
    }
    range.any_.push_back(std::move(all));
    if (end == std::string_view::npos) return range;
    text.remove_prefix(end + 2);
  }
}

bool SemVerRange::accepts(const SemVer& version) const {
  const auto holds = [&](const Bound& bound) {
    const auto order = version <=> bound.version;
    switch (bound.op) {
      case Op::equal: return order == 0;
      case Op::outside: return order < 0 || (order > 0 && (!bound.end || version >= *bound.end));
      case Op::less: return order < 0;
      case Op::less_equal: return order <= 0;
      case Op::greater: return order > 0;
      case Op::greater_equal: return order >= 0;
    }
    return false;
  };
  return std::any_of(any_.begin(), any_.end(), [&](const All& all) {
    const bool invited =
        version.prerelease.empty() ||
        std::any_of(all.begin(), all.end(), [](const Bound& b) { return b.names_prerelease; });
    return invited && std::all_of(all.begin(), all.end(), holds);
  });
}

}  // namespace chatops
