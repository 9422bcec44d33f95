// Both directions of a forwarded connection, each with its own end.
// SPDX-License-Identifier: Apache-2.0
#include "forward.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

namespace chatops::agent {

Forward::Forward(sync::Link& link, sync::ChannelId channel, std::uint16_t port)
    : link_(link),
      channel_(channel),
      socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 &&
      errno != EINPROGRESS)
    fail(errno);
}

void Forward::fail(int error_number) {
  link_.reset(channel_, error_number == ECONNREFUSED ? "refused" : "failed");
  over_ = true;
}

void Forward::data(std::string_view bytes) {
  to_write_.append(bytes);
  if (!connecting_) write();
}

void Forward::ended() {
  input_ended_ = true;
  if (!connecting_) write();
}

void Forward::write() {
  while (!to_write_.empty() && !over_) {
    const auto wrote = ::send(socket_.get(), to_write_.data(), to_write_.size(), MSG_NOSIGNAL);
    if (wrote < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (wrote < 0) return fail(errno);
    link_.consumed(channel_, static_cast<std::size_t>(wrote));
    to_write_.erase(0, static_cast<std::size_t>(wrote));
  }
  if (!input_ended_ || over_) return;
  ::shutdown(socket_.get(), SHUT_WR);
  over_ = output_ended_;
}

void Forward::poll(std::vector<pollfd>& out) const {
  short events = 0;
  if (connecting_ || !to_write_.empty()) events |= POLLOUT;
  if (!connecting_ && !output_ended_ && link_.waiting(channel_) < most_waiting) events |= POLLIN;
  if (events != 0) out.push_back({socket_.get(), events, 0});
}

void Forward::served(const std::vector<pollfd>& ready) {
  const auto events = ready_for(ready, socket_.get());
  if (events == 0 || over_) return;
  if (connecting_) {
    int error_number = 0;
    socklen_t size = sizeof error_number;
    ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error_number, &size);
    if (error_number != 0) return fail(error_number);
    connecting_ = false;
  }
  write();
  if (over_ || output_ended_ || (events & (POLLIN | POLLHUP | POLLERR)) == 0) return;
  char buffer[32768];
  const auto got = ::read(socket_.get(), buffer, sizeof buffer);
  if (got > 0) {
    link_.send(channel_, {buffer, static_cast<std::size_t>(got)});
  } else if (got == 0) {
    output_ended_ = true;
    link_.end(channel_);
    over_ = input_ended_ && to_write_.empty();
  } else if (errno != EAGAIN && errno != EINTR) {
    fail(errno);
  }
}

}  // namespace chatops::agent
