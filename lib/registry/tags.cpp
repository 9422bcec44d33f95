// tags/list and its pages. https://github.com/opencontainers/distribution-spec, "Listing Tags"
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "net/json.hpp"
#include "net/link.hpp"
#include "registry/failure.hpp"
#include "registry/oci.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

constexpr std::size_t wished_page = 1000;
constexpr int most_pages = 1000;
constexpr std::size_t largest_page = 32U << 20U;
constexpr std::size_t longest_link = 200;

/// Registries cap pages at round sizes of their own, whatever is wished for.
bool looks_full(std::size_t size) {
  constexpr std::size_t smallest = 10;
  const bool power = (size & (size - 1)) == 0;
  return size >= smallest && (size >= wished_page || size % 5 == 0 || power);
}

/// For people: without user and query, which may hold secrets.
std::string shown(std::string_view link) {
  const auto parsed = net::parse_url(link);
  const std::string plain =
      parsed ? parsed->origin() + parsed->path : std::string(link.substr(0, link.find('?')));
  return std::string(clip(plain, longest_link));
}

class TagWalk {
 public:
  TagWalk(const core::ImageName& image, std::string base)
      : image_(image),
        base_(std::move(base)),
        path_("/v2/" + repository_of(image) + "/tags/list"),
        next_(path_ + "?n=" + std::to_string(wished_page)),
        seen_{next_} {}

  bool done() const { return next_.empty(); }
  Fetch fetch() const {
    return {.host = image_.host,
            .repository = repository_of(image_),
            .path = next_,
            .accept = "application/json",
            .cap = largest_page,
            .sink_file = "",
            .what = "registry.tags",
            .conditional = true};
  }
  Known<std::vector<std::string>> result() && {
    if (failed_) return unknown(std::move(*failed_));
    return std::vector<std::string>(tags_.begin(), tags_.end());
  }

  void take(const Known<net::Response>& answer) {
    next_.clear();
    if (!answer) return refused(answer.error());
    const auto body = net::parse_json(answer->body);
    if (!body || !body->is_object()) return fail(odd("registry.tags", answer->url, "tags"));
    const net::Json& list = net::member(*body, "tags");
    const bool empty = list.is_null() && body->contains("tags");
    if (!list.is_array() && !empty) return fail(odd("registry.tags", answer->url, "tags"));
    const std::size_t before = tags_.size();
    std::string last;
    for (const auto& item : list) {
      const auto tag = net::text_of(item);
      if (!tag || tag->empty()) return fail(odd("registry.tags", answer->url, "tags"));
      tags_.insert(*tag);
      last = *tag;
    }
    if (++pages_ >= most_pages) {
      return fail(Error(Reason::answer_too_large, {{"what", "registry.tags"},
                                                   {"where", image_.text()},
                                                   {"why", std::to_string(pages_) + " pages"}}));
    }
    const Page page{list.size(), tags_.size() > before};
    // Asked behind what may have been the whole, it tells nothing new: that was the whole.
    if (behind_ > 0 && !page.grew) return;
    const auto fields = answer->headers.all("Link");
    if (const auto link = net::link_to(fields, "next")) {
      follow(*answer, link->target, page, last);
    } else if (net::parse_links(fields).empty() && speaks_of_next(fields)) {
      incomplete(fields.front(), "link_unreadable");
    } else {
      ask_behind(page, last);
    }
  }

 private:
  struct Page {
    std::size_t size = 0;
    bool grew = false;
  };

  static bool speaks_of_next(std::span<const std::string_view> fields) {
    return std::any_of(fields.begin(), fields.end(), [](std::string_view field) {
      return to_lower(field).find("next") != std::string::npos;
    });
  }

  void follow(const net::Response& answer, const std::string& target, const Page& page,
              const std::string& last) {
    linked_ = shown(target);
    const auto place = target.empty() ? std::nullopt : net::resolve_url(answer.url, target);
    const auto url = place ? net::parse_url(*place) : std::nullopt;
    if (!url) return incomplete(target, "link_unreadable");
    const auto next = ours(*url);
    if (!next) return incomplete(target, "link_elsewhere");
    if (seen_.insert(*next).second) {
      next_ = *next;
      ++links_;
      return;
    }
    // A page that brings what was there before comes of a place that is not understood. The last
    // page of some lists names itself.
    if (page.size > 0 && !page.grew) return incomplete(target, "link_circle");
    ask_behind(page, last);
  }

