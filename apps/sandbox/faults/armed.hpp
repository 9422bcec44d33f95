// Faults that wait for what they spoil: armed, counted and disarmed the same for calls and for
// deliveries.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "world/model.hpp"

namespace chatops::sandbox {

/// `Fault` has `id`, `skip` (lets so many pass first) and `times` (0 = for ever). Thread-safe.
template <class Fault>
class Armed {
 public:
  Id arm(Fault fault) {
    const std::scoped_lock lock(mutex_);
    fault.id = ++last_;
    armed_.push_back(std::move(fault));
    return last_;
  }
  /// 0 = all
  void disarm(Id id) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(armed_, [id](const Fault& fault) { return id == 0 || fault.id == id; });
  }
  std::vector<Fault> armed() const {
    const std::scoped_lock lock(mutex_);
    return armed_;
  }

 protected:
  /// The first that `hits`; counts it. Nothing when none does.
  template <class Hits>
  std::optional<Fault> take_first(const Hits& hits) {
    const std::scoped_lock lock(mutex_);
    for (auto fault = armed_.begin(); fault != armed_.end(); ++fault) {
      if (!hits(*fault)) continue;
      if (fault->skip > 0) {
        --fault->skip;
        continue;
      }
      const Fault hit = *fault;
      if (fault->times == 1)
        armed_.erase(fault);
      else if (fault->times > 1)
        --fault->times;
      return hit;
    }
    return std::nullopt;
  }

 private:
  mutable std::mutex mutex_;  ///< guards all below
  std::vector<Fault> armed_;
  Id last_ = 0;
};

}  // namespace chatops::sandbox
