// Values are looked for as they stand: a program that prints one in pieces is beyond this.
// SPDX-License-Identifier: Apache-2.0
#include "kube/mask.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "crypto/crypto.hpp"
#include "kube/fields.hpp"
#include "net/json.hpp"
#include "net/redact.hpp"

namespace chatops::kube {
namespace {

constexpr auto masked = "***";
/// What is shorter is as likely an ordinary word.
constexpr std::size_t telling = 8, shortest = 4;
constexpr std::size_t most_values = 5000, longest_value = 64U << 10U;

/// A host, a path, a word: hardly a secret under a key that does not say so.
bool is_ordinary(std::string_view value) {
  constexpr std::size_t longest_word = 15;
  if (value.size() > longest_word && value.find_first_of(".:/") == value.npos) return false;
  return std::all_of(value.begin(), value.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || std::string_view("-_.:/").find(c) != std::string_view::npos;
  });
}

class Values {
 public:
  void add_entry(const std::string& key, const std::string& encoded) {
    const auto decoded = crypto::from_base64(encoded);
    if (!decoded) return;
    const bool named = net::smells_of_secret(key);
    add(*decoded, named);
    add(encoded, named);
    const auto lines = lines_of(*decoded);
    if (lines.size() > 1)
      for (const std::string_view line : lines) add(trim(line), false);
    if (const auto inside = net::parse_json(*decoded)) add_texts(*inside, named);
  }

  std::vector<std::string> longest_first() const {
    std::vector<std::string> out(all_.begin(), all_.end());
    std::stable_sort(out.begin(), out.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
    return out;
  }

 private:
  void add(std::string_view value, bool named) {
    value = trim(value);
    if (!named && is_ordinary(value)) return;
    if (value.size() < (named ? shortest : telling) || value.size() > longest_value) return;
    // The frame of a certificate is no secret.
    if (value.starts_with("-----") || all_.size() >= most_values) return;
    all_.emplace(value);
  }

  void add_texts(const Json& value, bool named) {
    if (value.is_string()) add(value.get_ref<const std::string&>(), named);
    if (value.is_array())
      for (const Json& one : value) add_texts(one, named);
    if (value.is_object())
      for (const auto& [key, one] : value.items()) add_texts(one, net::smells_of_secret(key));
  }

  std::set<std::string> all_;
};

}  // namespace

std::vector<std::string> secret_values(std::span<const Json> secrets) {
  Values out;
  for (const Json& secret : secrets) {
    const Json& data = at(secret, {"data"});
    if (!data.is_object()) continue;
    for (const auto& [key, value] : data.items())
      if (value.is_string()) out.add_entry(key, value.get<std::string>());
  }
  return out.longest_first();
}

namespace {

/// Where the line ends with the beginning of the value; npos = it does not.
std::size_t cut_off_at(std::string_view line, std::string_view value) {
  if (value.size() <= telling) return std::string_view::npos;
  const std::string_view begin = value.substr(0, telling);
  const std::size_t first = line.size() > value.size() ? line.size() - value.size() : 0;
  for (auto at = line.find(begin, first); at != line.npos; at = line.find(begin, at + 1))
    if (value.starts_with(line.substr(at))) return at;
  return std::string_view::npos;
}

}  // namespace

std::string masked_line(std::string_view line, std::span<const std::string> values) {
  std::string out(line);
  for (const std::string& value : values)
    if (out.find(value) != std::string::npos) out = replace_all(out, value, masked);
  for (const std::string& value : values)
    if (const auto at = cut_off_at(out, value); at != std::string::npos)
      out.replace(at, std::string::npos, masked);
  return net::shown_line(out);
}

}  // namespace chatops::kube
