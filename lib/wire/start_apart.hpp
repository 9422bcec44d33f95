// Deployments that another process starts: an engine may take a minute to answer, and nobody knows
// what it did when the answer is not heard, so whoever cannot stay that long leaves the asking to a
// `chatops-core __start` that outlives them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "base/system.hpp"
#include "core/deployment.hpp"

namespace chatops::wire {

/// The word that a process is told by what it is for.
inline constexpr auto start_word = "__start";

/// Used from any thread.
class StartApart {
 public:
  /// `core`: this program, with the words that lead to the same state and application; its current
  /// folder is ours. `folder`: where what such processes leave is kept for a day.
  StartApart(System system, std::vector<std::string> core, std::string folder)
      : system_(system), core_(std::move(core)), folder_(std::move(folder)) {}

  /// As workflow::Dependencies::start_apart.
  bool operator()(const core::Deployment& row);

 private:
  /// One attempt: a row that was asked for since is another.
  using Attempt = std::tuple<std::string, std::int64_t, std::int64_t>;

  void tidy();

  const System system_;
  const std::vector<std::string> core_;
  const std::string folder_;
  std::mutex mutex_;                           ///< guards begun_
  std::map<Attempt, std::string> begun_ = {};  ///< their folders
};

}  // namespace chatops::wire
