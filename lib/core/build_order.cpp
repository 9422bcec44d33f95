// Comparing builds.
// SPDX-License-Identifier: Apache-2.0
#include "core/build_order.hpp"

#include <algorithm>
#include <compare>
#include <map>
#include <tuple>

#include "base/text.hpp"
#include "core/version_names.hpp"

namespace chatops::core {
namespace {

bool all(std::string_view text, bool (*accepts)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), accepts);
}

/// Digits of any length as numbers.
std::strong_ordering by_number(std::string_view a, std::string_view b) {
  const auto bare = [](std::string_view text) {
    const auto from = text.find_first_not_of('0');
    return from == std::string_view::npos ? std::string_view() : text.substr(from);
  };
  const auto x = bare(a);
  const auto y = bare(b);
  if (x.size() != y.size()) return x.size() <=> y.size();
  return x.compare(y) <=> 0;
}

/// Digits compare as numbers, everything else as bytes. For showing, not for choosing.
std::strong_ordering natural(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return a[i] <=> b[j];
      ++i;
      ++j;
      continue;
    }
    const auto number = [](std::string_view text, std::size_t& at) {
      const auto from = at;
      while (at < text.size() && is_digit(text[at])) ++at;
      return text.substr(from, at - from);
    };
    const auto x = number(a, i);
    const auto y = number(b, j);
    if (const auto order = by_number(x, y); order != 0) return order;
  }
  if (const auto order = (a.size() - i) <=> (b.size() - j); order != 0) return order;
  return a.compare(b) <=> 0;
}

/// Begins as a day of a calendar: 20260301….
bool calendar(std::string_view date) {
  if (date.size() < 8 || (date.substr(0, 2) != "19" && date.substr(0, 2) != "20")) return false;
  const auto month = date.substr(4, 2);
  const auto day = date.substr(6, 2);
  return month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

/// A day and a minute of that day do not tell which came first; nothing then.
std::optional<std::strong_ordering> by_date(std::string_view a, std::string_view b) {
  if (a.size() != b.size() && calendar(a) && calendar(b)) {
    const auto common = std::min(a.size(), b.size());
    const auto order = by_number(a.substr(0, common), b.substr(0, common));
    return order == 0 ? std::nullopt : std::optional(order);
  }
  return by_number(a, b);
}

std::string kinds_of(const std::string& sequence) {
  std::string out;
  for (const auto piece : split(sequence, '.')) {
    if (!piece.empty()) out += piece.front();
  }
  return out;
}

/// Nothing where the two are of different kinds, or one of them has none, or a date is not exact
/// enough.
std::optional<std::strong_ordering> by_sequence(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty() || kinds_of(a) != kinds_of(b)) return std::nullopt;
  const auto left = split(a, '.');
  const auto right = split(b, '.');
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto x = left[i].substr(1);
    const auto y = right[i].substr(1);
    const auto order = left[i].front() == 'd' ? by_date(x, y) : std::optional(by_number(x, y));
    if (!order || *order != 0) return order;
  }
  return std::strong_ordering::equal;
}

bool told(const Artifact& artifact) {
  return artifact.source == ProvenanceSource::properties ||
         artifact.source == ProvenanceSource::labels;
}

/// A number in a version with a date may begin anew each day: then only what properties or labels
/// say counts.
std::optional<std::strong_ordering> by_build(const Artifact& a, const Artifact& b) {
  if (!a.from.build || !b.from.build) return std::nullopt;
  const bool daily = !a.sequence.empty() || !b.sequence.empty();
  if (daily && !(told(a) && told(b))) return std::nullopt;
  if (daily && (kinds_of(a.sequence).find('b') != std::string::npos ||
                kinds_of(b.sequence).find('b') != std::string::npos)) {
    return std::nullopt;
  }
  return *a.from.build <=> *b.from.build;
}

