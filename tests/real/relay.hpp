// A way to a real server that a test can cut: connections go through a port of this machine, until
// they do not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace chatops::test {

class Relay {
 public:
  Relay(std::string host, std::string port) : host_(std::move(host)), target_(std::move(port)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, plain, &size) != 0)
      throw std::runtime_error("relay");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::jthread([this] { accept(); });
  }
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;
  ~Relay() {
    stopped_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    cut();
    pumps_.clear();
  }

  int port() const { return port_; }
  /// Ends every connection that there is.
  void cut() {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  /// New connections are closed at once while it is not open.
  void let_in(bool open) { let_in_ = open; }

 private:
  int connect() const {
    addrinfo* found = nullptr;
    if (::getaddrinfo(host_.c_str(), target_.c_str(), nullptr, &found) != 0) return -1;
    const int fd = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = ::connect(fd, found->ai_addr, found->ai_addrlen) == 0;
    ::freeaddrinfo(found);
    if (connected) return fd;
    ::close(fd);
    return -1;
  }

  void accept() {
    while (!stopped_) {
      const int near = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (near < 0) continue;
      const int far = let_in_ ? connect() : -1;
      if (far < 0) {
        ::close(near);
        continue;
      }
      {
        const std::lock_guard lock(mutex_);
        open_.insert({near, far});
      }
      pumps_.emplace_back([this, near, far] { pump(near, far); });
    }
  }

  void pump(int near, int far) {
    std::array<char, 16384> buffer{};
    const auto move = [&](int from, int to) {
      const auto got = ::recv(from, buffer.data(), buffer.size(), 0);
      if (got <= 0) return false;
      for (ssize_t sent = 0; sent < got;) {
        const auto put =
            ::send(to, buffer.data() + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
        if (put <= 0) return false;
        sent += put;
      }
      return true;
    };
    bool open = true;
    while (open) {
      std::array<pollfd, 2> fds{pollfd{near, POLLIN, 0}, pollfd{far, POLLIN, 0}};
      ::poll(fds.data(), fds.size(), -1);
      if (fds[0].revents != 0) open = move(near, far);
      if (open && fds[1].revents != 0) open = move(far, near);
    }
    const std::lock_guard lock(mutex_);
    for (const int fd : {near, far}) {
      open_.erase(fd);
      ::close(fd);
    }
  }

  std::string host_, target_;
  int listener_ = -1, port_ = 0;
  std::atomic<bool> stopped_ = false, let_in_ = true;
  std::mutex mutex_;  ///< guards open_
  std::set<int> open_;
  std::vector<std::jthread> pumps_;
  std::jthread acceptor_;
};

}  // namespace chatops::test
