// A string that does not print: tokens and passwords travel in it from their source to the header
// they go into.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

namespace chatops {

/// Holds a secret; has no operator<<, no formatter, and overwrites its memory when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&&) noexcept = default;
  ~Secret();

  bool empty() const { return text_.empty(); }
  /// The one door out. Call it only where the secret leaves for the system it belongs to.
  const std::string& reveal() const { return text_; }

 private:
  std::string text_;
};

}  // namespace chatops
