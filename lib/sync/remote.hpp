// Programs in the container and connections to its ports, over a session. They outlive a broken
// connection as the session does: what is said meanwhile comes later.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/call.hpp"
#include "base/known.hpp"
#include "sync/orders.hpp"
#include "sync/session.hpp"

namespace chatops::sync {

class ChannelBox;

struct CommandEvent {
  enum class Type { output, errors, exited };
  Type type = Type::output;
  std::string bytes;
  int code = 0;  ///< of `exited`: the exit code; 128 + signal when one ended it
};

/// next() is called by one thread, everything else by any. Destroying it ends the program: hang-up
/// and kill to its whole group.
class RemoteCommand {
 public:
  /// Errors: unreachable when there is no agent (yet). The session outlives it.
  static Result<std::unique_ptr<RemoteCommand>> start(Clock& clock, Session& session,
                                                      const CommandOrder& order);
  ~RemoteCommand();
  RemoteCommand(const RemoteCommand&) = delete;
  RemoteCommand& operator=(const RemoteCommand&) = delete;

  /// Waits for the next event; after `exited` there is none. Errors: spawn_failed (`why`: it could
  /// not be run), answer_cut (the agent has gone, and the program with it), deadline_passed, after
  /// which it may be called again. Throws Interrupted.
  Result<CommandEvent> next(const Call& call);
  /// Waits while the program takes nothing. Errors as above.
  Result<void> write(const Call& call, std::string_view bytes);
  void close_input();
  void resize(WindowSize size);
  void signal(int number);

 private:
  RemoteCommand(Session& session, std::shared_ptr<ChannelBox> box, ChannelId channel);
  Session& session_;
  std::shared_ptr<ChannelBox> box_;
  ChannelId channel_;
  PartReader reader_;
};

/// One TCP connection to a port of 127.0.0.1 in the pod. Threads as above; destroying it resets the
/// connection unless both sides have ended.
class RemoteConnection {
 public:
  /// Errors: unreachable when there is no agent (yet). Whether somebody listens is told by next().
  static Result<std::unique_ptr<RemoteConnection>> open(Clock& clock, Session& session,
                                                        std::uint16_t port);
  ~RemoteConnection();
  RemoteConnection(const RemoteConnection&) = delete;
  RemoteConnection& operator=(const RemoteConnection&) = delete;

  /// The next bytes; "" = the other side has ended. Errors: refused when nobody listens,
  /// answer_cut, deadline_passed.
  Result<std::string> next(const Call& call);
  Result<void> write(const Call& call, std::string_view bytes);
  void end();  ///< we send no more; the other side may

 private:
  RemoteConnection(Session& session, std::shared_ptr<ChannelBox> box, ChannelId channel);
  Session& session_;
  std::shared_ptr<ChannelBox> box_;
  ChannelId channel_;
};

}  // namespace chatops::sync
