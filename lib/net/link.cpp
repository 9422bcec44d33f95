// The algorithm of RFC 8288, appendix B.2: commas and semicolons also stand within targets and
// quoted strings.
// SPDX-License-Identifier: Apache-2.0
#include "net/link.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatops::net {

namespace {

constexpr std::string_view blanks = " \t";

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  void read(std::vector<Link>& out) {
    for (;;) {
      skip(" \t,");
      if (text_.empty()) return;
      if (!text_.starts_with('<')) {
        pass_junk();
        continue;
      }
      const auto close = text_.find('>');
      if (close == std::string_view::npos) return;
      Link link{std::string(trim(text_.substr(1, close - 1))), {}};
      text_.remove_prefix(close + 1);
      read_parameters(link);
      out.push_back(std::move(link));
    }
  }

 private:
  void read_parameters(Link& link) {
    for (skip(blanks); text_.starts_with(';'); skip(blanks)) {
      text_.remove_prefix(1);
      skip(blanks);
      std::string name = to_lower(trim(take_until("=;,")));
      std::string value;
      if (text_.starts_with('=')) {
        text_.remove_prefix(1);
        skip(blanks);
        value = text_.starts_with('"') ? quoted() : std::string(trim(take_until(";,")));
      }
      if (!name.empty()) link.parameters.emplace_back(std::move(name), std::move(value));
    }
  }

  /// To the next comma that stands outside of quotes.
  void pass_junk() {
    while (!text_.empty() && !text_.starts_with(',')) {
      if (text_.starts_with('"')) {
        quoted();
      } else {
        text_.remove_prefix(1);
      }
    }
  }

  void skip(std::string_view chars) {
    text_.remove_prefix(std::min(text_.find_first_not_of(chars), text_.size()));
  }

  std::string_view take_until(std::string_view ends) {
    const auto found = text_.substr(0, text_.find_first_of(ends));
    text_.remove_prefix(found.size());
    return found;
  }

  std::string quoted() {
    std::string out;
    std::size_t at = 1;
    for (; at < text_.size() && text_[at] != '"'; ++at) {
      if (text_[at] == '\\' && at + 1 < text_.size()) ++at;
      out += text_[at];
    }
    text_.remove_prefix(std::min(at + 1, text_.size()));
    return out;
  }

  std::string_view text_;
};

}  // namespace

bool Link::relates(std::string_view relation) const {
  const auto named = [this](std::string_view name) {
    return std::find_if(parameters.begin(), parameters.end(),
                        [&](const auto& one) { return one.first == name; });
  };
  const auto anchor = named("anchor");
  if (anchor != parameters.end() && !anchor->second.empty()) return false;
  const auto rel = named("rel");
  if (rel == parameters.end()) return false;
  const std::string types = replace_all(to_lower(rel->second), "\t", " ");
  const auto words = split(types, ' ');
  return std::find(words.begin(), words.end(), relation) != words.end();
}

std::vector<Link> parse_links(std::span<const std::string_view> values) {
  std::vector<Link> out;
  for (const auto value : values) Reader(value).read(out);
  return out;
}

std::optional<Link> link_to(std::span<const std::string_view> values, std::string_view relation) {
  for (auto& link : parse_links(values)) {
    if (link.relates(relation)) return std::move(link);
  }
  return std::nullopt;
}

}  // namespace chatops::net
