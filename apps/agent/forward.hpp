// One TCP connection to a port of 127.0.0.1 in the pod.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/fd.hpp"
#include "task.hpp"

namespace chatops::agent {

class Forward final : public Task {
 public:
  Forward(sync::Link& link, sync::ChannelId channel, std::uint16_t port);
  void data(std::string_view bytes) override;
  void ended() override;
  void poll(std::vector<pollfd>& out) const override;
  void served(const std::vector<pollfd>& ready) override;
  bool over() const override { return over_; }

 private:
  void fail(int error_number);
  void write();

  sync::Link& link_;
  sync::ChannelId channel_;
  Fd socket_;
  std::string to_write_;
  bool connecting_ = true, input_ended_ = false, output_ended_ = false, over_ = false;
};

}  // namespace chatops::agent
