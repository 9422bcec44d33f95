// Programs as `dev run` has them: through the real agent without a directory, begun anew after
// edits, gone with whoever began them.
// SPDX-License-Identifier: Apache-2.0
#include "dev/program.hpp"

#include <csignal>
#include <future>

#include "support/agent_rig.hpp"

using namespace chatops;
using namespace chatops::test;
using core::ExecEvent;

namespace {

struct ProgramRig {
  std::unique_ptr<core::Exec> run(dev::ProgramOrder order) {
    order.folder = folder.path() + inside;
    return dev::run_program(clock, random, connect(), std::move(order));
  }
  sync::Connect connect() {
    return [this](const Call&) -> Result<std::unique_ptr<sync::ByteStream>> {
      if (const std::lock_guard lock(mutex); refusal) return tl::make_unexpected(*refusal);
      return Result<std::unique_ptr<sync::ByteStream>>(std::make_unique<AgentStream>(
          std::vector<std::string>{CHATOPS_AGENT, "--session", name, "--lease", "60"}, clock,
          cuts));
    };
  }
  Call soon() const { return {.deadline = clock.tick() + Millis(30'000)}; }
  /// Until it has said so, or ended.
  int until(core::Exec& program, const std::string& wanted) {
    while (wanted.empty() || said.find(wanted) == std::string::npos) {
      const auto event = program.next(soon());
      REQUIRE_MESSAGE(event, code_of(event.error().reason) << " after " << said);
      if (event->type == ExecEvent::Type::ended) return event->code;
      said += event->bytes;
    }
    said.erase(0, said.find(wanted) + wanted.size());
    return -1;
  }

  /// From now on there is no connection.
  void refuse(Reason why) {
    {
      const std::lock_guard lock(mutex);
      refusal = Error(why);
    }
    cuts.read_left = cuts.write_left = 0;
  }

  std::mutex mutex;
  std::optional<Error> refusal;
  std::string inside;  ///< the folder, in that of the rig
  SystemClock clock;
  SystemRandom random;
  Cuts cuts;
  TempFolder folder;
  std::string name = "program-" + std::to_string(::getpid()) + "-" + std::to_string(random.next());
  std::string said;
};

/// That a sync would tell of.
class Edits {
 public:
  void one() {
    {
      const std::lock_guard lock(mutex_);
      ++count_;
    }
    told_.notify_all();
  }
  std::function<Result<std::uint64_t>(const Call&, std::uint64_t)> waited_for() {
    return [this](const Call& call, std::uint64_t seen) -> Result<std::uint64_t> {
      std::unique_lock lock(mutex_);
      if (!told_.wait(lock, call.stop, [&] { return count_ > seen; })) throw Interrupted{};
      return count_;
    };
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any told_;
  std::uint64_t count_ = 1;
};

}  // namespace

TEST_CASE("the first program that there is runs in the folder, with input and exit code") {
  ProgramRig rig;
  const auto program =
      rig.run({.programs = {{"/no/such/shell"}, {"/bin/sh"}}, .environment = {{"WORD", "x"}}});
  REQUIRE(program->write(rig.soon(), "pwd; echo $WORD; exit 4\n"));
  CHECK(rig.until(*program, "") == 4);
  CHECK(rig.said == rig.folder.path() + "\nx\n");
  const auto none = rig.run({.programs = {{"/no/such/shell"}, {"/nor/this"}}, .environment = {}});
  const auto event = none->next(rig.soon());
  REQUIRE_FALSE(event);
  CHECK(event.error().reason == Reason::spawn_failed);
}

TEST_CASE("a folder that is not there is made; one that cannot be is named") {
  ProgramRig rig;
  rig.inside = "/new/folder";
  CHECK(rig.until(*rig.run({.programs = {{"/bin/pwd"}}}), "") == 0);
  CHECK(rig.said == rig.folder.path() + rig.inside + "\n");
  write_text(rig.folder.file("file"), "");
  rig.inside = "/file/folder";
  const auto event = rig.run({.programs = {{"/bin/pwd"}}})->next(rig.soon());
  REQUIRE_FALSE(event);
  CHECK(event.error().reason == Reason::spawn_failed);
  CHECK(event.error().args.get("what") == "/bin/pwd");
  CHECK(event.error().args.get("why") == rig.folder.path() + rig.inside + ": Not a directory");
}

TEST_CASE("a program whose session is over says why") {
  ProgramRig rig;
  const auto program = rig.run({.programs = {{"/bin/sh", "-c", "echo up; exec sleep 600"}}});
  rig.until(*program, "up");
  rig.refuse(Reason::dev_not_on);
  auto event = program->next(rig.soon());
  while (event) event = program->next(rig.soon());
  CHECK(event.error().reason == Reason::dev_not_on);
}

TEST_CASE("Ctrl-C leaves a program that nothing reaches any more") {
  ProgramRig rig;
  const auto program =
      rig.run({.programs = {{"/bin/sh", "-c", "trap '' INT; echo up; exec sleep 600"}},
               .terminal = core::TerminalSize{80, 24}});
  rig.until(*program, "up");
  rig.refuse(Reason::unreachable);
  auto left = std::async(std::launch::async, [&] { return rig.until(*program, ""); });
  while (left.wait_for(Millis(1)) != std::future_status::ready)
    (void)program->write(rig.soon(), "\x03");
  CHECK(left.get() == 130);
}

TEST_CASE("it is begun once, whichever thread comes first") {
  for (int i = 0; i < 20; ++i) {
    ProgramRig rig;
    const auto program =
        rig.run({.programs = {{"/bin/sh", "-c", "echo x >> f; cat; exit 3"}}, .environment = {}});
    std::jthread other([&] { CHECK(program->close_input(rig.soon())); });
    CHECK(rig.until(*program, "") == 3);
    other.join();
    CHECK(read_text(rig.folder.file("f")) == "x\n");
  }
}

TEST_CASE("a program ends with whoever began it") {
  ProgramRig rig;
  auto program = rig.run({.programs = {{"/bin/sh", "-c", "echo $$; exec sleep 600"}}});
  const auto event = program->next(rig.soon());
  REQUIRE(event);
  const auto pid = std::atoi(event->bytes.c_str());
  REQUIRE(pid > 0);
  program.reset();
  // The agent has been told to end, and it does not before its programs have.
  const auto gone = [&] { return ::kill(pid, 0) != 0; };
  while (!gone()) std::this_thread::yield();
  CHECK(gone());
}

TEST_CASE("a program is begun anew after edits, also when it had ended, until Ctrl-C") {
  ProgramRig rig;
  Edits edits;
  dev::ProgramOrder order{
      .programs = {{"/bin/sh", "-c",
                    "trap 'echo asked; exit 1' TERM; cat f; while :; do sleep 0.01; done"}},
      .terminal = core::TerminalSize{}};
  order.edits = edits.waited_for();
  write_text(rig.folder.file("f"), "one\n");
  const auto program = rig.run(order);
  rig.until(*program, "one");
  write_text(rig.folder.file("f"), "two\n");
  edits.one();
  rig.until(*program, "asked");
  rig.until(*program, "two");
  REQUIRE(program->write(rig.soon(), "\x03"));
  CHECK(rig.until(*program, "") == 128 + SIGINT);
}

TEST_CASE("what a watched program has begun ends with it, wherever it went") {
  // As debugpy's adapter: a session of its own, and nobody's child.
  const std::string left =
      "flock -n lock true && echo free || echo held; "
      "(setsid flock lock sleep 600 >/dev/null 2>&1 </dev/null &); "
      "while flock -n lock true; do sleep 0.01; done; echo up; ";
  for (const char* end : {"exit 0", "while :; do sleep 0.01; done"}) {
    CAPTURE(end);
    ProgramRig rig;
    Edits edits;
    dev::ProgramOrder order{.programs = {{"/bin/sh", "-c", left + end}}};
    order.edits = edits.waited_for();
    const auto program = rig.run(order);
    rig.until(*program, "up");
    edits.one();
    CHECK(rig.until(*program, "free") == -1);
  }
}

TEST_CASE("what watches the edits and fails ends the program with why") {
  ProgramRig rig;
  dev::ProgramOrder order{.programs = {{"/bin/true"}}};
  order.edits = [](const Call&, std::uint64_t seen) -> Result<std::uint64_t> {
    if (seen == 0) return std::uint64_t{1};
    return failure(Reason::dev_sync_absent);
  };
  const auto program = rig.run(order);
  auto event = program->next(rig.soon());
  while (event) event = program->next(rig.soon());
  CHECK(event.error().reason == Reason::dev_sync_absent);
}
