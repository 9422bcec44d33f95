// The depth limit is kept while parsing: a document that is too deep is never built.
// SPDX-License-Identifier: Apache-2.0
#include "net/json.hpp"

#include <charconv>

namespace chatops::net {

Known<Json> parse_json(std::string_view text, int depth_limit) {
  const auto watch = [&](int depth, Json::parse_event_t event, Json&) {
    if ((event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start) &&
        depth >= depth_limit)
      throw Error(Reason::answer_too_deep);
    return true;
  };
  try {
    return Json::parse(text, watch);
  } catch (const Error& error) {
    return tl::make_unexpected(error);
  } catch (const Json::parse_error& error) {
    return failure(Reason::answer_not_json, {{"why", "byte " + std::to_string(error.byte)}});
  } catch (const Json::exception& error) {
    return failure(Reason::answer_not_json, {{"why", std::to_string(error.id)}});
  }
}

const Json& member(const Json& object, std::string_view name) {
  static const Json null;
  if (!object.is_object()) return null;
  const auto found = object.find(name);
  return found == object.end() ? null : *found;
}

std::optional<std::string> text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  return std::nullopt;
}

std::string text_in(const Json& object, std::string_view name) {
  return text_of(member(object, name)).value_or("");
}

std::optional<std::int64_t> integer_of(const Json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (bad != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<bool> truth_of(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  const auto text = text_of(value);
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return std::nullopt;
}

std::string dump(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace chatops::net
