// A server that answers with whatever bytes a test wants, and closes when the test wants: what a
// well-behaved server cannot be asked to do.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace chatops::net::testing {

/// One connection as a test's script sees it. Reads and writes fail quietly once the server stops.
class Peer {
 public:
  Peer(int fd, const std::atomic<bool>& stopped) : fd_(fd), stopped_(stopped) {}

  /// The head of the next request (up to the empty line); "" when the client has closed.
  std::string head() {
    while (true) {
      const auto end = pending_.find("\r\n\r\n");
      if (end != std::string::npos) {
        auto head = pending_.substr(0, end + 4);
        pending_.erase(0, end + 4);
        return head;
      }
      char buffer[4096];
      const auto got = ::recv(fd_, buffer, sizeof buffer, 0);
      if (got <= 0) return "";
      pending_.append(buffer, static_cast<size_t>(got));
    }
  }
  /// False when the client no longer listens.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto put = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (put <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(put));
    }
    return true;
  }
  void answer(int status, std::string_view body, std::string_view fields = "") const {
    send("HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n" + std::string(fields) + "\r\n" + std::string(body));
  }
  /// Does nothing until the client closes or the server stops.
  void wait() const {
    char byte = 0;
    while (!stopped_ && ::recv(fd_, &byte, 1, 0) > 0) {
    }
  }
  bool stopped() const { return stopped_; }
  int fd() const { return fd_; }  ///< for another protocol than HTTP

 private:
  int fd_;
  const std::atomic<bool>& stopped_;
  std::string pending_;
};

/// Runs the script for every connection, on a thread each; the connection closes when it returns.
class RawServer {
 public:
  using Script = std::function<void(Peer&)>;

  explicit RawServer(Script script) : script_(std::move(script)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(listener_, plain, sizeof address) == 0);
    REQUIRE(::listen(listener_, 64) == 0);
    socklen_t size = sizeof address;
    REQUIRE(::getsockname(listener_, plain, &size) == 0);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::jthread([this] { accept(); });
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  ~RawServer() {
    stopped_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    {
      const std::lock_guard lock(mutex_);
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    threads_.clear();
  }

  int port() const { return port_; }
  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  int connections() const { return connections_; }

 private:
  void accept() {
    while (!stopped_) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      ++connections_;
      {
        const std::lock_guard lock(mutex_);
        open_.insert(fd);
      }
      threads_.emplace_back([this, fd] {
        Peer peer(fd, stopped_);
        script_(peer);
        const std::lock_guard lock(mutex_);
        open_.erase(fd);
        ::close(fd);
      });
    }
  }

  Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopped_{false};
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::set<int> open_;
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

}  // namespace chatops::net::testing
