// Passing descriptors: see handover.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "handover.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

namespace chatops::agent {

namespace {

constexpr int streams_passed = 2;

socklen_t address_of(const std::string& session, sockaddr_un& out) {
  out = {};
  out.sun_family = AF_UNIX;
  const auto name = "chatops-agent/" + session;
  const auto size = std::min(name.size(), sizeof out.sun_path - 1);
  std::memcpy(out.sun_path + 1, name.data(), size);
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + size);
}

/// The process at the other end is ours, or root's.
bool same_user(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == ::geteuid() || peer.uid == 0);
}

}  // namespace

Fd listen_for(const std::string& session) {
  Fd out(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un address{};
  const auto size = address_of(session, address);
  if (!out.open() || ::bind(out.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(out.get(), 4) != 0) {
    const int why = errno;
    out.reset();
    errno = why;
  }
  return out;
}

bool hand_over(const std::string& session) {
  const Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  const auto size = address_of(session, address);
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), size) != 0) return false;
  // Anybody in the pod may have taken the name.
  if (!same_user(socket.get())) {
    errno = EACCES;
    return false;
  }
  const int streams[streams_passed] = {0, 1};
  char word = 1;
  iovec part{&word, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof streams)] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  auto* head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof streams);
  std::memcpy(CMSG_DATA(head), streams, sizeof streams);
  if (::sendmsg(socket.get(), &message, MSG_NOSIGNAL) != 1) return false;
  // The agent has them; ours would keep the stream open when it lets go.
  const Fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ::dup2(nothing.get(), 0);
  ::dup2(nothing.get(), 1);
  while (::read(socket.get(), &word, 1) < 0 && errno == EINTR) {
  }
  return true;
}

std::optional<Handed> take_streams(int listening) {
  Handed out;
  out.relay = Fd(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC));
  if (!out.relay.open()) return std::nullopt;
  if (!same_user(out.relay.get())) return std::nullopt;
  pollfd waiting{out.relay.get(), POLLIN, 0};
  if (::poll(&waiting, 1, 1000) != 1) return std::nullopt;
  char word = 0;
  iovec part{&word, 1};
  int streams[streams_passed] = {-1, -1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof streams)] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (::recvmsg(out.relay.get(), &message, MSG_CMSG_CLOEXEC) != 1) return std::nullopt;
  const auto* head = CMSG_FIRSTHDR(&message);
  if (head == nullptr || head->cmsg_type != SCM_RIGHTS ||
      head->cmsg_len != CMSG_LEN(sizeof streams))
    return std::nullopt;
  std::memcpy(streams, CMSG_DATA(head), sizeof streams);
  out.in = Fd(streams[0]);
  out.out = Fd(streams[1]);
  for (const int fd : streams) ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  return out;
}

}  // namespace chatops::agent
