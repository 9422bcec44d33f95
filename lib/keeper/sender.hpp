// Sends what waits in the outbox: in order a group, only the newest state of a card, later after a
// failure, and never twice as far as the platform can tell.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/system.hpp"
#include "core/chat.hpp"
#include "core/store.hpp"

namespace chatops::keeper {

/// A notice in words; `language` as the item has it.
using Wording =
    std::function<core::Message(const core::Notice& notice, const std::string& language)>;

struct SenderOptions {
  Millis limit{20'000};  ///< deadline of one message
  int batch = 32;
};

/// Used by one thread.
class Sender {
 public:
  /// All outlive it. `chats` by platform.
  Sender(core::Store& store, std::map<std::string, core::Chat*> chats, Wording wording,
         const System& system, SenderOptions options = {});

  /// Sends what is due, and answers how long nothing will be, unless something is put into the
  /// outbox. Throws Interrupted, and the store's errors.
  Millis send_due(const Call& call);

 private:
  void send(const Call& call, const core::OutboxItem& item);

  core::Store& store_;
  const std::map<std::string, core::Chat*> chats_;
  const Wording wording_;
  const System& system_;
  const SenderOptions options_;
};

}  // namespace chatops::keeper
