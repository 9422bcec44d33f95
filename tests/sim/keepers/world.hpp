// What outlives every server of a keepers' history: the outside world, its people, the chat, and
// the deliveries that are on their way. Every call to it is a moment at which a server may die, or
// learn nothing of what it did.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/hint.hpp"
#include "support/chat.hpp"
#include "support/classroom.hpp"

namespace chatops::test {

inline constexpr const char* sim_project = "coding/shop";

/// What is wrong with the tracker for a while. `stale`: it answers what it knew a while ago.
enum class Trouble { none, empty, missing, broken, stale };

/// The iteration that the history is about; "old" was there before the server was, and the twin
/// bears the same name.
inline constexpr const char* sim_iteration = "1";
inline constexpr const char* sim_twin = "2";
inline constexpr const char* sim_environment = "s1";
inline core::Actor sim_person() { return {"lin", core::Origin::chat, "coding:id-lin"}; }
/// The group for what concerns no iteration.
inline constexpr const char* sim_project_group = "project";

/// What the tracker tells of iterations and their issues.
struct Planned {
  std::map<std::string, core::Iteration> iterations;
  std::map<std::string, std::vector<core::Issue>> issues;
};

struct SimWorld {
  explicit SimWorld(std::uint64_t seed);

  std::uint64_t pick(std::uint64_t below) { return random.next() % below; }
  bool chance(double probability) { return random.unit() < probability; }
  void note(const std::string& what) { trace.push_back(what); }
  /// The first one counts; told when the step is over, as keepers catch what is thrown.
  void violated(const std::string& what) {
    if (broken_rule.empty()) broken_rule = what;
  }
  /// Throws Crashed, or answers the error that the call is to answer.
  std::optional<Error> pass(const std::string& point, Moment moment);

  /// By the tracker's clock, which nobody sets.
  Instant tracker_time() const { return begun_at + (clock.tick() - begun); }
  core::Iteration& iteration() { return outside.iterations.at(sim_iteration); }
  bool created() const { return outside.iterations.contains(sim_iteration); }
  bool ended() { return created() && iteration().state == core::IterationState::ended; }
  /// As the tracker tells it now; null = it says that it has none.
  const core::Iteration* tracked() const;
  /// Accounts of those who belong into the group as the tracker is now.
  std::set<std::string> wanted(const std::string& code);
  /// The iteration's group; null = there is none.
  FakeChat::Group* living_group(const std::string& code = sim_iteration);
  std::int64_t count_told(const std::string& group, const std::string& title) const;

  VirtualClock clock;
  const Instant begun_at = clock.now();
  const Tick begun = clock.tick();
  SeededRandom random;
  MapVariables variables{{}};
  NoSpawner spawner;
  Outside outside{clock};
  FakeChat chat;
  std::map<std::string, std::vector<core::Issue>> issues;
  Planned yesterday;                       ///< what a stale tracker tells
  std::optional<core::Iteration> deleted;  ///< the iteration, where the tracker has it no more
  bool said_to_be_over = false;            ///< of that one, by a person
  std::vector<core::Member> members;
  Trouble trouble = Trouble::none;
  std::set<std::string> strangers;           ///< accounts that came into the group by themselves
  int dissolved = 0, made_again = 0;         ///< groups, by people
  std::set<std::string> broken_definitions;  ///< applications whose chatops.yaml cannot be read
  int definition = 1;                        ///< rises with every push to them
  std::set<std::string> pushes_broken;       ///< applications whose file was ever broken
  std::map<std::string, std::set<std::string>> told;  ///< group → kinds of notices it ever read
  std::vector<nlohmann::json> on_their_way;           ///< bodies of deliveries
  std::vector<std::string> trace;
  std::string broken_rule;
  bool faults = true;   ///< answers get lost, and servers die
  bool deaths = false;  ///< servers die, even if nothing else goes wrong
};

/// Iterations, issues and people, with the troubles of a tracker.
class SimTracker final : public core::Tracker, public core::Members {
 public:
  explicit SimTracker(SimWorld& world) : world_(world) {}
  Known<std::vector<core::Iteration>> iterations(const Call&) override;
  Known<core::Iteration> move(const Call& call, const std::string& code, core::IterationMove,
                              const std::string&) override {
    return iteration(call, code);
  }
  Known<core::Iteration> iteration(const Call&, const std::string& code) override;
  Known<std::vector<core::Issue>> issues(const Call&, const std::string& code) override;
  Known<std::vector<core::Member>> members(const Call&) override;

 private:
  template <class T, class Work>
  Known<T> answered(const char* point, const Work& work);
  SimWorld& world_;
};

/// The chat as a server reaches it.
class SimChat final : public core::Chat,
                      public core::Groups,
                      public core::Messages,
                      public core::Directory {
 public:
  explicit SimChat(SimWorld& world) : world_(world) {}
  std::string name() const override { return "fake"; }
  core::Capabilities capabilities() const override { return {}; }
  core::Groups& groups() override { return *this; }
  core::Messages& messages() override { return *this; }
  core::Directory& directory() override { return *this; }

  Known<core::GroupRef> create(const Call&, const core::NewGroup&) override;
  Known<core::GroupFacts> facts(const Call&, const core::GroupRef&) override;
  Result<void> rename(const Call&, const core::GroupRef&, const std::string& name) override;
  Result<void> add(const Call&, const core::GroupRef&, std::span<const std::string>) override;
  Result<void> remove(const Call&, const core::GroupRef&, std::span<const std::string>) override;
  Result<void> dissolve(const Call&, const core::GroupRef&, const core::RemovalRight&) override;
  Known<core::MessageRef> send(const Call&, const core::GroupRef&, const core::Message&,
                               const std::string& key) override;
  Result<void> update(const Call&, const core::MessageRef&, const core::Message&) override;
  Known<std::vector<std::optional<core::ChatAccount>>> find(
      const Call&, std::span<const core::Person> people) override;

 private:
  template <class Work>
  auto answered(const char* point, const Work& work) -> decltype(work());
  SimWorld& world_;
};

/// A body is the hint that it is worth, as JSON.
class SimDialect final : public core::WebhookDialect {
 public:
  Result<void> verify(const core::RawDelivery&, const core::WebhookSecrets&) const override {
    return {};
  }
  std::string delivery_id(const core::RawDelivery&) const override { return ""; }
  std::string event(const core::RawDelivery&) const override { return ""; }
  Result<std::vector<core::Hint>> read(const core::RawDelivery& delivery) const override;
};

}  // namespace chatops::test
