// Sends bytes as they are to a local port and reads until the other side closes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

namespace chatops::net::testing {

class RawClient {
 public:
  explicit RawClient(unsigned short port) : RawClient(connected(port)) { REQUIRE(fd_ >= 0); }
  explicit RawClient(const std::string& unix_path) : fd_(fresh(AF_UNIX)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    unix_path.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  /// One that may find nobody there; ask connected().
  static RawClient maybe(unsigned short port) { return RawClient(connected(port)); }
  RawClient(RawClient&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), pending_(std::move(other.pending_)) {}
  RawClient& operator=(RawClient&&) = delete;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool connected() const { return fd_ >= 0; }
  int fd() const { return fd_; }  ///< for another protocol than HTTP
  void send(std::string_view bytes) const {
    (void)!::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  void finish() const { ::shutdown(fd_, SHUT_WR); }
  /// Whether something, or the end, has come within the time.
  bool readable(int milliseconds) const {
    pollfd one{fd_, POLLIN, 0};
    return ::poll(&one, 1, milliseconds) > 0;
  }
  /// Closes, too; "(open)" at the end when the other side has not within 10 seconds.
  std::string until_closed() {
    std::string all = std::exchange(pending_, {});
    ssize_t got = 0;
    while ((got = receive(all)) > 0) {
    }
    if (got < 0 && errno != ECONNRESET) all += "(open)";
    ::close(std::exchange(fd_, -1));
    return all;
  }
  /// The next answer, by its Content-Length; what there is when no whole one comes.
  std::string answer() {
    while (true) {
      const auto end = pending_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const auto field = pending_.find("Content-Length: ");
        const auto body = field < end ? std::stoul(pending_.substr(field + 16)) : 0;
        if (pending_.size() >= end + 4 + body) {
          const std::string one = pending_.substr(0, end + 4 + body);
          pending_.erase(0, one.size());
          return one;
        }
      }
      if (receive(pending_) <= 0) return std::exchange(pending_, {});
    }
  }

 private:
  explicit RawClient(int fd) : fd_(fd) {}

  static int fresh(int family) {
    const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{10, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
  }
  static int connected(unsigned short port) {
    const int fd = fresh(AF_INET);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
    ::close(fd);
    return -1;
  }
  ssize_t receive(std::string& into) const {
    char buffer[4096];
    const auto got = ::recv(fd_, buffer, sizeof buffer, 0);
    if (got > 0) into.append(buffer, static_cast<size_t>(got));
    return got;
  }

  int fd_;
  std::string pending_;  ///< read beyond an answer
};

}  // namespace chatops::net::testing
