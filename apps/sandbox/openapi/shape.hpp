// Shapes that several actions share: pages, users without a user, quoted numbers, unset dates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "openapi/table.hpp"

namespace chatops::sandbox::openapi {

/// The first moment of 1970-01-01 at UTC+8, which is how CODING writes a date that is not set.
inline constexpr Moment unset_date = -28800000;

/// A count or a truth value that one copy of the specification quotes.
inline Json quoted(const Asked& ask, Id number) {
  return ask.settings.quirks ? Json(std::to_string(number)) : Json(number);
}
inline Json quoted(const Asked& ask, bool truth) {
  return ask.settings.quirks ? Json(truth ? "true" : "false") : Json(truth);
}
/// An empty list is null in some answers.
inline Json list_or_null(const Asked& ask, Json list) {
  return ask.settings.quirks && list.empty() ? Json() : list;
}

struct Page {
  Id number = 1, size = 10;
};
/// PageNumber and PageSize. The server silently clamps the size to `most`; sizes below 1 are
/// refused.
Page page_of(const Asked& ask, Id default_size = 10, Id most = 100);

template <class Item>
std::vector<Item> cut(const std::vector<Item>& all, Id offset, Id count) {
  const auto begin = std::min<Id>(std::max<Id>(offset, 0), static_cast<Id>(all.size()));
  const auto end = std::min<Id>(begin + std::max<Id>(count, 0), static_cast<Id>(all.size()));
  return {all.begin() + begin, all.begin() + end};
}
template <class Item>
std::vector<Item> cut(const std::vector<Item>& all, const Page& page) {
  return cut(all, (page.number - 1) * page.size, page.size);
}

/// Style A: Data{PageNumber,PageSize,TotalCount,<list>}.
Json page_a(const Page& page, std::size_t total, const char* list_name, Json list);

/// The project that ProjectName or ProjectId names. Throws Refusal.
const Project& project_of(const Model& model, const Asked& ask);
/// A member-like user object; zero values for no user.
Json user_data(const Model& model, Id id, const std::string& role);
Json issue_user(const Model& model, Id id);
/// Reads YYYY-MM-DD in UTC+8: 00:00:00, or 23:59:59 where `end_of_day`. Throws
/// Refusal{InvalidParameterValue}.
Moment date_of(const std::string& text, bool end_of_day);
Json date_or_unset(const Asked& ask, Moment when);

[[noreturn]] void not_found(const std::string& what);

}  // namespace chatops::sandbox::openapi
