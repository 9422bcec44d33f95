// The user's file with the sandbox's profile in it.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "sandbox_process/host.hpp"

using namespace chatops::sandbox_process;

TEST_CASE(
    "the profile of the sandbox is put into the user's file, and nothing else in it changes") {
  const std::string block = "sandbox:\n  language: zh\n";
  const std::string ours =
      "  # sandbox: written by `chatops sandbox start`\n  sandbox:\n    language: zh\n  # sandbox: "
      "end\n";
  struct Row {
    std::string before, after;
  };
  const Row rows[] = {
      {"", "profiles:\n" + ours},
      {"# mine\nprofile: work\n", "# mine\nprofile: work\nprofiles:\n" + ours},
      {"profiles:\n  work: {language: en}  # keep\n",
       "profiles:\n" + ours + "  work: {language: en}  # keep\n"},
      {"profiles: # all\n\n  # a\n  work: {}\nprofile: work\n",
       "profiles: # all\n" + ours + "\n  # a\n  work: {}\nprofile: work\n"},
      {"profiles:\n" + ours + "  work: {}\n", "profiles:\n" + ours + "  work: {}\n"},
  };
  for (const Row& row : rows) CHECK(with_sandbox_profile(row.before, block) == row.after);
  CHECK(with_sandbox_profile("profiles:\n    work: {}\n", block)
            .find("\n    sandbox:\n      language: zh\n") != std::string::npos);
  const std::string once = with_sandbox_profile("profiles:\n  work: {}\n", block);
  CHECK(with_sandbox_profile(once, block) == once);
}
