// chatops-core: the commands. The front execs it; see apps/chatops/front.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "base/signals.hpp"
#include "base/system.hpp"
#include "manual.hpp"
#include "refresh.hpp"
#include "session.hpp"

int main(int count, char** words) {
  const chatops::Signals signals;
  chatops::SystemClock clock;
  chatops::SystemRandom random;
  const chatops::SystemVariables variables;
  chatops::SystemSpawner spawner;
  const chatops::System system{clock, random, variables, spawner};
  std::vector<std::string> given(words + (count > 0 ? 1 : 0), words + count);
  if (!given.empty() && given.front() == "__refresh-completion") {
    given.erase(given.begin());
    return chatops::refresh_in_background(system, signals.token(), given);
  }
  if (!given.empty() && given.front() == "__manual") {
    given.erase(given.begin());
    return chatops::write_manual(given);
  }
  return chatops::run_session(system, signals.token(), given);
}
