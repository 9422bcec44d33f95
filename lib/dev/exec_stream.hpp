// An exec as the byte stream that a sync session runs over.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "kube/streams.hpp"
#include "sync/stream.hpp"

namespace chatops::dev {

/// Its output is what is read, its input what is written. What it says on standard error and its
/// exit code are told where it ends: answer_cut with `why`. Threads as of both.
class ExecStream final : public sync::ByteStream {
 public:
  explicit ExecStream(std::unique_ptr<kube::Exec> exec) : exec_(std::move(exec)) {}
  Result<std::string> read(const Call& call) override;
  Result<void> write(const Call& call, std::string_view bytes) override;

 private:
  std::unique_ptr<kube::Exec> exec_;
  std::string errors_;  ///< the beginning of them
};

}  // namespace chatops::dev
