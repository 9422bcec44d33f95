// chatops-sandbox: serves the simulated world until it is told to stop.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <vector>

#include "front/options.hpp"
#include "front/sandbox.hpp"

namespace {

using namespace chatops;

/// Beside an installed program (PREFIX/bin → PREFIX/share), else in the tree this one was built
/// from.
std::filesystem::path find_examples() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto installed = self.parent_path().parent_path() / CHATOPS_EXAMPLES_INSTALLED;
  return !error && std::filesystem::exists(installed / "classroom")
             ? installed
             : std::filesystem::path(CHATOPS_EXAMPLES_SOURCE);
}

int serve(sandbox::Settings settings) {
  if (settings.examples.empty()) settings.examples = find_examples();
  // Threads inherit the mask, so that the signals wait for sigwait below.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGALRM);  // POST /sandbox/stop
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  SystemClock clock;
  SystemRandom random;
  SystemVariables variables;
  SystemSpawner spawner;
  const sandbox::Sandbox running(std::move(settings), {clock, random, variables, spawner});
  const sandbox::Json ready = {{"url", running.settings().url},
                               {"directory", running.settings().directory.string()}};
  fmt::print("{}\n", ready.dump());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&ends, &signal);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> arguments(words + 1, words + count);
  if (!arguments.empty() && (arguments[0] == "--help" || arguments[0] == "help")) {
    fmt::print("{}", sandbox::usage);
    return 0;
  }
  try {
    return serve(sandbox::parse_options(arguments));
  } catch (const std::invalid_argument& wrong) {
    fmt::print(stderr, "chatops-sandbox: {}\n{}", wrong.what(), sandbox::usage);
    return 2;
  } catch (const Error& error) {
    fmt::print(stderr, "chatops-sandbox: {} {} {}\n", code_of(error.reason),
               error.args.get("where"), error.args.get("why"));
    return exit_code(error.kind());
  }
}
