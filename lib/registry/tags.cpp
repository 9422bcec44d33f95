// tags/list and its pages. https://github.com/opencontainers/distribution-spec, "Listing Tags"
// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <set>

#include "base/text.hpp"
#include "net/json.hpp"
#include "registry/failure.hpp"
#include "registry/oci.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

constexpr std::size_t wished_page = 1000;
constexpr int most_pages = 200;
constexpr std::size_t largest_page = 32U << 20U;

/// The target of `<target>; rel="next"`, absolute.
std::optional<std::string> next_link(const net::Answer& answer) {
  for (const auto value : answer.headers.all("Link")) {
    for (const auto link : split(value, ',')) {
      const auto open = link.find('<');
      const auto close = link.find('>');
      if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        continue;
      const auto rest = to_lower(link.substr(close));
      if (rest.find("rel=\"next\"") == std::string::npos &&
          rest.find("rel=next") == std::string::npos) {
        continue;
      }
      return net::resolve_url(answer.url, link.substr(open + 1, close - open - 1));
    }
  }
  return std::nullopt;
}

class TagWalk {
 public:
  explicit TagWalk(const core::ImageName& image)
      : image_(image), path_("/v2/" + repository_of(image) + "/tags/list") {
    next_ = path_ + "?n=" + std::to_string(wished_page);
  }

  bool done() const { return next_.empty(); }
  Fetch fetch() const {
    return {image_.host, repository_of(image_), next_, "application/json", largest_page,
            "",          "registry.tags"};
  }
  Known<std::vector<std::string>> result() && {
    if (failed_) return unknown(std::move(*failed_));
    return std::vector<std::string>(tags_.begin(), tags_.end());
  }

  void take(const Known<net::Answer>& answer) {
    if (!answer) return fail(answer.error());
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
    const bool grew = tags_.size() > before;
    next_.clear();
    if (++pages_ >= most_pages) {
      return fail(Error(Reason::answer_too_large, {{"what", "registry.tags"},
                                                   {"where", image_.text()},
                                                   {"why", std::to_string(pages_) + " pages"}}));
    }
    if (const auto link = next_link(*answer)) {
      // An empty page may lead on; the same link again never ends.
      if (seen_.insert(*link).second) next_ = *link;
    } else if (grew && list.size() == wished_page) {
      next_ = path_ + "?n=" + std::to_string(wished_page) + "&last=" + net::percent_encode(last);
    }
  }

 private:
  void fail(Error error) {
    failed_ = std::move(error);
    next_.clear();
  }

  core::ImageName image_;
  std::string path_, next_;
  std::set<std::string> tags_, seen_;
  std::optional<Error> failed_;
  int pages_ = 0;
};

}  // namespace

std::vector<Known<std::vector<std::string>>> list_tags(Session& session, const Call& call,
                                                       std::span<const core::ImageName> images) {
  std::vector<TagWalk> walks(images.begin(), images.end());
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
