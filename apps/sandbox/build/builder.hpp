// The build machine: takes a build through its stages, makes the image, pushes it and writes its
// artifact record.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "build/image.hpp"
#include "git/repositories.hpp"
#include "world/parts.hpp"

namespace chatops::sandbox {

/// Two agents work side by side. A build that was running when the sandbox ended starts over at the
/// next start.
class Builder final : public BuildMachine {
 public:
  Builder(World& world, const Settings& settings, Repositories& repositories, ImageMaker& images);
  ~Builder() override;

  /// Takes up unfinished builds of the last run. Call once, after seeding.
  void begin();
  Id start(const BuildOrder& order) override;
  void stop(Id build_id) override;
  void fill(int components, int artifacts) override;

 private:
  struct Work;
  void work(const std::stop_token& stop);
  void run(Id build_id, const std::stop_token& stop);
  bool stage(Work& work, const std::string& name, std::int64_t took, const std::string& log,
             const std::stop_token& stop);
  void fail(Work& work);
  void publish(Work& work);
  void enqueue(Id build_id);

  World& world_;
  const Settings& settings_;
  Repositories& repositories_;
  ImageMaker& images_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Id> queue_;
  std::vector<std::jthread> agents_;  ///< last: they use all the above
};

}  // namespace chatops::sandbox
