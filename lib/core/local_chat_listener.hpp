// Hears that the local chat has changed, so that who waits for news need not ask again and again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chatops::core {

/// Called after the change is committed, from whichever thread wrote it; must not block.
class LocalChatListener {
 public:
  virtual ~LocalChatListener() = default;
  virtual void messages_changed() = 0;  ///< something was said, or a message has another content
  virtual void groups_changed() = 0;    ///< there is another group, or its name, members or end
};

}  // namespace chatops::core
