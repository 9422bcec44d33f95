// Tolerant readers of single members.
// SPDX-License-Identifier: Apache-2.0
#include "coding/decode.hpp"

#include <charconv>

namespace chatops::coding {

std::string text(const Json& object, std::string_view name) {
  return net::text_of(net::member(object, name)).value_or("");
}

std::optional<std::int64_t> number(const Json& object, std::string_view name) {
  return net::integer_of(net::member(object, name));
}

bool flag(const Json& object, std::string_view name) {
  return net::truth_of(net::member(object, name)).value_or(false);
}

std::optional<Instant> instant(const Json& object, std::string_view name) {
  const Json& value = net::member(object, name);
  const auto count = net::integer_of(value);
  if (!count) return value.is_string() ? from_rfc3339(value.get<std::string>()) : std::nullopt;
  constexpr std::int64_t least_millis = 100'000'000'000;
  constexpr std::int64_t most_millis = 32'503'680'000'000;  // the year 3000: beyond it is noise
  if (*count <= 0 || *count > most_millis) return std::nullopt;
  return Instant(Millis(*count < least_millis ? *count * 1000 : *count));
}

std::optional<double> fraction(const Json& object, std::string_view name) {
  const Json& value = net::member(object, name);
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& digits = value.get_ref<const std::string&>();
  double result = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return result;
}

std::optional<Json> embedded(const Json& object, std::string_view name) {
  const Json& value = net::member(object, name);
  if (value.is_object()) return value;
  if (!value.is_string()) return std::nullopt;
  auto parsed = net::parse_json(value.get_ref<const std::string&>());
  if (!parsed || !parsed->is_object()) return std::nullopt;
  return std::move(*parsed);
}

const Json& list(const Json& object, std::string_view name) {
  static const Json none = Json::array();
  const Json& found = net::member(object, name);
  return found.is_array() ? found : none;
}

std::string short_branch(std::string_view ref) {
  for (const std::string_view prefix : {"refs/heads/", "refs/remotes/origin/", "origin/"}) {
    if (ref.starts_with(prefix)) return std::string(ref.substr(prefix.size()));
  }
  return std::string(ref);
}

}  // namespace chatops::coding
