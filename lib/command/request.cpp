// Requests by their rows, and to JSON and back. Absent members take their default, so that an older
// client may speak to a newer server.
// SPDX-License-Identifier: Apache-2.0
#include "command/request.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/error.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

template <class T>
concept HasMembers = requires(json& out, const T& value) { to_json(out, value); };

template <class T>
Request read_as(const json& document) {
  T request{};
  if constexpr (HasMembers<T>) from_json(document, request);
  return request;
}

template <std::size_t... index>
std::optional<Request> read_path(std::string_view path, const json& document,
                                 std::index_sequence<index...> /*alternatives*/) {
  std::optional<Request> out;
  const auto attempt = [&]<class T>(std::type_identity<T> /*type*/) {
    if (path == T::row.path) out = read_as<T>(document);
    return out.has_value();
  };
  (void)(attempt(std::type_identity<boost::variant2::variant_alternative_t<index, Request>>{}) ||
         ...);
  return out;
}

}  // namespace

const table::Command& row_of(const Request& request) {
  return boost::variant2::visit([]<class T>(const T&) -> const table::Command& { return T::row; },
                                request);
}

bool reads_place(const Request& request) {
  return boost::variant2::visit(
      [](const auto& typed) {
        if constexpr (requires { typed.reads_place(); }) return typed.reads_place();
        return false;
      },
      request);
}

json to_document(const Request& request) {
  json out = boost::variant2::visit(
      []<class T>(const T& value) {
        json members = json::object();
        if constexpr (HasMembers<T>) to_json(members, value);
        return members;
      },
      request);
  out["command"] = path_of(request);
  return out;
}

Request request_of(const json& document) {
  const json* name =
      document.is_object() && document.contains("command") ? &document["command"] : nullptr;
  if (name == nullptr || !name->is_string())
    throw Error(Reason::usage_bad_value, {{"what", "command"}});
  const auto path = name->get<std::string>();
  try {
    constexpr auto all = std::make_index_sequence<boost::variant2::variant_size_v<Request>>{};
    if (auto request = read_path(path, document, all)) return std::move(*request);
  } catch (const json::exception&) {
    throw Error(Reason::usage_bad_value, {{"what", path}, {"why", "member of the wrong type"}});
  }
  throw Error(Reason::usage_unknown_command, {{"what", path}});
}

}  // namespace chatops::command
