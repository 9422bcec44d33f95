// bind(2), listen(2), accept4(2).
// SPDX-License-Identifier: Apache-2.0
#include "net/server/listen.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <cstring>

#include "net/server/addresses.hpp"

namespace chatops::net {
namespace {

constexpr int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

Error taken(const std::string& what, int failed) {
  return Error(Reason::port_taken, {{"what", what}, {"where", std::strerror(failed)}});
}

sockaddr_un unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    throw Error(Reason::file_unwritable, {{"what", path}, {"why", std::strerror(ENAMETOOLONG)}});
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

/// Whether somebody listens at the socket; a file of which nobody does stays when its process dies.
bool alive(const sockaddr_un& address) {
  const Fd probe(::socket(AF_UNIX, kind, 0));
  if (!probe.open()) return true;  // not known, so it stays
  const int done =
      ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  return done == 0 || errno == EAGAIN;  // EAGAIN: its queue is full
}

void clear_the_way(const std::string& path, const sockaddr_un& address) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return;
  if (!S_ISSOCK(found.st_mode)) throw taken(path, EEXIST);
  if (alive(address)) throw taken(path, EADDRINUSE);
  ::unlink(path.c_str());
}

std::string address_text(const sockaddr_storage& from) {
  char text[INET6_ADDRSTRLEN] = "";
  if (from.ss_family == AF_INET)
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(from).sin_addr, text, sizeof text);
  if (from.ss_family == AF_INET6)
    ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(from).sin6_addr, text,
                sizeof text);
  return plain_address(text);
}

}  // namespace

Fd listen_tcp(const Listener& at, unsigned short& port) {
  namespace ip = boost::asio::ip;
  boost::system::error_code odd;
  const auto address = ip::make_address(at.address, odd);
  if (odd) throw Error(Reason::usage_bad_value, {{"what", "address"}, {"value", at.address}});
  const ip::tcp::endpoint endpoint(address, at.port);
  const std::string what = at.address + ":" + std::to_string(at.port);
  Fd fd(::socket(endpoint.protocol().family(), kind, 0));
  if (!fd.open()) throw taken(what, errno);
  const int on = 1, off = 0;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.is_v6()) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  ip::tcp::endpoint bound = endpoint;
  socklen_t size = static_cast<socklen_t>(bound.capacity());
  if (::bind(fd.get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0 ||
      ::listen(fd.get(), SOMAXCONN) != 0 || ::getsockname(fd.get(), bound.data(), &size) != 0)
    throw taken(what, errno);
  port = bound.port();
  return fd;
}

Fd listen_unix(const std::string& path) {
  const sockaddr_un address = unix_address(path);
  clear_the_way(path, address);
  Fd fd(::socket(AF_UNIX, kind, 0));
  // Nobody can connect before it listens, and by then the file is its owner's only.
  const bool done =
      fd.open() &&
      ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::chmod(path.c_str(), S_IRUSR | S_IWUSR) == 0 && ::listen(fd.get(), SOMAXCONN) == 0;
  if (!done) throw Error(Reason::file_unwritable, {{"what", path}, {"why", std::strerror(errno)}});
  return fd;
}

Accepted accept_one(int listening) {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  Accepted out{.fd = Fd(::accept4(listening, reinterpret_cast<sockaddr*>(&from), &size,
                                  SOCK_NONBLOCK | SOCK_CLOEXEC)),
               .peer = {}};
  if (!out.fd.open()) {
    out.failed = errno;
    return out;
  }
  if (from.ss_family == AF_UNIX) {
    ucred who{};
    socklen_t length = sizeof who;
    if (::getsockopt(out.fd.get(), SOL_SOCKET, SO_PEERCRED, &who, &length) == 0)
      out.peer.credentials = PeerCredentials{.uid = who.uid, .gid = who.gid, .pid = who.pid};
    return out;
  }
  const int on = 1;
  ::setsockopt(out.fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  out.peer.address = address_text(from);
  return out;
}

}  // namespace chatops::net
