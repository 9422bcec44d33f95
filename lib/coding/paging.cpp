// Walks pages. Totals are hints: a total below what was already received is ignored, one that is
// too high ends with the empty page.
// SPDX-License-Identifier: Apache-2.0
#include "coding/paging.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "coding/decode.hpp"

namespace chatops::coding {

namespace {

/// Sizes that are tried where a longer page is refused.
constexpr auto modest_page_sizes = std::to_array<int>({100, 50, 20, 10});
constexpr std::int64_t most_pages_at_once = 32;  // a total may be nonsense

struct Page {
  std::vector<net::Json> items;
  std::optional<std::int64_t> size, total;
};

/// The list of one page; nothing when the answer holds none and does not say that it is empty.
std::optional<Page> read_page(const Listing& listing, const net::Json& response) {
  const net::Json* holder = &response;
  if (!listing.container.empty()) {
    const net::Json& inner = net::member(response, listing.container);
    if (inner.is_object()) holder = &inner;
    if (inner.is_array()) return Page{inner.get<std::vector<net::Json>>(), {}, {}};
  }
  Page page;
  for (const net::Json* place : {&response, holder, &net::member(*holder, "Page")}) {
    for (const auto name : {"TotalCount", "TotalRow"}) {
      if (auto told = number(*place, name)) page.total = told;
    }
    if (auto told = number(*place, "PageSize"); told && *told > 0) page.size = told;
  }
  const net::Json& list = net::member(*holder, listing.items);
  if (list.is_array()) {
    page.items = list.get<std::vector<net::Json>>();
    return page;
  }
  const bool said_null = list.is_null() && holder->contains(std::string(listing.items));
  const bool said_empty = list.is_null() && page.total == 0;
  if (said_null || said_empty) return page;
  return std::nullopt;
}

class Walk {
 public:
  Walk(const Listing& listing, const Client& client)
      : listing_(&listing), wished_(client.page_size(listing.action, listing.page_size)) {}

  bool done() const { return done_; }
  Known<std::vector<net::Json>> result() && {
    if (failed_) return unknown(std::move(*failed_));
    return std::move(items_);
  }

  /// The asks of the next round, at least one while not done.
  std::vector<Ask> next() {
    std::int64_t pages = 1;
    if (effective_ > 0 && total_)
      pages = std::max<std::int64_t>(1, (left() + effective_ - 1) / effective_);
    if (listing_->enough) pages = 1;
    pages = std::min<std::int64_t>({pages, listing_->page_cap - page_, most_pages_at_once});
    std::vector<Ask> asks;
    asks.reserve(static_cast<std::size_t>(std::max<std::int64_t>(pages, 0)));
    for (std::int64_t i = 0; i < pages; ++i) asks.push_back(ask(i));
    return asks;
  }

  /// What to remark upon when it is done: fewer items than were told, or a page that was shorter
  /// than those around it.
  std::optional<Error> remark() const {
    if (failed_ || cut_) return std::nullopt;
    const auto count = static_cast<std::int64_t>(items_.size());
    const bool short_of_told = told_ > count;
    if (!short_of_told && !(gap_ && told_ < count)) return std::nullopt;
    const std::string package = text(listing_->parameters, "Package");
    Error error(Reason::list_short,
                {{"what", package.empty() ? "coding." + std::string(listing_->action) : package},
                 {"why", short_of_told ? "counted" : "gap"},
                 {"have", std::to_string(count)}});
    if (short_of_told) error.args.set("all", std::to_string(told_));
    return error;
  }

