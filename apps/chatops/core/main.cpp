// chatops-core: the commands. The front execs it; see apps/chatops/front.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "base/signals.hpp"
#include "base/system.hpp"
#include "session.hpp"

int main(int count, char** words) {
  const chatops::Signals signals;
  chatops::SystemClock clock;
  chatops::SystemRandom random;
  const chatops::SystemVariables variables;
  chatops::SystemSpawner spawner;
  const chatops::System system{clock, random, variables, spawner};
  return chatops::run_session(system, signals.token(),
                              std::vector<std::string>(words + (count > 0 ? 1 : 0), words + count));
}
