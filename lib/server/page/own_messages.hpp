// Answers to one person alone: no group keeps them, and their buttons must work all the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "core/message.hpp"

namespace chatops::server {

/// The last ones that have buttons. Thread-safe; forgotten when the server ends.
class OwnMessages {
 public:
  explicit OwnMessages(std::size_t most = 500) : most_(most) {}

  /// The message's name, which no stored message has.
  std::string keep(const std::string& account, const std::string& group, core::Message message);
  /// Nothing where it is another's, was shown in another group, or is forgotten.
  std::optional<core::Message> find(const std::string& account, const std::string& group,
                                    const std::string& name) const;

 private:
  struct Kept {
    std::string name, account, group;
    core::Message message;
  };

  const std::size_t most_;
  mutable std::mutex mutex_;  ///< guards what follows
  std::deque<Kept> kept_;
  std::uint64_t count_ = 0;
};

}  // namespace chatops::server
