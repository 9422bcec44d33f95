// Mistakes in the order of their places.
// SPDX-License-Identifier: Apache-2.0
#include "config/problems.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"

namespace chatops::config {
namespace {

/// More than this nobody reads in one go.
constexpr std::size_t most_shown = 100;

struct Position {
  std::string_view file;
  std::int64_t line = 0, column = 0;
};

Position position_of(const Error& error) {
  const std::string_view where = error.args.get("where");
  const auto second = where.rfind(':');
  if (second == std::string_view::npos || second == 0) return {where};
  const auto first = where.rfind(':', second - 1);
  if (first == std::string_view::npos) return {where};
  const auto line = to_integer(where.substr(first + 1, second - first - 1));
  const auto column = to_integer(where.substr(second + 1));
  if (!line || !column) return {where};
  return {where.substr(0, first), *line, *column};
}

bool same(const Error& a, const Error& b) { return a.reason == b.reason && a.args == b.args; }

}  // namespace

void Problems::add(Reason reason, const Mark& where, std::string what, const Args& more) {
  Args args{{"what", std::move(what)}, {"where", where.where()}};
  for (const auto& [name, value] : more.pairs()) args.set(name, value);
  found_.emplace_back(reason, std::move(args));
}

void Problems::add(Error error) {
  if (error.reason != Reason::config_invalid || error.more.empty()) {
    found_.push_back(std::move(error));
    return;
  }
  for (Error& inner : error.more) add(std::move(inner));
}

Error Problems::error(std::string_view file) const {
  std::vector<Error> sorted = found_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Error& a, const Error& b) {
    const Position x = position_of(a);
    const Position y = position_of(b);
    return std::tie(x.file, x.line, x.column) < std::tie(y.file, y.line, y.column);
  });
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
  Error whole(Reason::config_invalid,
              {{"what", std::string(file)}, {"count", std::to_string(sorted.size())}});
  if (sorted.size() > most_shown) sorted.erase(sorted.begin() + most_shown, sorted.end());
  whole.more = std::move(sorted);
  return whole;
}

void Problems::throw_if_any(std::string_view file) const {
  if (!empty()) throw error(file);
}

}  // namespace chatops::config
