// A store whose commits fail or whose process "dies" when a test says so. Wraps a real one, so that
// what was kept is what SQLite kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "core/store.hpp"

namespace chatops::test {

/// The process ended here. No Error, so that no ordinary handler swallows it.
struct Crashed {};
/// Thrown before a commit: it could not be done, and the closure runs again.
struct NotCommitted {};

class FaultyStore final : public core::Store {
 public:
  enum class Moment { before_commit, after_commit };
  /// Asked at both moments of every write; may throw.
  using Fault = std::function<void(Moment)>;

  FaultyStore(core::Store& inner, Fault fault) : inner_(inner), fault_(std::move(fault)) {}

  void read(const std::function<void(core::Tx&)>& work) override { inner_.read(work); }
  void write(const std::function<void(core::Tx&)>& work) override {
    for (bool committed = false; !committed;) {
      try {
        inner_.write([&](core::Tx& tx) {
          work(tx);
          fault_(Moment::before_commit);
        });
        committed = true;
      } catch (const NotCommitted&) {
      }
    }
    fault_(Moment::after_commit);
  }

 private:
  core::Store& inner_;
  Fault fault_;
};

}  // namespace chatops::test
