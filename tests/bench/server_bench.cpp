// The load of server_bench.py: deliveries of a CODING Service Hook over many connections, each
// signed and each another one, as fast as they are answered, beside connections that say nothing.
//   server_bench PORT CONNECTIONS IDLE SECONDS TOKEN     prints "REQUESTS_PER_SECOND P50_US P99_US"
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "crypto/crypto.hpp"

using namespace chatops;

namespace {

using Time = std::chrono::steady_clock;

/// None like any other, of this run or another.
std::string delivery(std::string_view token) {
  static const auto run = Time::now().time_since_epoch().count();
  static long number = 0;
  const std::string id = fmt::format("{}-{}", run, ++number);
  const std::string body = fmt::format(
      R"({{"event":"GIT_PUSHED","repository":{{"name":"nobodys"}},"ref":"refs/heads/main","number":"{}","padding":"{:x<400}"}})",
      id, "");
  return fmt::format(
      "POST /hooks/classroom HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
      "X-Coding-Service-Hook-Event: GIT_PUSHED\r\nX-Coding-Delivery: {}\r\n"
      "X-Coding-Signature: sha1={}\r\nContent-Length: {}\r\n\r\n{}",
      id, crypto::to_hex(crypto::hmac_sha1(token, body)), body.size(), body);
}

int connect_to(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    std::perror("connect");
    std::exit(1);
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

struct Asker {
  int fd = -1;
  std::string heard;
  Time::time_point asked;
};

/// Whether one whole answer, and a good one, has been heard.
bool whole(const std::string& heard) {
  const auto end = heard.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  if (!heard.starts_with("HTTP/1.1 200 ")) {
    fmt::print(stderr, "{}\n", heard);
    std::exit(1);
  }
  const auto length = heard.find("Content-Length: ");
  return heard.size() >= end + 4 + std::strtoul(heard.c_str() + length + 16, nullptr, 10);
}

void load(int port, int connections, int idle, int seconds, std::string_view token) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  for (int i = 0; i < idle; ++i) connect_to(port);
  const int poll = ::epoll_create1(0);
  std::vector<Asker> askers(static_cast<std::size_t>(connections));
  const auto ask = [&](Asker& one) {
    const std::string request = delivery(token);
    one.heard.clear();
    one.asked = Time::now();
    if (::send(one.fd, request.data(), request.size(), MSG_NOSIGNAL) < 0) std::exit(1);
  };
  for (Asker& one : askers) {
    one.fd = connect_to(port);
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &one}};
    ::epoll_ctl(poll, EPOLL_CTL_ADD, one.fd, &event);
    ask(one);
  }
  std::vector<double> took;
  const auto begin = Time::now();
  const auto warm = begin + std::chrono::milliseconds(300);
  const auto end = warm + std::chrono::seconds(seconds);
  epoll_event events[64];
  char buffer[4096];
  for (auto now = begin; now < end; now = Time::now()) {
    const int ready = ::epoll_wait(poll, events, 64, 100);
    for (int i = 0; i < ready; ++i) {
      Asker& one = *static_cast<Asker*>(events[i].data.ptr);
      const auto got = ::recv(one.fd, buffer, sizeof buffer, 0);
      if (got <= 0) std::exit(1);
      one.heard.append(buffer, static_cast<std::size_t>(got));
      if (!whole(one.heard)) continue;
      if (now >= warm)
        took.push_back(std::chrono::duration<double, std::micro>(Time::now() - one.asked).count());
      ask(one);
    }
  }
  std::sort(took.begin(), took.end());
  const auto at = [&](double part) {
    return took[static_cast<std::size_t>(part * static_cast<double>(took.size() - 1))];
  };
  fmt::print("{:.0f} {:.0f} {:.0f}\n", static_cast<double>(took.size()) / seconds, at(0.5),
             at(0.99));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  load(std::atoi(argv[1]), std::atoi(argv[2]), std::atoi(argv[3]), std::atoi(argv[4]), argv[5]);
  return 0;
}