  /// Where we ask for the page a link names: at our own base. A proxy in front may end TLS, take a
  /// prefix away (also of the repository's name) or have another name than the registry knows of;
  /// the registry's path and query are what counts.
  std::optional<std::string> ours(const net::Url& url) const {
    const std::string query = url.query.empty() ? "" : "?" + url.query;
    const std::string plain = net::percent_decode(url.path);
    const std::string_view interface = "/v2";
    const bool shortened = plain.starts_with("/v2/") && plain.ends_with("/tags/list") &&
                           path_.ends_with(plain.substr(interface.size()));
    if (plain.ends_with(path_) || shortened) return path_ + query;
    const auto home = net::parse_url(base_);
    if (!home) return std::nullopt;
    const bool same = url.origin() == home->origin();
    const std::string below = "/v2/" + repository_of(image_) + "/";
    const bool prefixed = !home->path.empty() && url.path.starts_with(home->path + "/");
    if (same && (home->path.empty() || prefixed)) return home->origin() + url.target();
    if ((same && plain.starts_with("/v2/")) || plain.starts_with(below)) return url.target();
    return std::nullopt;
  }

  /// Where no Link ever led on: once more from the last tag, as long as that brings more.
  void ask_behind(const Page& page, const std::string& last) {
    if (links_ > 0) return;
    const bool as_before = behind_ > 0 && page.size >= behind_;
    if (!page.grew || !(looks_full(page.size) || as_before)) return;
    behind_ = page.size;
    linked_.clear();
    next_ = path_ + "?n=" + std::to_string(wished_page) + "&last=" + net::percent_encode(last);
  }

  /// What the first page answers is about the repository; behind it, about the page.
  void refused(const Error& error) {
    const bool clearly = error.reason == Reason::outside_not_found ||
                         error.reason == Reason::refused || error.reason == Reason::answer_odd;
    if (pages_ == 0 || !clearly) return fail(error);
    // A registry that knows no `last` has told everything before.
    if (linked_.empty() && error.reason != Reason::answer_odd) return;
    if (linked_.empty()) return fail(error);
    incomplete(linked_, "link_refused");
    failed_->args.set("said", std::string(error.args.get("why")));
  }

  void incomplete(std::string_view link, const char* why) {
    fail(Error(
        Reason::list_incomplete,
        {{"what", image_.text()}, {"where", image_.host}, {"link", shown(link)}, {"why", why}}));
  }

  void fail(Error error) {
    failed_ = std::move(error);
    next_.clear();
  }

  core::ImageName image_;
  std::string base_;
  std::string path_, next_;
  std::set<std::string> seen_;
  std::string linked_;      ///< the link that led to what is asked for now; "" = none did
  int links_ = 0;           ///< that were followed
  std::size_t behind_ = 0;  ///< size of the last page that was asked behind
  std::set<std::string> tags_;
  std::optional<Error> failed_;
  int pages_ = 0;
};

}  // namespace

std::vector<Known<std::vector<std::string>>> list_tags(Session& session, const Call& call,
                                                       std::span<const core::ImageName> images) {
  std::vector<TagWalk> walks;
  walks.reserve(images.size());
  for (const auto& image : images) walks.emplace_back(image, session.base_url(image.host));
  for (;;) {
    std::vector<Fetch> fetches;
    std::vector<TagWalk*> owners;
    for (auto& walk : walks) {
      if (walk.done()) continue;
      fetches.push_back(walk.fetch());
      owners.push_back(&walk);
    }
    if (fetches.empty()) break;
    const auto answers = session.fetch_all(call, fetches);
    for (std::size_t i = 0; i < owners.size(); ++i) owners[i]->take(answers[i]);
  }
  std::vector<Known<std::vector<std::string>>> results;
  for (auto& walk : walks) results.push_back(std::move(walk).result());
  return results;
}

}  // namespace chatops::registry
