// Programs with and without a terminal, and connections, through the real agent; also over a line
// that breaks meanwhile.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <csignal>

#include "support/agent_rig.hpp"
#include "sync/remote.hpp"

using namespace chatops;
using namespace chatops::test;
using sync::CommandEvent;
using sync::CommandOrder;
using sync::RemoteCommand;
using sync::RemoteConnection;

namespace {

struct Ended {
  std::string output, errors;
  int code = -1;
};

Call soon(AgentRig& rig) { return {.deadline = rig.clock.tick() + Millis(30'000)}; }

Ended run_to_end(AgentRig& rig, RemoteCommand& command) {
  Ended out;
  while (true) {
    const auto event = command.next(soon(rig));
    REQUIRE_MESSAGE(event, (event ? "" : std::string(code_of(event.error().reason))));
    if (event->type == CommandEvent::Type::output) out.output += event->bytes;
    if (event->type == CommandEvent::Type::errors) out.errors += event->bytes;
    if (event->type != CommandEvent::Type::exited) continue;
    out.code = event->code;
    return out;
  }
}

std::unique_ptr<RemoteCommand> started(AgentRig& rig, const CommandOrder& order) {
  auto command = RemoteCommand::start(rig.clock, *rig.session, order);
  REQUIRE(command);
  return *std::move(command);
}

/// What comes behind it stays in `seen`: several lines may be one piece.
void read_until(AgentRig& rig, RemoteCommand& command, std::string& seen,
                const std::string& wanted) {
  while (seen.find(wanted) == std::string::npos) {
    const auto event = command.next(soon(rig));
    REQUIRE(event);
    REQUIRE(event->type == CommandEvent::Type::output);
    seen += event->bytes;
  }
  seen.erase(0, seen.find(wanted) + wanted.size());
}

}  // namespace

TEST_CASE("a program runs in the directory, with its input, output, errors and exit code") {
  AgentRig rig;
  write_text(rig.here("hello"), "from the file");
  rig.start();
  CHATOPS_SYNCED(rig);
  auto command = started(rig, {.argv = {"/bin/sh", "-c", "cat hello; echo $WORD >&2; cat; exit 7"},
                               .environment = {{"WORD", "err"}}});
  REQUIRE(command->write(soon(rig), "input"));
  command->close_input();
  const auto ended = run_to_end(rig, *command);
  CHECK(ended.output == "from the fileinput");
  CHECK(ended.errors == "err\n");
  CHECK(ended.code == 7);
  const auto missing = started(rig, {.argv = {"/no/such/program"}});
  const auto event = missing->next(soon(rig));
  REQUIRE_FALSE(event);
  CHECK(event.error().reason == Reason::spawn_failed);
}

TEST_CASE("a terminal has a size, changes it, and passes on what is typed") {
  AgentRig rig;
  rig.start();
  CHATOPS_SYNCED(rig);
  auto command = started(rig, {.argv = {"/bin/sh", "-c",
                                        "stty size; trap 'stty size; exit 3' WINCH; echo ready; "
                                        "while :; do read line; echo got $line; done"},
                               .terminal = true,
                               .size = {100, 40}});
  std::string seen;
  read_until(rig, *command, seen, "40 100");
  read_until(rig, *command, seen, "ready");
  REQUIRE(command->write(soon(rig), "typed\n"));
  read_until(rig, *command, seen, "got typed");
  command->resize({120, 50});
  const auto ended = run_to_end(rig, *command);
  CHECK((seen + ended.output).find("50 120") != std::string::npos);
  // Not a shell: one that is about to become its last program loses a Ctrl-C of that moment.
  auto stopped = started(rig, {.argv = {"/bin/cat"}, .terminal = true});
  REQUIRE(stopped->write(soon(rig), "ready\n"));
  seen.clear();
  read_until(rig, *stopped, seen, "ready");
  REQUIRE(stopped->write(soon(rig), "\x03"));  // Ctrl-C
  CHECK(run_to_end(rig, *stopped).code == 130);
  auto signalled = started(rig, {.argv = {"/bin/sleep", "600"}});
  signalled->signal(SIGTERM);
  CHECK(run_to_end(rig, *signalled).code == 128 + SIGTERM);
}

TEST_CASE("much output comes whole over a line that breaks, and waits for who reads it") {
  AgentRig rig;
  rig.on_connect = [&](int number) { rig.cuts.read_left = number < 5 ? 300'000 : INT64_MAX; };
  rig.start();
  CHATOPS_SYNCED(rig);
  auto command = started(rig, {.argv = {"/bin/sh", "-c", "seq 1 300000"}});
  std::string expected;
  for (int i = 1; i <= 300'000; ++i) expected += std::to_string(i) + "\n";
  std::string output;
  while (true) {
    const auto event = command->next(soon(rig));
    REQUIRE(event);
    if (event->type == CommandEvent::Type::exited) break;
    output += event->bytes;
  }
  CHECK((output == expected));
  CHECK(rig.connections == 5);
}

TEST_CASE("a program ends with whoever started it") {
  AgentRig rig;
  rig.start();
  CHATOPS_SYNCED(rig);
  auto command = started(rig, {.argv = {"/bin/sh", "-c", "echo $$; sleep 600"}});
  const auto event = command->next(soon(rig));
  REQUIRE(event);
  const auto pid = std::atoi(event->bytes.c_str());
  REQUIRE(::kill(pid, 0) == 0);
  command.reset();
  CHATOPS_SYNCED(rig);
  auto another = started(rig, {.argv = {"/bin/true"}});
  CHECK(run_to_end(rig, *another).code == 0);
  CHECK(::kill(pid, 0) != 0);
}

TEST_CASE("a connection reaches a port of the pod, each direction with its own end") {
  AgentRig rig;
  rig.start();
  CHATOPS_SYNCED(rig);
  const Fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(listener.get(), 1) == 0);
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
  auto connection =
      RemoteConnection::open(rig.clock, *rig.session, ntohs(address.sin_port)).value();
  // Echoes until the end, then says how much it was.
  std::jthread server([&] {
    const Fd peer(::accept(listener.get(), nullptr, nullptr));
    std::size_t total = 0;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(peer.get(), buffer, sizeof buffer)) > 0;) {
      total += static_cast<std::size_t>(got);
      for (ssize_t at = 0; at < got;) at += ::write(peer.get(), buffer + at, got - at);
    }
    const auto text = " " + std::to_string(total);
    (void)!::write(peer.get(), text.data(), text.size());
  });
  const std::string big(2'000'000, 'x');
  std::jthread writer([&] {
    CHECK(connection->write(soon(rig), big));
    connection->end();
  });
  std::string back;
  while (true) {
    const auto piece = connection->next(soon(rig));
    REQUIRE(piece);
    if (piece->empty()) break;
    back += *piece;
  }
  CHECK((back == big + " 2000000"));
  auto nobody = RemoteConnection::open(rig.clock, *rig.session, 1).value();
  const auto refused = nobody->next(soon(rig));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().reason == Reason::refused);
}
