// When a deletion is proven.
// SPDX-License-Identifier: Apache-2.0
#include "core/proof.hpp"

namespace chatops::core {

Result<Proof> prove(const Known<Observation>& first, const Known<Observation>& second,
                    const Announcement& announcement, Instant now, Millis apart) {
  if (!first) return tl::make_unexpected(first.error());
  if (!second) return tl::make_unexpected(second.error());
  const auto lacking = [&](const char* why) {
    return failure(Reason::confirmation_needed, {{"what", first->subject}, {"why", why}});
  };
  if (first->subject.empty() || first->fact.empty()) return lacking("nothing_observed");
  if (first->subject != second->subject || first->subject != announcement.subject) {
    return lacking("other_subject");
  }
  if (first->fact != second->fact) return lacking("other_fact");
  if (first->epoch != second->epoch) return lacking("other_epoch");
  if (second->at - first->at < apart || second->at <= first->at) return lacking("read_once");
  if (second->at > now) return lacking("from_the_future");
  if (announcement.at == Instant{} || announcement.at > second->at) return lacking("not_announced");
  if (announcement.stopped) return lacking("stopped");
  if (announcement.until < announcement.at || now < announcement.until) return lacking("too_early");
  return Proof(second->subject, second->fact, second->epoch);
}

std::optional<Error> lacks_right(const RemovalRight& right, const std::string& subject,
                                 std::int64_t epoch) {
  const std::string name = subject.substr(subject.find('/') + 1);
  const Error lacking(Reason::confirmation_needed, {{"what", name}});
  if (const auto* confirmed = std::get_if<Confirmed>(&right))
    return confirmed->typed == name ? std::nullopt : std::optional(lacking);
  const auto& proof = std::get<Proof>(right);
  Error other = lacking;
  if (proof.subject() != subject) {
    other.args.set("why", "other_subject");
    return other;
  }
  if (proof.epoch() == epoch) return std::nullopt;
  other.args.set("why", "other_epoch");
  return other;
}

Actor remover(const RemovalRight& right) {
  const auto* confirmed = std::get_if<Confirmed>(&right);
  return confirmed != nullptr ? confirmed->person : Actor{"chatops", Origin::automatic};
}

}  // namespace chatops::core
