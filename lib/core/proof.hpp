// The right to delete. Code that removes something from the outside world takes one of two: a
// Proof, which only prove() can make, or what a person confirmed by typing its name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.hpp"
#include "base/known.hpp"
#include "core/deployment.hpp"

namespace chatops::core {

/// One positive reading: the outside world said, at that time, that the thing may go.
struct Observation {
  std::string subject;  ///< "environment/sprint-42"
  std::string fact;     ///< "iteration_ended"
  std::int64_t epoch = 1;
  Instant at{};
};

void to_json(nlohmann::json& out, const Observation& value);
/// Throws state_damaged, `what` = the member; so does the other.
void from_json(const nlohmann::json& in, Observation& value);

/// People were told, and could stop it until then.
struct Announcement {
  std::string subject;
  Instant at{}, until{};
  bool stopped = false;
};

void to_json(nlohmann::json& out, const Announcement& value);
void from_json(const nlohmann::json& in, Announcement& value);

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

/// What a person typed to confirm that the thing of that name goes.
struct Confirmed {
  Actor person;
  std::string typed;
};

using RemovalRight = std::variant<Proof, Confirmed>;

/// Nothing where the right is for this subject (KIND/NAME) and epoch; else confirmation_needed,
/// `what` = the name, `why` = other_subject | other_epoch for a proof.
std::optional<Error> lacks_right(const RemovalRight& right, const std::string& subject,
                                 std::int64_t epoch);
/// Who removes: the person, or chatops by itself (Origin::automatic).
Actor remover(const RemovalRight& right);

}  // namespace chatops::core
