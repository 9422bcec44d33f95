// One refresh of the completion cache. The front holds the lock for it: its descriptor is our
// standard input.
// SPDX-License-Identifier: Apache-2.0
#include "refresh.hpp"

#include <unistd.h>

#include <filesystem>

#include "wire/completion.hpp"

namespace chatops {

namespace {
constexpr Millis longest{20'000};
constexpr unsigned longest_of_all = 30;  ///< seconds; then the system ends us
}  // namespace

int refresh_in_background(const System& system, const std::stop_token& stop,
                          const std::vector<std::string>& words) {
  ::alarm(longest_of_all);
  std::error_code problem;
  wire::Options options;
  options.folder = std::filesystem::current_path(problem).string();
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "--profile") options.profile = words[i + 1];
    if (words[i] == "--app") options.app = words[i + 1];
  }
  const Call call{.deadline = system.clock.tick() + longest, .stop = stop, .trace = nullptr};
  try {
    return !problem && wire::refresh_completion(call, system, options) ? 0 : 1;
  } catch (const Interrupted&) {
    return exit_interrupted;
  } catch (const std::exception&) {
    return 1;  // nobody listens; the next Tab tries again
  }
}

}  // namespace chatops
