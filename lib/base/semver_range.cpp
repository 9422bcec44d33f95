// Ranges of versions: how they are spelled, and what each comparison means to Helm where numbers
// are left out. The rules are those of Masterminds/semver v3.5 (README and constraints.go); the
// table in tests/contract/ranges holds them to the real thing.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/semver.hpp"
#include "base/semver_parts.hpp"

namespace chatops {
namespace {

using semver_parts::compare_prereleases;
using semver_parts::spelled;
using semver_parts::Spelling;

constexpr std::size_t longest_range = 512, most_alternatives = 32;  // as Masterminds/semver v3
constexpr std::string_view number_letters = "0123456789|xX*", blanks = " \t\n\f\r";

bool is_wild(std::string_view number) {
  return number.empty() || number == "x" || number == "X" || number == "*";
}

std::size_t blanks_at(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(blanks, at), text.size()) - at;
}

/// "A - B", blanks around it included, where the text goes on with it at `at`.
struct Hyphen {
  std::string_view from, to;
  std::size_t end;
};

std::optional<Hyphen> hyphen_at(std::string_view text, std::size_t at) {
  at += blanks_at(text, at);
  const auto from = spelled(text.substr(at), number_letters);
  if (!from) return std::nullopt;
  const auto first = text.substr(at, from->length);
  at += from->length;
  const auto before = blanks_at(text, at);
  at += before;
  if (before == 0 || !text.substr(at).starts_with('-')) return std::nullopt;
  const auto after = blanks_at(text, ++at);
  at += after;
  const auto to = spelled(text.substr(at), number_letters);
  if (after == 0 || !to) return std::nullopt;
  const auto second = text.substr(at, to->length);
  at += to->length;
  return Hyphen{first, second, at + blanks_at(text, at)};
}

/// "A - B" written as two bounds wherever it stands, even behind what cannot precede it.
std::string without_hyphens(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const auto hyphen = hyphen_at(text, at)) {
      out.append(">= ").append(hyphen->from).append(", <= ").append(hyphen->to).append(" ");
      at = hyphen->end;
    } else {
      out += text[at++];
    }
  }
  return out;
}

bool same_minor(const SemVer& a, const SemVer& b) {
  return a.major == b.major && a.minor == b.minor;
}

/// Without its last number a bound stands for all versions that begin so.
bool unequal(const SemVer& version, const SemVer& bound, int given) {
  if (given == 1) return version.major != bound.major;
  if (given == 2) {
    return !same_minor(version, bound) ||
           compare_prereleases(version.prerelease, bound.prerelease) != 0;
  }
  return version != bound;
}

bool greater(const SemVer& version, const SemVer& bound, int given) {
  if (given == 1) return version.major > bound.major;
  if (given == 2)
    return version.major > bound.major ||
           (version.major == bound.major && version.minor > bound.minor);
  return version > bound;
}

bool less_equal(const SemVer& version, const SemVer& bound, int given) {
  if (given == 3) return version <= bound;
  if (version.major != bound.major) return version.major < bound.major;
  return given == 1 || version.minor <= bound.minor;
}

/// "~0.0.0" and "~*" have no ceiling.
bool tilde(const SemVer& version, const SemVer& bound, int given) {
  if (version < bound) return false;
  const bool zero = bound.major == 0 && bound.minor == 0 && bound.patch == 0;
  if (zero && (given == 0 || given == 3)) return true;
  return given == 1 ? version.major == bound.major : same_minor(version, bound);
}

/// The first number that is not 0 stays; "^*" is "^0.0.0".
bool caret(const SemVer& version, const SemVer& bound, int given) {
  if (version < bound) return false;
  if (bound.major > 0 || given == 1) return version.major == bound.major;
  if (bound.minor > 0 || given == 2) return same_minor(version, bound);
  return same_minor(version, bound) && version.patch == bound.patch;
}

}  // namespace

bool SemVerRange::holds(const Bound& bound, const SemVer& version) {
  switch (bound.op) {
    case Op::equal:
      return bound.given < 3 ? tilde(version, bound.version, bound.given)
                             : version == bound.version;
    case Op::unequal: return unequal(version, bound.version, bound.given);
    case Op::less: return version < bound.version;
    case Op::less_equal: return less_equal(version, bound.version, bound.given);
    case Op::greater: return greater(version, bound.version, bound.given);
    case Op::greater_equal: return version >= bound.version;
    case Op::tilde: return tilde(version, bound.version, bound.given);
    case Op::caret: return caret(version, bound.version, bound.given);
  }
  return false;
}

std::optional<SemVerRange::All> SemVerRange::parse_all(std::string_view text) {
  static constexpr std::pair<std::string_view, Op> operators[] = {
      {"", Op::equal},           {"=", Op::equal},       {"!=", Op::unequal},
      {">", Op::greater},        {"<", Op::less},        {">=", Op::greater_equal},
      {"=>", Op::greater_equal}, {"<=", Op::less_equal}, {"=<", Op::less_equal},
      {"~", Op::tilde},          {"~>", Op::tilde},      {"^", Op::caret}};
  All all;
  std::size_t at = blanks_at(text, 0);
  while (true) {
    const auto sign = text.substr(at, text.find_first_not_of("<>=!^~", at) - at);
    const auto known = std::find_if(std::begin(operators), std::end(operators),
                                    [&](const auto& one) { return one.first == sign; });
    if (known == std::end(operators)) return std::nullopt;
    at += sign.size();
    at += blanks_at(text, at);
    auto spelling = spelled(text.substr(at), number_letters);
    if (!spelling) return std::nullopt;
    const auto wild = std::find_if(spelling->numbers.begin(), spelling->numbers.end(), is_wild);
    const int given = static_cast<int>(wild - spelling->numbers.begin());
    if (given < 3) spelling->build = {};
    auto version = semver_parts::value_of(*spelling, given);
    if (!version) return std::nullopt;
    all.push_back({known->second, std::move(*version), given});
    at += spelling->length;
    const auto after = blanks_at(text, at);
    at += after;
    if (at == text.size()) return all;
    const bool comma = text[at] == ',';
    if (!comma && after == 0) return std::nullopt;
    if (comma) at += 1 + blanks_at(text, at + 1);
  }
}

std::optional<SemVerRange> SemVerRange::parse(std::string_view text) {
  if (text.size() > longest_range) return std::nullopt;
  const std::string bounds = text.empty() ? "*" : without_hyphens(text);
  SemVerRange range;
  for (std::string_view rest = bounds;;) {
    const auto end = rest.find("||");
    auto all = parse_all(rest.substr(0, end));
    if (!all || range.any_.size() == most_alternatives) return std::nullopt;
    range.any_.push_back(std::move(*all));
    if (end == std::string_view::npos) return range;
    rest.remove_prefix(end + 2);
  }
}

bool SemVerRange::accepts(const SemVer& version) const {
  return std::any_of(any_.begin(), any_.end(), [&](const All& all) {
    const bool invited = version.prerelease.empty() ||
                         std::any_of(all.begin(), all.end(),
                                     [](const Bound& b) { return !b.version.prerelease.empty(); });
    return invited &&
           std::all_of(all.begin(), all.end(), [&](const Bound& b) { return holds(b, version); });
  });
}

}  // namespace chatops
