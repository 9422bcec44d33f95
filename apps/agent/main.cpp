// chatops-agent: runs in a dev container and needs nothing there but an exec. It is started as
//   chatops-agent --session NAME [--root FOLDER] [--lease SECONDS]
// for every connection; the first one leaves the agent of the session behind, and each passes its
// standard input and output to it. docs/dev-protocol.md tells what is spoken over them.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "daemon.hpp"
#include "handover.hpp"

namespace {

using namespace chatops;

constexpr int exit_usage = 2;
constexpr long longest_lease = 7L * 24 * 3600;

bool read_options(int argc, char** argv, agent::Options& out) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--session") {
      out.session = argv[i + 1];
    } else if (name == "--root") {
      out.root = argv[i + 1];
    } else if (name == "--lease") {
      char* end = nullptr;
      const long seconds = std::strtol(argv[i + 1], &end, 10);
      if (*end != '\0' || seconds <= 0 || seconds > longest_lease) return false;
      out.lease = Millis(seconds * 1000);
    } else {
      return false;
    }
  }
  return argc % 2 == 1 && !out.session.empty() && out.session.size() <= 64;
}

/// Runs the agent in a process of its own, which no end of the exec touches.
void leave_behind(const agent::Options& options, Fd listening) {
  if (::fork() != 0) return;
  ::setsid();
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int fd : {0, 1, 2}) {
    if (nothing >= 0) ::dup2(nothing, fd);
  }
  if (nothing > 2) ::close(nothing);
  agent::Daemon daemon(options, std::move(listening));
  daemon.run();
  ::_exit(0);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    constexpr std::string_view text = "chatops-agent " CHATOPS_VERSION "\n";
    return ::write(1, text.data(), text.size()) > 0 ? 0 : 1;
  }
  agent::Options options;
  if (!read_options(argc, argv, options)) {
    constexpr std::string_view text =
        "usage: chatops-agent --session NAME [--root FOLDER] [--lease SECONDS]\n";
    (void)!::write(2, text.data(), text.size());
    return exit_usage;
  }
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGCHLD, SIG_IGN);
  // An agent may end just when we come: then there is none, and ours is the next.
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (agent::hand_over(options.session)) return 0;
    auto listening = agent::listen_for(options.session);
    if (!listening.open() && errno != EADDRINUSE) break;
    if (listening.open()) leave_behind(options, std::move(listening));
  }
  const std::string_view why = std::strerror(errno);
  (void)!::write(2, why.data(), why.size());
  return 1;
}