/// An image was made before it was pushed; when it was pushed says nothing else of when it was
/// made, but where that is all that is known of both.
std::optional<std::strong_ordering> by_time(const Artifact& a, const Artifact& b) {
  if (a.built_at && b.built_at) return *a.built_at <=> *b.built_at;
  if (a.built_at && b.pushed_at && *a.built_at >= *b.pushed_at)
    return std::strong_ordering::greater;
  if (b.built_at && a.pushed_at && *b.built_at >= *a.pushed_at) return std::strong_ordering::less;
  if (a.built_at || b.built_at || !a.pushed_at || !b.pushed_at) return std::nullopt;
  return *a.pushed_at <=> *b.pushed_at;
}

/// Digits alone may be a commit too where they are no date and no small number.
bool maybe_commit(std::string_view piece) {
  return like_commit(piece) || (piece.size() >= 7 && all(piece, is_digit) && !calendar(piece));
}

/// Versions that are written alike and differ first in a number: v1.9.0 and v1.10.0. Nothing where
/// they are not, or a commit stands before that number.
std::optional<std::strong_ordering> by_text(std::string_view a, std::string_view b) {
  constexpr std::string_view marks = "-._";
  while (!a.empty() && !b.empty()) {
    const auto x = a.substr(0, a.find_first_of(marks));
    const auto y = b.substr(0, b.find_first_of(marks));
    a.remove_prefix(x.size());
    b.remove_prefix(y.size());
    if (x != y) {
      if (maybe_commit(x) || maybe_commit(y)) return std::nullopt;
      const auto from = x.find_first_of("0123456789");
      const auto other = y.find_first_of("0123456789");
      const bool alike = from != std::string_view::npos && from == other &&
                         x.substr(0, from) == y.substr(0, from) && all(x.substr(from), is_digit) &&
                         all(y.substr(from), is_digit);
      const auto order =
          alike ? by_number(x.substr(from), y.substr(from)) : std::strong_ordering::equal;
      return order == 0 ? std::nullopt : std::optional(order);
    }
    if (a.empty() || b.empty() || a.front() != b.front()) return std::nullopt;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return std::nullopt;
}

Age age_of(std::strong_ordering order) {
  return order > 0 ? Age::newer : order < 0 ? Age::older : Age::same;
}

/// How an artifact stands in a list.
struct SortKey {
  bool numbered = false;
  Instant time = Instant::min();
};

/// Newest last, by what numbers tell; only for artifacts that all have them in the same kinds.
bool fewer(const Artifact& a, const Artifact& b) {
  const auto numbers = by_sequence(a.sequence, b.sequence);
  const auto order = numbers.value_or(a.from.build <=> b.from.build);
  if (order != 0) return order < 0;
  if (a.shown_at() != b.shown_at()) return a.shown_at() < b.shown_at();
  const auto text = natural(a.version, b.version);
  return text != 0 ? text < 0 : a.digest < b.digest;
}

/// The kinds of sequence that most have; "" where builds alone count.
std::string usual_kinds(const std::vector<Artifact>& artifacts) {
  std::map<std::string, std::size_t> counted;
  for (const Artifact& artifact : artifacts) {
    if (!artifact.sequence.empty()) ++counted[kinds_of(artifact.sequence)];
  }
  const auto most =
      std::max_element(counted.begin(), counted.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counted.end() ? "" : most->first;
}

/// A sequence that is no exact date as one number that keeps its order.
std::string even(const std::string& sequence) {
  std::string out;
  for (const auto piece : split(sequence, '.')) {
    const auto digits = piece.substr(1);
    out += out.empty() ? "" : ".";
    out += piece;
    if (piece.front() == 'd' && calendar(digits) && digits.size() < 14)
      out.append(14 - digits.size(), '0');
  }
  return out;
}

}  // namespace

bool tells_a_time(Instant when, Instant now) {
  // The first release of Docker, whose format this is: https://github.com/moby/moby/tags
  constexpr Instant first = std::chrono::sys_days(std::chrono::year(2013) / 3 / 1);
  constexpr Millis skew = std::chrono::hours(1);
  return when >= first && when <= now + skew;
}

std::optional<Instant> told_time(std::optional<Instant> when, Instant now) {
  return when && tells_a_time(*when, now) ? when : std::nullopt;
}

std::string sequence_piece(char kind, std::string_view digits) {
  return std::string(1, kind) + std::string(digits);
}

Age told_age(const Artifact& a, const Artifact& b) {
  const bool same_image = !a.digest.empty() && a.digest == b.digest && a.image == b.image;
  if (same_image || (a.version == b.version && a.digest == b.digest)) return Age::same;
  for (const auto& order : {by_sequence(a.sequence, b.sequence), by_build(a, b), by_time(a, b)}) {
    if (order && *order != 0) return age_of(*order);
  }
  return Age::unknown;
}

Age age(const Artifact& a, const Artifact& b) {
  const Age told = told_age(a, b);
  const bool free = a.sequence.empty() || b.sequence.empty();
  const auto text = told == Age::unknown && free ? by_text(a.version, b.version) : std::nullopt;
  return text ? age_of(*text) : told;
}

bool only_pushed(const Artifact& a, const Artifact& b) {
  for (const auto& order : {by_sequence(a.sequence, b.sequence), by_build(a, b)}) {
    if (order && *order != 0) return false;
  }
  return !a.built_at && !b.built_at;
}

bool numbered(const Artifact& artifact) {
  return artifact.sequence.empty() ? artifact.from.build.has_value()
                                   : kinds_of(artifact.sequence).find('b') != std::string::npos;
}

bool newer(const Artifact& a, const Artifact& b) { return age(a, b) == Age::newer; }

void sort_newest_first(std::vector<Artifact>& artifacts) {
  const std::string kinds = usual_kinds(artifacts);
  const auto numbered = [&](const Artifact& artifact) {
    return kinds.empty() ? artifact.from.build.has_value() : kinds_of(artifact.sequence) == kinds;
  };
  std::vector<std::pair<SortKey, Artifact>> placed;
  placed.reserve(artifacts.size());
  for (Artifact& artifact : artifacts) {
    SortKey place{.numbered = numbered(artifact)};
    if (!place.numbered) place.time = artifact.shown_at().value_or(Instant::min());
    placed.emplace_back(place, std::move(artifact));
  }
  const auto rest = std::stable_partition(placed.begin(), placed.end(),
                                          [](const auto& one) { return one.first.numbered; });
  std::map<std::string, std::string> evened;
  if (!kinds.empty()) {
    for (auto one = placed.begin(); one != rest; ++one) {
      std::string& written = one->second.sequence;
      std::string exact = even(written);
      evened.emplace(one->second.version, std::exchange(written, std::move(exact)));
    }
  }
  std::sort(placed.begin(), rest,
            [](const auto& a, const auto& b) { return fewer(a.second, b.second); });
  // What is newer by its number is not older by its time: a push that came late changes nothing.
  Instant latest = Instant::min();
  for (auto one = placed.begin(); one != rest; ++one) {
    latest = std::max(latest, one->second.shown_at().value_or(latest));
    one->first.time = latest;
  }
  for (auto one = placed.begin(); one != rest; ++one) {
    const auto written = evened.find(one->second.version);
    if (written != evened.end()) one->second.sequence = written->second;
  }
  std::reverse(placed.begin(), rest);
  std::sort(rest, placed.end(), [](const auto& a, const auto& b) {
    if (a.first.time != b.first.time) return a.first.time > b.first.time;
    if (const auto order = natural(a.second.version, b.second.version); order != 0)
      return order > 0;
    return a.second.digest > b.second.digest;
  });
  std::inplace_merge(placed.begin(), rest, placed.end(),
                     [](const auto& a, const auto& b) { return a.first.time > b.first.time; });
  artifacts.clear();
  for (auto& [place, artifact] : placed) artifacts.push_back(std::move(artifact));
}

}  // namespace chatops::core
