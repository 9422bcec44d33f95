// The right to delete. Code that removes something from the outside world takes a Proof, and only
// prove() can make one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/known.hpp"

namespace chatops::core {

/// One positive reading: the outside world said, at that time, that the thing may go.
struct Observation {
  std::string subject;  ///< "environment/sprint-42"
  std::string fact;     ///< "iteration_ended", "confirmed_by_name"
  std::int64_t epoch = 1;
  Instant at{};
};

/// People were told, and could stop it until then.
struct Announcement {
  std::string subject;
  Instant at{}, until{};
  bool stopped = false;
};

class Proof {
 public:
  const std::string& subject() const { return subject_; }
  const std::string& fact() const { return fact_; }
  std::int64_t epoch() const { return epoch_; }

 private:
  Proof(std::string subject, std::string fact, std::int64_t epoch)
      : subject_(std::move(subject)), fact_(std::move(fact)), epoch_(epoch) {}
  friend Result<Proof> prove(const Known<Observation>&, const Known<Observation>&,
                             const Announcement&, Instant, Millis);
  std::string subject_, fact_;
  std::int64_t epoch_;
};

/// Two readings of the same subject, fact and epoch, at least `apart` between them, and an
/// announcement that was made before the second, was not stopped and whose time has passed.
/// An unknown reading gives its own error; otherwise confirmation_needed, `why` = what is lacking.
Result<Proof> prove(const Known<Observation>& first, const Known<Observation>& second,
                    const Announcement& announcement, Instant now, Millis apart);

}  // namespace chatops::core