  void take(Client& client, const Known<net::Json>& answer) {
    if (done_) return;
    if (!answer) return fail_or_shrink(client, answer.error());
    auto page = read_page(*listing_, *answer);
    // A later page without a list is odd as well: taking it for the end would lose items silently.
    const bool contradicts =
        page && page_ == 0 && page->items.empty() && page->total.value_or(0) > 0;
    if (!page || contradicts) return fail(client.odd(listing_->action, listing_->items));
    ++page_;
    if (page->items.empty() || (page_ > 1 && page->items == previous_)) {
      done_ = true;
      return;
    }
    const auto count = static_cast<std::int64_t>(page->items.size());
    gap_ = gap_ || last_was_short_;
    last_was_short_ = effective_ > 0 && count < effective_;
    items_.insert(items_.end(), page->items.begin(), page->items.end());
    if (effective_ == 0) effective_ = count;
    const bool untrue = page->total && *page->total < static_cast<std::int64_t>(items_.size());
    total_ = untrue ? std::nullopt : page->total;
    told_ = std::max(told_, page->total.value_or(0));
    // Where one number of a reply is wrong, the other ends nothing either.
    const bool short_page = page->size && count < *page->size && !untrue;
    // A full first page whose "total" is its own length may count that page only.
    const bool own_length = page_ == 1 && page->size && count >= *page->size;
    const bool reached = total_ && left() <= 0 && !own_length;
    cut_ = listing_->enough && listing_->enough(page->items);
    done_ = reached || (short_page && !total_) || cut_;
    if (!done_ && page_ >= listing_->page_cap) {
      done_ = true;
      if (listing_->cap_ends) {
        cut_ = true;
        return;
      }
      fail(Error(Reason::answer_too_large, {{"what", "coding." + std::string(listing_->action)},
                                            {"where", client.settings().url},
                                            {"why", std::to_string(page_) + " pages"}}));
    }
    previous_ = std::move(page->items);
  }

 private:
  std::int64_t left() const { return *total_ - static_cast<std::int64_t>(items_.size()); }

  Ask ask(std::int64_t ahead) const {
    net::Json parameters = listing_->parameters;
    const std::int64_t page = page_ + 1 + ahead;
    switch (listing_->style) {
      case PageStyle::numbered:
        parameters["PageNumber"] = page;
        parameters["PageSize"] = wished_;
        break;
      case PageStyle::numbered_text:
        parameters["PageNumber"] = std::to_string(page);
        parameters["PageSize"] = std::to_string(wished_);
        break;
      case PageStyle::offset:
        parameters["Offset"] = static_cast<std::int64_t>(items_.size()) + ahead * effective_;
        parameters["Limit"] = wished_;
        break;
    }
    return {listing_->action, std::move(parameters)};
  }

  void fail(Error error) {
    failed_ = std::move(error);
    done_ = true;
  }

  void fail_or_shrink(Client& client, const Error& error) {
    const std::string_view code = error.args.get("code");
    const bool of_size = code.starts_with("InvalidParameter") ||
                         code.starts_with("LimitExceeded") || code.starts_with("FailedOperation") ||
                         code == "HTTP 400";
    const auto smaller = std::find_if(modest_page_sizes.begin(), modest_page_sizes.end(),
                                      [&](int size) { return size < wished_; });
    const bool may_be_size = page_ == 0 && error.reason == Reason::refused && of_size;
    if (!may_be_size || smaller == modest_page_sizes.end()) return fail(error);
    wished_ = *smaller;
    client.note_page_size(listing_->action, *smaller);
  }

  const Listing* listing_;
  std::int64_t wished_;
  std::int64_t page_ = 0;       ///< pages received
  std::int64_t effective_ = 0;  ///< items of the first page: what the server really gives at once
  std::optional<std::int64_t> total_;
  std::int64_t told_ = 0;  ///< the largest total that any page told
  bool last_was_short_ = false, gap_ = false;
  bool cut_ = false;  ///< the rest was not wanted
  std::vector<net::Json> items_, previous_;
  std::optional<Error> failed_;
  bool done_ = false;
};

}  // namespace

std::vector<Known<std::vector<net::Json>>> list_all(Client& client, const Call& call,
                                                    std::span<const Listing> listings) {
  std::vector<Walk> walks;
  for (const auto& listing : listings) walks.emplace_back(listing, client);
  for (;;) {
    std::vector<Ask> asks;
    std::vector<std::size_t> owners;
    for (std::size_t i = 0; i < walks.size(); ++i) {
      if (walks[i].done()) continue;
      for (auto& ask : walks[i].next()) {
        asks.push_back(std::move(ask));
        owners.push_back(i);
      }
    }
    if (asks.empty()) break;
    const auto answers = client.ask_all(call, asks);
    for (std::size_t i = 0; i < answers.size(); ++i) walks[owners[i]].take(client, answers[i]);
  }
  std::vector<Known<std::vector<net::Json>>> results;
  for (auto& walk : walks) {
    if (const auto about = walk.remark()) call.remark(*about);
    results.push_back(std::move(walk).result());
  }
  return results;
}

Known<std::vector<net::Json>> list_one(Client& client, const Call& call, const Listing& listing) {
  return std::move(list_all(client, call, std::span(&listing, 1)).front());
}

}  // namespace chatops::coding
