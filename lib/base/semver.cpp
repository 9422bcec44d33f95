// Reading and comparing versions per semver.org §11, with Helm's tolerance.
// SPDX-License-Identifier: Apache-2.0
#include "base/semver.hpp"

#include <algorithm>
#include <charconv>

#include "base/semver_parts.hpp"

namespace chatops {
namespace {

using semver_parts::digits;

constexpr std::size_t longest_version = 256;  // Masterminds/semver v3: MaxVersionLen
constexpr std::string_view identifier_letters =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-";

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  if (!all_digits(text)) return std::nullopt;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (bad != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool leading_zero(std::string_view text) {
  return text.size() > 1 && text.front() == '0' && all_digits(text);
}

std::string_view next_part(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

/// What fits no 64 bits counts as text, as in Helm.
std::weak_ordering compare_identifiers(std::string_view a, std::string_view b) {
  const auto left = number(a), right = number(b);
  if (left && right) return *left <=> *right;
  if (left || right) return left ? std::weak_ordering::less : std::weak_ordering::greater;
  return a.compare(b) <=> 0;
}

/// Takes what begins with `sign` and goes on with letters of `of`; "" and nothing taken otherwise.
std::string_view take(std::string_view& text, char sign, std::string_view of) {
  if (text.empty() || text.front() != sign) return {};
  const auto end = std::min(text.find_first_not_of(of, 1), text.size());
  const auto taken = text.substr(1, end - 1);
  if (!taken.empty()) text.remove_prefix(end);
  return taken;
}

/// Identifiers after `sign`, dots between them.
std::string_view take_identifiers(std::string_view& text, char sign) {
  const auto whole = text;
  if (take(text, sign, identifier_letters).empty()) return {};
  while (!take(text, '.', identifier_letters).empty()) {
  }
  return whole.substr(1, whole.size() - text.size() - 1);
}

std::string_view take_number(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of(digits), text.size());
  auto taken = text.substr(0, end);
  text.remove_prefix(end);
  taken.remove_prefix(std::min(taken.find_first_not_of('0'), taken.size()));
  return taken;
}

}  // namespace

namespace semver_parts {

std::optional<Spelling> spelled(std::string_view text, std::string_view of) {
  auto rest = text;
  if (rest.starts_with('v')) rest.remove_prefix(1);
  Spelling out;
  out.numbers[0] = rest.substr(0, std::min(rest.find_first_not_of(of), rest.size()));
  if (out.numbers[0].empty()) return std::nullopt;
  rest.remove_prefix(out.numbers[0].size());
  out.numbers[1] = take(rest, '.', of);
  if (!out.numbers[1].empty()) out.numbers[2] = take(rest, '.', of);
  out.prerelease = take_identifiers(rest, '-');
  out.build = take_identifiers(rest, '+');
  out.length = text.size() - rest.size();
  return out;
}

std::optional<SemVer> value_of(const Spelling& spelling, int given) {
  SemVer out;
  std::uint64_t* const parts[] = {&out.major, &out.minor, &out.patch};
  for (int i = 0; i < given; ++i) {
    const auto value = number(spelling.numbers.at(static_cast<std::size_t>(i)));
    if (!value) return std::nullopt;
    *parts[i] = *value;
  }
  for (auto rest = spelling.prerelease; !rest.empty();)
    if (leading_zero(next_part(rest, '.'))) return std::nullopt;
  out.prerelease = spelling.prerelease;
  out.build = spelling.build;
  if (out.text().size() > longest_version) return std::nullopt;
  return out;
}

std::weak_ordering compare_prereleases(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const auto order = compare_identifiers(next_part(a, '.'), next_part(b, '.'));
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

}  // namespace semver_parts

std::optional<SemVer> SemVer::parse(std::string_view text) {
  if (text.size() > longest_version) return std::nullopt;
  const auto spelling = semver_parts::spelled(text, digits);
  if (!spelling || spelling->length != text.size()) return std::nullopt;
  const auto said = std::find(spelling->numbers.begin(), spelling->numbers.end(), "");
  return semver_parts::value_of(*spelling, static_cast<int>(said - spelling->numbers.begin()));
}

std::optional<SemVer> SemVer::parse_strict(std::string_view text) {
  auto version = parse(text);
  if (!version || version->text() != text) return std::nullopt;
  return version;
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
  if (prerelease.empty() || other.prerelease.empty())
    return other.prerelease.size() <=> prerelease.size();
  return semver_parts::compare_prereleases(prerelease, other.prerelease);
}

std::weak_ordering compare_builds(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const bool numbers = digits.find(a.front()) != std::string_view::npos &&
                         digits.find(b.front()) != std::string_view::npos;
    if (!numbers) {
      if (a.front() != b.front()) return a.front() <=> b.front();
      a.remove_prefix(1);
      b.remove_prefix(1);
      continue;
    }
    const auto left = take_number(a), right = take_number(b);
    if (left.size() != right.size()) return left.size() <=> right.size();
    if (left != right) return left.compare(right) <=> 0;
  }
  return a.size() <=> b.size();
}

}  // namespace chatops
