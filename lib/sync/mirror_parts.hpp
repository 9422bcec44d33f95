// The mirror's own state; seen by its source files only. Everything that is not marked otherwise
// belongs to its thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <variant>

#include "sync/burst.hpp"
#include "sync/delta.hpp"
#include "sync/journal.hpp"
#include "sync/messages.hpp"
#include "sync/mirror.hpp"
#include "sync/plan.hpp"
#include "sync/scan.hpp"
#include "sync/watch.hpp"

namespace chatops::sync {

/// A file that changes while it is read is read again, so often.
inline constexpr Millis unsteady_pause{20};
inline constexpr int most_unsteady = 5;
/// What of a big file waits to be sent.
inline constexpr std::size_t upload_window = 1U << 20U;

/// What other threads want of the mirror's.
class Mailbox {
 public:
  Mailbox();
  struct Begun {
    ChannelId channel;
  };
  struct Data {
    std::string bytes;
  };
  struct Reset {
    bool lost;  ///< the agent is new; else it did not understand us
  };
  using Letter = std::variant<Begun, Data, Reset>;
  void put(Letter letter);
  void wake() const;  ///< without a letter
  /// Something has been written: wakes who waits for room, and nobody else.
  void written() const {
    if (wants_room_) wake();
  }
  /// To be said before the room is looked at.
  void want_room(bool is) { wants_room_ = is; }
  std::deque<Letter> take();
  int descriptor() const { return event_.get(); }

 private:
  std::mutex mutex_;
  std::deque<Letter> letters_;
  std::atomic<bool> wants_room_ = false;
  Fd event_;
};

/// A change that is on its way to the agent.
struct Sent {
  State expect, state;  ///< `state` is absent too where a big file was given up
};

/// A file that the agent was asked for.
struct Pull {
  State here;               ///< what must be here
  std::uint64_t limit = 0;  ///< more than was told of: it has changed
};

/// A file that comes.
struct Down {
  std::string path, link;
  std::unique_ptr<Applier::Pending> pending;
  Trouble trouble = Trouble::none;
  Change change;
  std::uint64_t left = 0;  ///< of the limit
};

class MirrorWork final : public Mirror, private SessionListener {
 public:
  MirrorWork(Clock& clock, Session& session, MirrorOptions options, SessionListener* also,
             Tree tree);
  ~MirrorWork() override;
  bool state_taken() const { return journal_.taken(); }

  void start() override;
  Result<void> wait(const Call& call) override;
  void pause() override;
  void resume() override;
  MirrorStatus status() const override;
  IgnoreRules::Verdict explain(const std::string& path, bool is_folder) const override;
  void on_change(std::function<void()> told) override { on_change_ = std::move(told); }

 private:
  struct Upload;

  // ---- SessionListener, on the session's thread
  void begun() override;
  void connected(bool is) override;
  void over(const Error& why) override;

  // ---- the thread (mirror.cpp)
  void run(const std::stop_token& stop);
  void take_letters();
  void notice(bool all);
  void rescan(const std::string& folder, bool clean = false);
  void tell_rules(MessageType type);
  void reread_rules(const std::string& folder);
  void work();
  bool remove_waiting();
  bool may_send() const;
  bool idle() const;
  int patience();
  void rest();
  void finish_waits();
  void publish();
  void publish_status();  ///< with the mutex held
  void halt(std::string_view why);
  void dirty(const std::string& path, bool written);

  // ---- one path after the other (mirror_paths.cpp)
  void process(const std::string& path, bool written);
  void process_removal(const std::string& path);
  void carry_out(const std::string& path, Entry local, std::string content);
  State base_of(const std::string& path) const;
  std::optional<Listed> remote_of(const std::string& path) const;
  void agree(const std::string& path, const Entry& entry);
  void recall_intent(const std::string& path, const State& local);
  /// False: not now; it is looked at again.
  bool push(const std::string& path, const Entry& local, const State& base, std::string content);
  void send_change(const Change& change);
  void flush();
  bool begin_upload(const std::string& path, const Entry& local, const State& base);
  bool can_compare(const std::string& path, const Looked& there) const;
  void compare(const std::string& path, const Looked& there);
  void pump_upload();
  void tell_begin(Upload& up);
  void tell_copy(Upload& up);
  void end_upload(bool good);
  void look_again(const std::string& path, Millis after);
  void trouble(const std::string& path, Trouble what, bool in_container);

