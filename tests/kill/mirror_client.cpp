// A client that can be killed: mirrors a directory, and says "synced" for every line that it reads,
// once everything done before is there.
//   mirror_client AGENT SESSION LOCAL REMOTE STATE_FILE
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "base/clock.hpp"
#include "support/agent_stream.hpp"
#include "sync/mirror.hpp"

int main(int argc, char** argv) {
  using namespace chatops;
  if (argc != 6) return 2;
  SystemClock clock;
  SystemRandom random;
  test::Cuts cuts;
  sync::Session session(clock, random, [&](const Call&) {
    return Result<std::unique_ptr<sync::ByteStream>>(std::make_unique<test::AgentStream>(
        std::vector<std::string>{argv[1], "--session", argv[2], "--root", argv[4], "--lease", "60"},
        clock, cuts));
  });
  const auto mirror = sync::Mirror::make(clock, session, {.root = argv[3], .state_file = argv[5]});
  if (!mirror) return 1;
  (*mirror)->start();
  for (int c = std::getchar(); c != EOF; c = std::getchar()) {
    if (c != '\n') continue;
    const auto done = (*mirror)->wait(Call{.deadline = clock.tick() + Millis(60'000)});
    std::printf("%s %llu\n", done ? "synced" : std::string(code_of(done.error().reason)).c_str(),
                static_cast<unsigned long long>((*mirror)->status().conflict_count));
    std::fflush(stdout);
  }
  return 0;
}
