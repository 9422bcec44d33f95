// Executions of this machine: a folder each, in which helm runs and which tells of it when nobody
// is left who started it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/system.hpp"
#include "core/subscription.hpp"
#include "helm/judge.hpp"

namespace chatops::helm {

class Runs {
 public:
  /// `folder` holds the others.
  Runs(System system, std::string folder) : system_(system), folder_(std::move(folder)) {}

  /// Keeps the values where nobody else can read them; their path. file_unwritable, disk_full.
  Result<std::string> keep_values(const std::string& mark, const std::string& text);
  /// Fine also where it was launched before. start_interrupted where it was given up; others as
  /// Spawner::launch. Nothing runs then.
  Result<void> launch(const std::string& mark, const Command& command);
  /// True: it was not launched, and never will be, however late its start comes to that. False: it
  /// was, or somebody may be about to.
  bool give_up(const std::string& mark);
  /// Nothing was ever launched here: `here` is false.
  Process look(const std::string& mark);
  /// Tells when that helm has ended, also where it has already. Null: it was not started here.
  std::unique_ptr<core::Subscription> tell_end(const std::string& mark, core::Changed changed);
  /// Values are secrets: they go when helm has ended.
  void forget_values(const std::string& mark);
  /// Asks helm to stop, and writes down why first.
  Result<void> cancel(const std::string& mark, const std::string& reason);
  /// Folders of executions that ended long ago go.
  void tidy();

 private:
  std::string place(const std::string& mark) const { return folder_ + "/" + mark; }
  System system_;
  std::string folder_;
};

}  // namespace chatops::helm
