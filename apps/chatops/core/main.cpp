// chatops-core: the commands. The front execs it; see apps/chatops/front.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/signals.hpp"
#include "base/system.hpp"
#include "manual.hpp"
#include "refresh.hpp"
#include "session.hpp"
#include "start.hpp"
#include "wire/start_apart.hpp"

namespace {

/// Takes the standard streams that the caller closed (`>&-`), so that no connection or file of ours
/// gets their number and with it what is printed. Opened the wrong way round: using one still
/// fails.
void take_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) < 0)
      ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

/// Said by chatops itself, and by its build; people are not told of them.
struct Hidden {
  std::string_view word;
  int (*run)(const chatops::System&, const std::stop_token&, const std::vector<std::string>&);
};

constexpr auto hidden =
    std::to_array<Hidden>({{"__refresh-completion", chatops::refresh_in_background},
                           {chatops::wire::start_word, chatops::start_in_background},
                           {"__manual", [](const chatops::System&, const std::stop_token&,
                                           const std::vector<std::string>& words) {
                              return chatops::write_manual(words);
                            }}});

}  // namespace

int main(int count, char** words) {
  take_closed_streams();
  const chatops::Signals signals;
  chatops::SystemClock clock;
  chatops::SystemRandom random;
  const chatops::SystemVariables variables;
  chatops::SystemSpawner spawner;
  const chatops::System system{clock, random, variables, spawner};
  std::vector<std::string> given(words + (count > 0 ? 1 : 0), words + count);
  for (const Hidden& one : hidden) {
    if (given.empty() || given.front() != one.word) continue;
    given.erase(given.begin());
    return one.run(system, signals.token(), given);
  }
  return chatops::run_session(system, signals.token(), given);
}
