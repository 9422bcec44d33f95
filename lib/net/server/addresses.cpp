// Comparisons of addresses by their bytes.
// SPDX-License-Identifier: Apache-2.0
#include "net/server/addresses.hpp"

#include <boost/asio/ip/address.hpp>

#include "base/text.hpp"

namespace chatops::net {
namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> address_of(std::string_view text) {
  if (text.find('%') != std::string_view::npos) return std::nullopt;  // a zone of this machine
  boost::system::error_code failed;
  auto address = ip::make_address(std::string(text), failed);
  if (failed) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

std::string bytes_of(const ip::address& address) {
  const auto bytes =
      (address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6())
          .to_bytes();
  return {bytes.begin(), bytes.end()};
}

bool same_bits(const std::string& a, const std::string& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (a.compare(0, whole, b, 0, whole) != 0) return false;
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<unsigned char>(0xff << (8 - bits % 8));
  return ((static_cast<unsigned char>(a[whole]) ^ static_cast<unsigned char>(b[whole])) & mask) ==
         0;
}

}  // namespace

std::string plain_address(std::string_view text) {
  text = trim(text);
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return "";
    text = text.substr(1, end - 1);
  } else if (std::count(text.begin(), text.end(), ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  const auto address = address_of(text);
  return address ? address->to_string() : "";
}

bool is_loopback(const std::string& address) {
  const auto parsed = address_of(address);
  return parsed && parsed->is_loopback();
}

std::string limit_key(const std::string& address) {
  const auto parsed = address_of(address);
  if (!parsed || parsed->is_v4()) return address;
  return bytes_of(*parsed).substr(0, 8);
}

Networks::Networks(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    const auto slash = text.find('/');
    const auto address = address_of(std::string_view(text).substr(0, slash));
    const int most = address && address->is_v4() ? 32 : 128;
    const auto bits = slash == std::string::npos
                          ? std::optional<std::int64_t>(most)
                          : to_integer(std::string_view(text).substr(slash + 1));
    if (!address || !bits || *bits < 0 || *bits > most)
      throw Error(Reason::usage_bad_value,
                  {{"what", "proxies"}, {"value", text}, {"form", "10.0.0.7, 10.0.0.0/8"}});
    networks_.push_back({bytes_of(*address), static_cast<int>(*bits) + 128 - most});
  }
}

bool Networks::contain(const std::string& address) const {
  const auto parsed = address_of(address);
  if (!parsed) return false;
  const std::string bytes = bytes_of(*parsed);
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    return same_bits(bytes, network.bytes, network.bits);
  });
}

std::string forwarded_peer(const std::string& connected, const Headers& headers,
                           const Networks& proxies) {
  if (!proxies.contain(connected)) return connected;
  std::vector<std::string_view> hops;
  for (const auto field : headers.all("X-Forwarded-For"))
    for (const auto hop : split(field, ',')) hops.push_back(hop);
  std::string peer = connected;
  for (auto hop = hops.rbegin(); hop != hops.rend() && proxies.contain(peer); ++hop) {
    std::string address = plain_address(*hop);
    if (address.empty()) break;
    peer = std::move(address);
  }
  return peer;
}

}  // namespace chatops::net
