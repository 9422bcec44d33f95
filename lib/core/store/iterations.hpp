// Iterations that the server knows: what it saw of them, and how far their group and their end are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "core/chat.hpp"
#include "core/iteration.hpp"
#include "core/proof.hpp"

namespace chatops::core {

/// One iteration is (tracker, project, code).
struct IterationKey {
  std::string tracker, project, code;
  auto operator<=>(const IterationKey&) const = default;
};
/// "iteration/TRACKER/PROJECT/CODE"; "/" and "%" within a part are percent-encoded.
std::string text_of(const IterationKey& key);

/// `seen`: it was there before the server was, and nothing is done for it until somebody adopts it.
enum class IterationStage { seen, active, ending, retiring, retired };
std::string_view word_of(IterationStage stage);
std::optional<IterationStage> iteration_stage_of(std::string_view word);

/// One whom chatops put into the group; others are never taken out.
struct GroupMember {
  std::string account;                      ///< at the platform
  std::string person;                       ///< the tracker's id
  std::optional<Instant> not_wanted_since;  ///< nothing = wanted
  bool adding = false;  ///< about to be put in: nobody knows yet whether it was done
  bool operator==(const GroupMember&) const = default;
};

void to_json(nlohmann::json& out, const GroupMember& value);
void from_json(const nlohmann::json& in, GroupMember& value);

struct IterationRecord {
  IterationKey key;
  Iteration last;  ///< as it was read last
  Instant read_at{};
  IterationStage stage = IterationStage::seen;
  GroupRef group;
  std::string group_name;              ///< as the group was named last
  bool group_asked = false;            ///< the platform was asked for one, and has not answered
  std::int64_t former_groups = 0;      ///< lost ones: a new group is asked for by another key
  bool group_lost = false;             ///< dissolved, or the bot put out, by somebody else
  std::vector<GroupMember> members;    ///< added by us
  std::vector<std::string> unmatched;  ///< people without an account that were reported
  std::vector<std::string> issues;     ///< codes of its issues, as they were read last; in order
  bool welcomed = false;
  /// Of the end: the first reading, what was announced, and by whom it is kept.
  std::optional<Observation> ended;
  std::optional<Announcement> announcement;
  std::string kept_by;   ///< person's id; "" = nobody pressed Keep
  bool missing = false;  ///< the tracker had it no more when it was read last
  std::string over_by;   ///< person's id, who says that a missing one is over; "" = nobody
  bool environments_gone = false;
  std::vector<std::string> muted;  ///< kinds of notices that its group does not want
  std::string language;            ///< of the group; "" = the server's
  Instant created_at{}, changed_at{};
  std::int64_t version = 0;  ///< for conditional updates; 0 = not stored yet
};
void to_json(nlohmann::json& out, const IterationRecord& value);
/// Throws state_damaged, `what` = the member.
void from_json(const nlohmann::json& in, IterationRecord& value);

class Iterations {
 public:
  virtual ~Iterations() = default;
  virtual std::optional<IterationRecord> find(const IterationKey& key) = 0;
  /// Whose group it is: the one that is not retired, else the one that had it last.
  virtual std::optional<IterationRecord> of_group(const GroupRef& group) = 0;
  /// By code; without retired ones unless asked for.
  virtual std::vector<IterationRecord> list(const std::string& tracker, const std::string& project,
                                            bool with_retired) = 0;
  /// find()'s, without reading the whole.
  virtual std::optional<IterationStage> stage(const IterationKey& key) = 0;
  /// Nothing before the first reading of the project was recorded: what is there then is a
  /// baseline.
  virtual std::optional<Instant> first_sight(const std::string& tracker,
                                             const std::string& project) = 0;
  virtual void know_project(const std::string& tracker, const std::string& project,
                            Instant now) = 0;
  /// Inserts (version 0) or updates when the stored version is the given one. state_conflict, also
  /// where the group is another one's that is not retired (`what` = "group/ID").
  virtual void put(IterationRecord& record) = 0;
};

}  // namespace chatops::core
