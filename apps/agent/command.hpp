// One program in the container, with a terminal or with pipes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include "base/fd.hpp"
#include "sync/orders.hpp"
#include "task.hpp"

namespace chatops::agent {

class Command final : public Task {
 public:
  /// `root`: where relative folders are.
  Command(sync::Link& link, sync::ChannelId channel, const sync::CommandOrder& order,
          const std::string& root);
  /// Ends the whole group of processes: hang-up, as when a terminal closes, then kill. Of an order
  /// that says so, whatever it has begun.
  ~Command() override;
  void data(std::string_view bytes) override;
  void ended() override;
  void poll(std::vector<pollfd>& out) const override;
  void served(const std::vector<pollfd>& ready) override;
  void child_ended() override;
  bool over() const override { return over_; }

 private:
  void start(const sync::CommandOrder& order, const std::string& root);
  void take(const sync::CommandPart& part);
  void say(sync::CommandPart::Type type, std::string bytes);
  void write();
  void read(Fd& from, sync::CommandPart::Type type);
  void finish_if_done();
  void end_the_rest() const;

  sync::Link& link_;
  sync::ChannelId channel_;
  sync::PartReader reader_;
  bool terminal_;
  std::string mark_;  ///< of whatever is begun; "" = what takes itself away stays
  pid_t pid_ = -1;
  Fd input_, output_, errors_;  ///< of a terminal all is `output_`
  Fd log_;                      ///< of the pod, where what is said goes as well
  std::string to_write_;
  std::size_t taken_ = 0;  ///< bytes of the channel that wait in to_write_
  bool input_ended_ = false, over_ = false, exited_ = false;
  int code_ = 0;
};

}  // namespace chatops::agent
