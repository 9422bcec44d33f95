// A program that was begun in a container and cannot be started.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "kube/api.hpp"

namespace chatops::test {

class Unstarted final : public kube::Exec {
 public:
  explicit Unstarted(Error why) : why_(std::move(why)) {}
  Known<kube::ExecEvent> next(const Call&) override { return unknown(why_); }
  Result<void> write(const Call&, std::string_view) override { return {}; }
  Result<void> close_input(const Call&) override { return {}; }
  Result<void> resize(const Call&, kube::TerminalSize) override { return {}; }

 private:
  Error why_;
};

}  // namespace chatops::test
