// A client, the real agent and a directory on each side.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dirent.h>
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/file.hpp"
#include "base/random.hpp"
#include "support/agent_stream.hpp"
#include "support/temp_folder.hpp"
#include "sync/mirror.hpp"
#include "sync/session.hpp"

namespace chatops::test {

inline void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

inline std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Everything in a directory as text: kind, mode and content; names in `leave_out` at the top left
/// out.
inline std::map<std::string, std::string> tree_of(const std::string& root,
                                                  const std::string& leave_out = ".chatops-kept") {
  std::map<std::string, std::string> out;
  for (auto it = std::filesystem::recursive_directory_iterator(root);
       it != std::filesystem::recursive_directory_iterator(); ++it) {
    const auto path = it->path().lexically_relative(root).string();
    if (path == leave_out) {
      it.disable_recursion_pending();
      continue;
    }
    struct stat st{};
    ::lstat(it->path().c_str(), &st);
    const auto mode = std::to_string(st.st_mode & 0777U);
    if (it->is_symlink())
      out[path] = "link " + std::filesystem::read_symlink(it->path()).string();
    else if (it->is_directory())
      out[path] = "folder " + mode;
    else if (it->is_regular_file())
      out[path] = "file " + mode + " " + read_text(it->path().string());
  }
  return out;
}

/// The paths in which two directories differ; "" when they are equal.
inline std::string difference(const std::string& one, const std::string& other) {
  const auto a = tree_of(one), b = tree_of(other);
  const auto shown = [](const auto& tree, const std::string& path) {
    const auto found = tree.find(path);
    return found == tree.end()
               ? std::string("nothing")
               : found->second.substr(0, 60) + " #" + std::to_string(found->second.size());
  };
  std::string out;
  for (const auto* tree : {&a, &b}) {
    for (const auto& [path, text] : *tree) {
      const auto in_a = a.find(path), in_b = b.find(path);
      if (in_a == a.end() || in_b == b.end() || in_a->second != in_b->second)
        out += path + ": " + shown(a, path) + " | " + shown(b, path) + "\n";
    }
  }
  return out;
}

class AgentRig {
 public:
  explicit AgentRig(sync::MirrorOptions options = {}) : options_(std::move(options)) {
    name = "test-" + std::to_string(::getpid()) + "-" + std::to_string(random_.next());
    options_.root = local.path();
  }
  ~AgentRig() {
    stop();
    kill_agent();
  }

  void start() {
    session = std::make_unique<sync::Session>(clock, random_, [this](const Call&) {
      ++connections;
      if (on_connect) on_connect(connections);
      return Result<std::unique_ptr<sync::ByteStream>>(std::make_unique<AgentStream>(
          std::vector<std::string>{CHATOPS_AGENT, "--session", name, "--root", remote.path(),
                                   "--lease", lease},
          clock, cuts));
    });
    auto made = sync::Mirror::make(clock, *session, options_);
    REQUIRE(made);
    mirror = *std::move(made);
    mirror->start();
  }
  /// As if the client were gone: nothing is said to the agent.
  void stop() {
    mirror.reset();
    session.reset();
  }
  Result<void> wait(Millis patience = Millis(60'000)) {
    return mirror->wait(Call{.deadline = clock.tick() + patience});
  }
  /// The processes of this session's agent, by what /proc says.
  std::vector<pid_t> agents() const {
    std::vector<pid_t> out;
    DIR* dir = ::opendir("/proc");
    while (const auto* entry = ::readdir(dir)) {
      const auto pid = std::atoi(entry->d_name);
      if (pid <= 0) continue;
      // One that ends meanwhile is none of them.
      const auto words = read_file("/proc/" + std::to_string(pid) + "/cmdline", 1U << 16U);
      if (words && words->find(name) != std::string::npos) out.push_back(pid);
    }
    ::closedir(dir);
    return out;
  }
  void signal_agent(int number) const {
    for (const auto pid : agents()) ::kill(pid, number);
  }
  void kill_agent() const { signal_agent(SIGKILL); }
  std::string here(const std::string& path) const { return local.file(path); }
  std::string there(const std::string& path) const { return remote.file(path); }

  SystemClock clock;
  TempFolder local, remote;
  Cuts cuts;
  std::atomic<int> connections = 0;
  std::function<void(int)> on_connect;  ///< before each connection, with its number
  std::string name, lease = "60";
  std::unique_ptr<sync::Session> session;
  std::unique_ptr<sync::Mirror> mirror;

 private:
  SystemRandom random_;
  sync::MirrorOptions options_;
};

inline std::string said(const Result<void>& result) {
  if (result) return "";
  std::string out(code_of(result.error().reason));
  for (const auto& [name, value] : result.error().args.pairs()) out += " " + name + "=" + value;
  return out;
}

#define CHATOPS_SYNCED(rig)                                \
  do {                                                     \
    const auto result_of_wait = (rig).wait();              \
    REQUIRE_MESSAGE(result_of_wait, said(result_of_wait)); \
  } while (false)

}  // namespace chatops::test
