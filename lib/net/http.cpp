// Header fields and the one-request form of the port.
// SPDX-License-Identifier: Apache-2.0
#include "net/http.hpp"

#include <algorithm>
#include <cctype>

#include "crypto/crypto.hpp"

namespace chatops::net {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

}  // namespace

void Headers::set(std::string_view name, std::string value) {
  std::erase_if(fields_, [&](const auto& field) { return same_name(field.first, name); });
  fields_.emplace_back(std::string(name), std::move(value));
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  for (const auto& [n, v] : fields_)
    if (same_name(n, name)) return v;
  return std::nullopt;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [n, v] : fields_)
    if (same_name(n, name)) values.emplace_back(v);
  return values;
}

Known<Response> Http::perform_one(const Call& call, const Request& request) {
  auto answers = perform(call, std::span(&request, 1));
  return std::move(answers.front());
}

std::string basic_authorization(std::string_view user, std::string_view password) {
  return "Basic " + crypto::to_base64(std::string(user) + ":" + std::string(password));
}

}  // namespace chatops::net
