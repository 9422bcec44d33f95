// Two programs for server_bench.py: a receiver of signed deliveries that keeps nothing, and the
// load for it and for its rival.
//   server_bench serve                                  prints its port, ends with its input
//   server_bench load PORT CONNECTIONS IDLE SECONDS     prints "REQUESTS_PER_SECOND P50_US P99_US"
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
#include "net/server.hpp"

using namespace chatops;

namespace {

using Time = std::chrono::steady_clock;

constexpr std::string_view secret = "a secret of the bench";

net::ServerResponse receive(const net::ServerRequest& in) {
  const auto signature = in.headers.get("X-Signature").value_or("");
  const auto wanted = "sha256=" + crypto::to_hex(crypto::hmac_sha256(secret, in.body));
  if (!crypto::equal_in_constant_time(signature, wanted)) return {.status = 401};
  return {.headers = {{"Content-Type", "application/json"}}, .body = R"({"ok":true})"};
}

void serve() {
  std::vector<net::Route> routes;
  routes.push_back({.method = "POST",
                    .path = "/hooks/{source}",
                    .authentication = net::Authentication::webhook,
                    .body_cap = 1U << 20U,
                    .read_deadline = Millis(5000),
                    .answer_deadline = Millis(5000),
                    .poll_end = {},
                    .handler = [](const net::ServerRequest& in, const net::Respond& respond) {
                      respond(receive(in));
                    }});
  net::Listener listener;
  listener.router = std::make_shared<const net::Router>(std::move(routes));
  const auto server = net::serve({.limits = {.connections = 4096}}, {std::move(listener)});
  fmt::print("{}\n", server->port());
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
}

std::string delivery() {
  std::string body = R"({"event":"ci.finished","project":"classroom","commit":")";
  body += std::string(400, 'c') + R"("})";
  return fmt::format(
      "POST /hooks/coding HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
      "X-Signature: sha256={}\r\nContent-Length: {}\r\n\r\n{}",
      crypto::to_hex(crypto::hmac_sha256(secret, body)), body.size(), body);
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

void load(int port, int connections, int idle, int seconds) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  for (int i = 0; i < idle; ++i) connect_to(port);
  const std::string request = delivery();
  const int poll = ::epoll_create1(0);
  std::vector<Asker> askers(static_cast<std::size_t>(connections));
  const auto ask = [&](Asker& one) {
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
  if (argc == 2 && std::string_view(argv[1]) == "serve") {
    serve();
    return 0;
  }
  if (argc != 6 || std::string_view(argv[1]) != "load") return 2;
  load(std::atoi(argv[2]), std::atoi(argv[3]), std::atoi(argv[4]), std::atoi(argv[5]));
  return 0;
}
