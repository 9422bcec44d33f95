// What the ways of starting a program need. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/known.hpp"
#include "base/process.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX asks for it

namespace chatops::process_parts {

inline std::vector<std::string> environment_with(const std::map<std::string, std::string>& extra) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (!extra.contains(std::string(text.substr(0, text.find('='))))) all.emplace_back(text);
  }
  for (const auto& [name, value] : extra) all.push_back(name + "=" + value);
  return all;
}

inline std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// A program about to be started: in a process group of its own, in the command's folder, with no
/// signal blocked or ignored. What differs is added to `actions`. Outlived by the command.
class Launch {
 public:
  explicit Launch(const Command& command) : command_(command) {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes_);
    if (!command.directory.empty())
      posix_spawn_file_actions_addchdir_np(&actions, command.directory.c_str());
    sigset_t none, defaults;
    sigemptyset(&none);
    sigfillset(&defaults);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &defaults);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Launch() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes_);
  }
  Launch(const Launch&) = delete;
  Launch& operator=(const Launch&) = delete;

  /// program_missing, spawn_failed.
  Result<pid_t> start() {
    auto words = command_.argv;
    auto variables = environment_with(command_.extra_environment);
    auto argv = pointers(words);
    auto envp = pointers(variables);
    pid_t child = -1;
    const int failed =
        ::posix_spawnp(&child, argv[0], &actions, &attributes_, argv.data(), envp.data());
    if (failed == 0) return child;
    return failure(failed == ENOENT ? Reason::program_missing : Reason::spawn_failed,
                   {{"what", command_.argv.front()}, {"why", std::strerror(failed)}});
  }

  posix_spawn_file_actions_t actions{};

 private:
  const Command& command_;
  posix_spawnattr_t attributes_{};
};

}  // namespace chatops::process_parts
