// The fakes of a keepers' history.
// SPDX-License-Identifier: Apache-2.0
#include "sim/keepers/world.hpp"

#include <algorithm>

#include "support/faulty_store.hpp"

namespace chatops::test {
namespace {

/// For the trace.
std::string said_in(const core::Message& message) {
  const auto body = nlohmann::json::parse(message.text, nullptr, false);
  return message.title + (body.is_object() ? ' ' + body.value("status", "") : std::string());
}

}  // namespace

SimWorld::SimWorld(std::uint64_t seed) : random(seed) {
  furnish(outside);
  core::BranchHead head;
  head.branch = "main";
  outside.heads["web-repo@main"] = head;
  outside.finds = chance(0.5);
  outside.fault = [this](const std::string& point, Moment moment) { return pass(point, moment); };
  for (const char* name : {"lin", "wang", "chen", "mei", "ghost"}) {
    const std::string email = std::string(name) + "@example.com";
    members.push_back({{"id-" + std::string(name), name, email}, core::Role::member});
    if (std::string_view(name) != "ghost") chat.accounts.push_back({name, name, email, ""});
  }
  outside.iterations["old"] = {.code = "old",
                               .name = "Sprint old",
                               .state = core::IterationState::active,
                               .created_at = clock.now() - std::chrono::hours{1000}};
  chat.made[sim_project_group] = {.name = "Shop", .key = "", .members = {"mei"}};
}

std::optional<Error> SimWorld::pass(const std::string& point, Moment moment) {
  if (!(faults || deaths) || !chance(faults ? 0.02 : 0.008)) return std::nullopt;
  const std::string where = point + (moment == Moment::before ? " before" : " after");
  if (!faults || chance(0.4)) {
    note("  dies at " + where);
    throw Crashed{};
  }
  note("  error at " + where);
  return Error(Reason::server_error, {{"where", point}});
}

const core::Iteration* SimWorld::tracked() const {
  if (trouble == Trouble::missing) return nullptr;
  const auto& all = trouble == Trouble::stale ? yesterday.iterations : outside.iterations;
  const auto found = all.find(sim_iteration);
  return found == all.end() ? nullptr : &found->second;
}

std::int64_t SimWorld::count_told(const std::string& group, const std::string& title) const {
  return std::ranges::count_if(
      chat.sent, [&](const auto& one) { return one.first == group && one.second.title == title; });
}

std::set<std::string> SimWorld::wanted(const std::string& code) {
  std::set<std::string> ids;
  if (const auto& owner = outside.iterations.at(code).owner) ids.insert(owner->id);
  for (const core::Issue& issue : issues[code]) {
    if (issue.assignee) ids.insert(issue.assignee->id);
    for (const core::Person& watcher : issue.watchers) ids.insert(watcher.id);
  }
  std::set<std::string> out;
  for (const core::Member& member : members) {
    const bool found = std::ranges::any_of(
        chat.accounts, [&](const auto& one) { return one.id == member.person.name; });
    if (ids.contains(member.person.id) && found) out.insert(member.person.name);
  }
  return out;
}

FakeChat::Group* SimWorld::living_group(const std::string& code) {
  const std::string key = core::text_of(core::IterationKey{"coding", "shop", code});
  for (auto& [id, group] : chat.made)
    if (!group.gone && (group.key == key || group.key.starts_with(key + '/'))) return &group;
  return nullptr;
}

template <class T, class Work>
Known<T> SimTracker::answered(const char* point, const Work& work) {
  if (auto cut = world_.pass(point, Moment::before)) return unknown(*cut);
  if (world_.trouble == Trouble::broken) return failure(Reason::server_error);
  if (world_.trouble == Trouble::missing) return failure(Reason::outside_not_found);
  Known<T> out = work();
  if (auto cut = world_.pass(point, Moment::after)) return unknown(*cut);
  return out;
}

Known<std::vector<core::Iteration>> SimTracker::iterations(const Call&) {
  using List = std::vector<core::Iteration>;
  return answered<List>("iterations", [&]() -> Known<List> {
    List out;
    if (world_.trouble == Trouble::empty) return out;
    const bool stale = world_.trouble == Trouble::stale;
    for (const auto& [code, one] : stale ? world_.yesterday.iterations : world_.outside.iterations)
      out.push_back(one);
    return out;
  });
}

Known<core::Iteration> SimTracker::iteration(const Call&, const std::string& code) {
  return answered<core::Iteration>("iteration", [&]() -> Known<core::Iteration> {
    const bool stale = world_.trouble == Trouble::stale;
    const auto& all = stale ? world_.yesterday.iterations : world_.outside.iterations;
    const auto found = all.find(code);
    if (found == all.end()) return failure(Reason::outside_not_found);
    return found->second;
  });
}

Known<std::vector<core::Issue>> SimTracker::issues(const Call&, const std::string& code) {
  using List = std::vector<core::Issue>;
  return answered<List>("issues", [&]() -> Known<List> {
    if (world_.trouble == Trouble::empty) return List();
    return world_.trouble == Trouble::stale ? world_.yesterday.issues[code] : world_.issues[code];
  });
}

Known<std::vector<core::Member>> SimTracker::members(const Call&) {
  using List = std::vector<core::Member>;
  return answered<List>("members", [&]() -> Known<List> { return world_.members; });
}

template <class Work>
auto SimChat::answered(const char* point, const Work& work) -> decltype(work()) {
  if (auto cut = world_.pass(point, Moment::before)) return unknown(*cut);
  auto out = work();
  if (auto cut = world_.pass(point, Moment::after)) return unknown(*cut);
  return out;
}

Known<core::GroupRef> SimChat::create(const Call& call, const core::NewGroup& wanted) {
  return answered("create", [&] { return world_.chat.create(call, wanted); });
}

Known<core::GroupFacts> SimChat::facts(const Call& call, const core::GroupRef& group) {
  return answered("group", [&] { return world_.chat.facts(call, group); });
}

Result<void> SimChat::rename(const Call& call, const core::GroupRef& group,
                             const std::string& name) {
  return answered("rename", [&] { return world_.chat.rename(call, group, name); });
}

Result<void> SimChat::add(const Call& call, const core::GroupRef& group,
                          std::span<const std::string> accounts) {
  return answered("add", [&] { return world_.chat.add(call, group, accounts); });
}

Result<void> SimChat::remove(const Call& call, const core::GroupRef& group,
                             std::span<const std::string> accounts) {
  for (const std::string& account : accounts)
    if (world_.strangers.contains(account)) world_.violated("a stranger is put out: " + account);
  return answered("remove", [&] { return world_.chat.remove(call, group, accounts); });
}

Result<void> SimChat::dissolve(const Call& call, const core::GroupRef& group,
                               const core::RemovalRight& right) {
  // A tracker that denies the iteration after its end was proved changes nothing any more.
  const core::Iteration* told = world_.tracked();
  if (told != nullptr && told->state != core::IterationState::ended)
    world_.violated("dissolved although the iteration goes on");
  // Whoever dissolved it by hand keeps the keeper from telling, and from nothing else.
  const auto there = world_.chat.made.find(group.id);
  const bool gone = there != world_.chat.made.end() && there->second.gone;
  for (const char* kind : {"ending", "retired"})
    if (!gone && !world_.told[group.id].contains(kind))
      world_.violated(std::string("dissolved before its people were told: ") + kind);
  return answered("dissolve", [&] { return world_.chat.dissolve(call, group, right); });
}

Known<core::MessageRef> SimChat::send(const Call& call, const core::GroupRef& group,
                                      const core::Message& message, const std::string& key) {
  return answered("send", [&] {
    auto out = world_.chat.send(call, group, message, key);
    // The platform that knows the key leaves what it has.
    if (out) world_.told[group.id].insert(world_.chat.sent.at(std::stoul(out->id)).second.title);
    world_.note("  in " + group.id + ": " + said_in(message));
    return out;
  });
}

Result<void> SimChat::update(const Call& call, const core::MessageRef& ref,
                             const core::Message& message) {
  return answered("update", [&] {
    auto out = world_.chat.update(call, ref, message);
    if (out) world_.told[ref.group.id].insert(message.title);
    world_.note("  in " + ref.group.id + " now: " + said_in(message));
    return out;
  });
}

Known<std::vector<std::optional<core::ChatAccount>>> SimChat::find(
    const Call& call, std::span<const core::Person> people) {
  return answered("people", [&] { return world_.chat.find(call, people); });
}

Result<std::vector<core::Hint>> SimDialect::read(const core::RawDelivery& delivery) const {
  const auto body = nlohmann::json::parse(delivery.body, nullptr, false);
  if (body.is_discarded()) return failure(Reason::webhook_unreadable);
  core::Hint hint{.project = "shop"};
  const std::string kind = body.value("kind", "");
  for (const auto one : {core::HintKind::iteration, core::HintKind::issue, core::HintKind::members,
                         core::HintKind::artifact, core::HintKind::branch}) {
    if (kind == core::word_of(one)) hint.kind = one;
  }
  hint.code = body.value("code", "");
  hint.place = body.value("place", "");
  hint.name = body.value("name", "");
  hint.version = body.value("version", "");
  hint.repository = body.value("repository", "");
  return std::vector<core::Hint>{hint};
}

}  // namespace chatops::test
