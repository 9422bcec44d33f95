// Reasons by code, exit codes, and the arguments of errors.
// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <algorithm>

namespace chatops {

int exit_code(Kind kind) {
  switch (kind) {
    case Kind::failed: return 1;
    case Kind::usage: return 2;
    case Kind::not_found: return 3;
    case Kind::auth: return 4;
    case Kind::denied: return 5;
    case Kind::conflict: return 6;
    case Kind::timeout: return 7;
    case Kind::pending: return 8;
    case Kind::unavailable: return 9;
    case Kind::internal: return 70;
  }
  return 70;
}

std::optional<Reason> reason_of(std::string_view code) {
  const auto* row = std::find_if(reasons.begin(), reasons.end(),
                                 [&](const ReasonRow& r) { return r.code == code; });
  if (row == reasons.end()) return std::nullopt;
  return row->reason;
}

Args& Args::set(std::string_view name, std::string value) {
  for (auto& [n, v] : pairs_) {
    if (n == name) {
      v = std::move(value);
      return *this;
    }
  }
  pairs_.emplace_back(std::string(name), std::move(value));
  return *this;
}

std::string_view Args::get(std::string_view name) const& {
  for (const auto& [n, v] : pairs_)
    if (n == name) return v;
  return {};
}

bool Args::has(std::string_view name) const {
  return std::any_of(pairs_.begin(), pairs_.end(), [&](const auto& p) { return p.first == name; });
}

bool is_transient(const Error& error) {
  return error.kind() == Kind::unavailable || error.kind() == Kind::timeout;
}

void add_once(std::vector<Error>& errors, Error error) {
  const bool known = std::any_of(errors.begin(), errors.end(), [&](const Error& one) {
    return one.reason == error.reason && one.args == error.args;
  });
  if (!known) errors.push_back(std::move(error));
}

void throw_any(const std::vector<Error>& errors) {
  if (errors.empty()) return;
  Error first = errors.front();
  first.more.insert(first.more.end(), errors.begin() + 1, errors.end());
  throw first;
}

std::vector<Error> taken_apart(const Error& error) {
  return error.more.empty() ? std::vector<Error>{error} : error.more;
}

}  // namespace chatops
