// One refresh of the completion cache. The front holds the lock for it: its descriptor is our
// standard input.
// SPDX-License-Identifier: Apache-2.0
#include "refresh.hpp"

#include <unistd.h>

#include "background.hpp"
#include "wire/completion.hpp"

namespace chatops {

namespace {
constexpr Millis longest{20'000};
constexpr unsigned longest_of_all = 30;  ///< seconds; then the system ends us
}  // namespace

int refresh_in_background(const System& system, const std::stop_token& stop,
                          const std::vector<std::string>& words) {
  ::alarm(longest_of_all);
  const Call call{.deadline = system.clock.tick() + longest, .stop = stop, .trace = nullptr};
  try {
    const Background said = read_background(words);
    return wire::refresh_completion(call, system, said.options) ? 0 : 1;
  } catch (const Interrupted&) {
    return exit_interrupted;
  } catch (const std::exception&) {
    return 1;  // nobody listens; the next Tab tries again
  }
}

}  // namespace chatops
