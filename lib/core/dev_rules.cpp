// See dev_rules.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "core/dev_rules.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "base/text.hpp"

namespace chatops::core {

namespace {

std::optional<std::uint16_t> port_in(std::string_view text) {
  const auto number = to_integer(text);
  const bool fits = number && *number > 0 && *number <= std::numeric_limits<std::uint16_t>::max();
  return fits ? std::optional(static_cast<std::uint16_t>(*number)) : std::nullopt;
}

}  // namespace

/// https://nodejs.org/api/cli.html#--inspecthostport, and what the documentation of debugpy, Delve
/// and the JDK use in their examples.
std::uint16_t debug_port_of(std::string_view language) {
  if (language == "node") return 9229;
  if (language == "python") return 5678;
  if (language == "go") return 2345;
  if (language == "java") return 5005;
  return 0;
}

std::optional<ForwardedPort> forwarded_port(std::string_view text) {
  const auto colon = text.find(':');
  const auto remote = port_in(colon == text.npos ? text : text.substr(colon + 1));
  const auto here = colon == text.npos ? text : text.substr(0, colon);
  const auto local = here.empty() || here == "0" ? std::optional(std::uint16_t{0}) : port_in(here);
  if (!remote || !local) return std::nullopt;
  return ForwardedPort{*local, *remote};
}

bool is_quantity(std::string_view text) {
  const auto digits = text.find_first_not_of("0123456789.");
  const auto number = text.substr(0, digits);
  const auto unit = digits == text.npos ? std::string_view() : text.substr(digits);
  const bool sound = !number.empty() && number.front() != '.' && number.back() != '.' &&
                     std::count(number.begin(), number.end(), '.') <= 1;
  static constexpr std::string_view units[] = {"", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"};
  return sound && std::find(std::begin(units), std::end(units), unit) != std::end(units);
}

namespace {

struct Suffix {
  std::string_view text;
  std::int64_t factor;  ///< of thousandths for decimal ones, of bytes for binary ones
};
constexpr auto decimal_suffixes = std::to_array<Suffix>({{"T", 1'000'000'000'000'000},
                                                         {"G", 1'000'000'000'000},
                                                         {"M", 1'000'000'000},
                                                         {"k", 1'000'000},
                                                         {"", 1'000},
                                                         {"m", 1}});
constexpr auto binary_suffixes = std::to_array<Suffix>(
    {{"Ti", 1LL << 40}, {"Gi", 1LL << 30}, {"Mi", 1LL << 20}, {"Ki", 1LL << 10}, {"", 1}});

/// The number times the factor; nothing where that is no whole number, or too large.
std::optional<std::int64_t> times(std::string_view number, std::int64_t factor) {
  const auto point = number.find('.');
  std::string digits(number.substr(0, point));
  std::int64_t divisor = 1;
  if (point != number.npos) {
    for (const char c : number.substr(point + 1)) {
      digits += c;
      divisor *= 10;
    }
  }
  if (digits.size() > 9) return std::nullopt;
  const auto value = to_integer(digits);
  if (!value || factor > std::numeric_limits<std::int64_t>::max() / 1'000'000'000)
    return std::nullopt;
  const auto product = *value * factor;
  return product % divisor == 0 ? std::optional(product / divisor) : std::nullopt;
}

}  // namespace

std::string canonical_quantity(std::string_view text) {
  std::string as_it_is(text);
  if (!is_quantity(text)) return as_it_is;
  const auto at = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto number = text.substr(0, at), unit = text.substr(at);
  const bool binary = unit.ends_with('i');
  const std::span<const Suffix> all =
      binary ? std::span<const Suffix>(binary_suffixes) : std::span<const Suffix>(decimal_suffixes);
  const auto given =
      std::find_if(all.begin(), all.end(), [&](const Suffix& one) { return one.text == unit; });
  const auto value = times(number, given->factor);
  if (!value) return as_it_is;
  if (*value == 0) return "0";
  const auto fits = std::find_if(all.begin(), all.end(),
                                 [&](const Suffix& one) { return *value % one.factor == 0; });
  return std::to_string(*value / fits->factor) + std::string(fits->text);
}

}  // namespace chatops::core
