// To text and back.
// SPDX-License-Identifier: Apache-2.0
#include "helm/place.hpp"

#include "base/text.hpp"
#include "crypto/crypto.hpp"

namespace chatops::helm {
namespace {

constexpr std::string_view removal = "remove";
constexpr std::size_t mark_length = 40;

}  // namespace

std::string Place::text() const { return ns + "/" + release + "@" + cluster; }

std::optional<Place> Place::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto at = text.find('@');
  if (slash == std::string_view::npos || at == std::string_view::npos || at < slash)
    return std::nullopt;
  return Place{std::string(text.substr(0, slash)),
               std::string(text.substr(slash + 1, at - slash - 1)),
               std::string(text.substr(at + 1))};
}

std::string Task::id() const {
  if (purpose == core::Purpose::deploy) return correlation;
  return std::string(removal) + "/" + std::to_string(epoch) + "/" + namespace_uid + "/" +
         correlation;
}

std::optional<Task> Task::parse(std::string_view id) {
  const auto pieces = split(id, '/');
  if (pieces.size() == 1) return Task{.correlation = std::string(id)};
  if (pieces.size() != 4 || pieces[0] != removal) return std::nullopt;
  const auto epoch = to_integer(pieces[1]);
  if (!epoch) return std::nullopt;
  return Task{core::Purpose::remove, std::string(pieces[3]), *epoch, std::string(pieces[2])};
}

std::string mark_of(std::string_view correlation) {
  return crypto::sha256_hex(correlation).substr(0, mark_length);
}

Place place_of(const core::Order& order, const std::string& cluster) {
  return {order.ns, order.release, cluster};
}

}  // namespace chatops::helm
