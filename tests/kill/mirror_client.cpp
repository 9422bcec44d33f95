// A client that can be killed: mirrors a directory, and says "synced" for every line that it reads,
// once everything done before is there.
//   mirror_client AGENT SESSION LOCAL REMOTE STATE_FILE [NAME]
// With NAME it syncs both ways, and is killed as soon as something of that name was put in place or
// removed by it; "" = nothing is.
// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string_view>

#include "base/clock.hpp"
#include "support/agent_stream.hpp"
#include "sync/mirror.hpp"

namespace {

std::string_view fatal_name;

int die_after(int result, const char* name) {
  if (result == 0 && !fatal_name.empty() && name == fatal_name) ::kill(::getpid(), SIGKILL);
  return result;
}

/// The C library's own, behind ours.
template <class Call>
Call* real(const char* name) {
  return reinterpret_cast<Call*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int renameat(int from, const char* name, int to, const char* new_name) noexcept {
  static const auto next = real<int(int, const char*, int, const char*)>("renameat");
  return die_after(next(from, name, to, new_name), new_name);
}

int unlinkat(int folder, const char* name, int flags) noexcept {
  static const auto next = real<int(int, const char*, int)>("unlinkat");
  return die_after(next(folder, name, flags), name);
}
}

int main(int argc, char** argv) {
  using namespace chatops;
  if (argc != 6 && argc != 7) return 2;
  if (argc == 7) fatal_name = argv[6];
  SystemClock clock;
  SystemRandom random;
  test::Cuts cuts;
  sync::Session session(clock, random, [&](const Call&) {
    return Result<std::unique_ptr<sync::ByteStream>>(std::make_unique<test::AgentStream>(
        std::vector<std::string>{argv[1], "--session", argv[2], "--root", argv[4], "--lease", "60"},
        clock, cuts));
  });
  const auto mirror = sync::Mirror::make(
      clock, session, {.root = argv[3], .state_file = argv[5], .both_ways = argc == 7});
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
