// CODING's three paging styles as one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "coding/client.hpp"

namespace chatops::coding {

/// numbered: PageNumber and PageSize; numbered_text: the same, quoted; offset: Offset and Limit.
enum class PageStyle { numbered, numbered_text, offset };

struct Listing {
  std::string_view action;
  net::Json parameters;
  std::string_view container;  ///< member of Response around list and totals; "" = Response itself
  std::string_view items;      ///< name of the list
  PageStyle style = PageStyle::numbered;
  int page_size = 100;
  int page_cap = 200;     ///< more pages are answer_too_large,
  bool cap_ends = false;  ///< or, where only the nearest items interest, are left out
  /// When it says yes to a page's items, the rest of this list is not wanted.
  std::function<bool(const std::vector<net::Json>&)> enough = {};
};

/// All items of every list, in order. First pages go side by side; where a total is told, the rest
/// do as well. A list ends with an empty page, with a repeated page (the server does not page),
/// when the total is reached, or, without a total, with a page shorter than the size the reply
/// states. A total below what was received, or equal to a full first page, ends nothing. An empty
/// first page beside a total above zero is answer_odd: unknown, not empty. A wished page size that
/// is refused is asked for again at 100, 50, 20 and 10, and remembered by the client. A list that
/// ends below the total it told, or that had a short page in its middle, is remarked upon
/// (list_short).
std::vector<Known<std::vector<net::Json>>> list_all(Client& client, const Call& call,
                                                    std::span<const Listing> listings);
Known<std::vector<net::Json>> list_one(Client& client, const Call& call, const Listing& listing);

}  // namespace chatops::coding
