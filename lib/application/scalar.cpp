// Rules of go-yaml v2's resolve.go, checked against `helm template` (helm v4.3.1): underscores in
// numbers are dropped, whole numbers go through Go's base-0 parser, and what that refuses may still
// be a float (08 is 8).
// SPDX-License-Identifier: Apache-2.0
#include "application/scalar.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "base/text.hpp"

namespace chatops::application {
namespace {

using nlohmann::json;

constexpr auto nulls = std::to_array<std::string_view>({"", "~", "null", "Null", "NULL"});
constexpr auto trues = std::to_array<std::string_view>(
    {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"});
constexpr auto falses = std::to_array<std::string_view>(
    {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"});
constexpr auto not_finite =
    std::to_array<std::string_view>({".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf",
                                     "-.Inf", "-.INF", ".nan", ".NaN", ".NAN"});

/// Base 0 of Go's ParseInt: 0x, 0o, 0b and a leading 0 choose the base.
std::optional<json> whole(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int base = 10;
  if (text.size() > 1 && text[0] == '0') {
    const char mark = static_cast<char>(text[1] | 0x20);
    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    text.remove_prefix(base == 8 && mark != 'o' ? 1 : 2);
  }
  std::uint64_t magnitude = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, magnitude, base);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  constexpr std::uint64_t limit = std::uint64_t{1} << 63U;
  if (negative && magnitude > limit) return std::nullopt;
  if (negative) return json(static_cast<std::int64_t>(~magnitude + 1));
  if (magnitude < limit) return json(static_cast<std::int64_t>(magnitude));
  return json(magnitude);
}

/// ^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$
bool looks_real(std::string_view text) {
  const auto digits = [&] {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    text.remove_prefix(count);
    return count;
  };
  const auto take = [&](std::string_view any) {
    if (text.empty() || any.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
  };
  take("+-");
  const auto before = digits();
  const auto after = take(".") ? digits() : 0;
  if (before == 0 && after == 0) return false;
  if (take("eE")) {
    take("+-");
    if (digits() == 0) return false;
  }
  return text.empty();
}

std::optional<double> real(std::string_view text) {
  if (!looks_real(text)) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

Scalar plain_scalar(std::string_view text) {
  if (among(nulls, text)) return {ScalarKind::null, nullptr};
  if (among(trues, text)) return {ScalarKind::boolean, true};
  if (among(falses, text)) return {ScalarKind::boolean, false};
  if (among(not_finite, text)) return {ScalarKind::not_finite, nullptr};
  const char first = text.front();
  if (is_digit(first) || first == '+' || first == '-' || first == '.') {
    std::string plain(text);
    std::erase(plain, '_');
    if (first != '.') {
      if (auto value = whole(plain)) return {ScalarKind::integer, std::move(*value)};
    }
    if (const auto value = real(plain)) return {ScalarKind::real, *value};
  }
  return {ScalarKind::string, std::string(text)};
}

}  // namespace chatops::application
