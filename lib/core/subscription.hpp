// Hearing of a change from outside, where the outside tells of changes by itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace chatops::core {

/// Lasts until it is destroyed; nobody is being told any more when that returns.
class Subscription {
 public:
  virtual ~Subscription() = default;
};

/// Something may have changed; what it is, is found by looking. Called on a thread of the
/// subscription's, maybe often, and does not block.
using Changed = std::function<void()>;

}  // namespace chatops::core