  // ---- what the agent says (mirror_answers.cpp)
  void begin_sync(ChannelId channel);
  void take(const Message& message);
  void take_listing(const std::string& body, bool live);
  void take_done(const Done& done);
  void take_down(const Message& message);
  void end_down(const DownEnd& end);
  void remove_here(const std::string& path);
  void pull(const std::string& path, const State& base);

  Clock& clock_;
  Session& session_;
  MirrorOptions options_;
  SessionListener* also_;
  std::function<void()> on_change_;
  std::shared_ptr<Mailbox> mailbox_ = std::make_shared<Mailbox>();

  Tree tree_;
  Watch watch_;
  IgnoreRules rules_;
  Journal journal_;
  Index synced_;  ///< sent last, with the stamp here
  Alternatives alternatives_;
  Intents intents_;  ///< of a client that was killed
  Applier applier_;
  Packer packer_;
  MessageReader reader_;
  ChannelId channel_ = 0;
  bool listed_ = false, initial_ = true;
  std::map<std::string, Listed, std::less<>> remote_;  ///< told and not yet compared

  std::set<std::string, std::less<>> compared_;  ///< by the first comparison

  std::map<std::string, bool> todo_;
  std::set<std::string> big_waiting_;  ///< for the upload before them
  std::set<std::string> removals_, removed_there_;
  Burst burst_here_, burst_there_;     ///< of these two
  Tick removals_at_ = Tick::min();     ///< when they are looked at
  std::map<std::string, Tick> again_;  ///< to be looked at in a moment; waited for
  std::map<std::string, Tick> retry_;  ///< had trouble; not waited for
  std::map<std::string, int, std::less<>> unsteady_, unsteady_there_;
  Tick next_scan_ = Tick::max();
  bool used_ = false;           ///< something was done in this round
  Tick rest_at_ = Tick::max();  ///< when what a burst took is given back

  Writer batch_;
  std::vector<std::string> batch_paths_;
  std::uint64_t number_ = 0, done_ = 0;
  std::map<std::uint64_t, std::vector<std::string>> outstanding_;
  /// Of each path, in the order in which the agent does it; one, almost always.
  std::map<std::string, std::vector<Sent>, std::less<>> in_flight_;

  /// A big file that is read, compared with what it was, and sent: in one go, so that the agent
  /// copies what stayed while we still look for what did not.
  struct Upload {
    std::string path;
    Fd file;
    Entry local;  ///< its size is known first, its hash at the end
    State base;
    Delta delta;
    bool from_old = false;
    bool begun = false;  ///< there is a difference, and the agent knows that something comes
    std::uint64_t copy_from = 0, copy_size = 0;  ///< found and not yet told
    std::string buffer = {};
  };
  std::unique_ptr<Upload> upload_;
  std::map<std::string, Signature, std::less<>> signatures_;
  std::set<std::string> no_delta_;

  std::map<std::string, Pull> pulls_;  ///< asked for
  std::optional<Down> down_;

  std::map<std::string, PathTrouble> troubles_;
  std::map<std::string, Millis> backoff_;
  std::atomic<bool> removals_allowed_ = false;  ///< once, by whoever saw the halt

  struct Wait {
    bool fresh = true;         ///< not yet seen by the thread
    std::uint64_t number = 0;  ///< the batch that must be done; 0 = not yet sent
    std::optional<Result<void>> result;
  };
  mutable std::mutex mutex_;  ///< guards all below
  std::condition_variable_any told_;
  std::vector<std::shared_ptr<Wait>> waits_;
  MirrorStatus status_;
  IgnoreRules rules_told_;
  bool rules_changed_ = true;

  std::jthread thread_;
};

}  // namespace chatops::sync
