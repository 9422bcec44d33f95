// `people list` and `people link`: how they are read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/people_link.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "command/commands/people_list.hpp"
#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

struct Account {
  std::string system, id;
};

Account account_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  return {text.substr(0, colon), text.substr(colon + 1)};
}

/// Of the first account that is somebody's; a new person where none is.
core::Identity person_of(core::Tx& tx, const std::vector<Account>& accounts,
                         const std::string& new_id) {
  for (const Account& one : accounts) {
    if (auto known = tx.identities().by_account(one.system, one.id)) return std::move(*known);
  }
  core::Identity out{.id = new_id, .name = accounts.front().id};
  for (const Account& one : accounts) {
    if (one.system == "coding") out.id = one.system + ":" + one.id;
    const auto local = one.system == "local" ? tx.local_chat().account(one.id) : std::nullopt;
    if (local) out.name = local->name;
  }
  return out;
}

std::vector<core::Identity> linked(core::Tx& tx, const std::vector<Account>& accounts,
                                   const std::string& new_id, const std::string& by, Instant now) {
  core::Identity person = person_of(tx, accounts, new_id);
  for (const Account& one : accounts) person.accounts[one.system] = one.id;
  person.linked_by = by;
  person.changed_at = now;
  tx.identities().put(person);
  return {person};
}

std::vector<core::Identity> unlinked(core::Tx& tx, const std::vector<Account>& accounts,
                                     const std::string& by, Instant now) {
  std::vector<core::Identity> out;
  for (const Account& one : accounts) {
    auto person = tx.identities().by_account(one.system, one.id);
    if (!person) bad("ACCOUNT", one.system + ":" + one.id, "chatops people list");
    person->accounts.erase(one.system);
    person->linked_by = by;
    person->changed_at = now;
    std::erase_if(out, [&](const core::Identity& before) { return before.id == person->id; });
    if (person->accounts.empty()) {
      tx.identities().remove(person->id);
    } else {
      tx.identities().put(*person);
      out.push_back(std::move(*person));
    }
  }
  return out;
}

Outcome outcome_of(const std::vector<core::Identity>& people) {
  Outcome out{.kind = "people", .body = {{"items", json::array()}}};
  for (const core::Identity& person : people) out.body["items"].push_back(body_of(person));
  return out;
}

}  // namespace

void read(PeopleListRequest&, const ParsedArgs&, const Around&) {}

void read(PeopleLinkRequest& request, const ParsedArgs& args, const Around&) {
  request.accounts = args.positionals;
  request.remove = args.has("remove");
  std::vector<std::string> systems;
  for (const std::string& text : request.accounts) {
    const std::size_t colon = text.find(':');
    if (colon == 0 || colon == std::string::npos || colon + 1 == text.size())
      bad("ACCOUNT", text, "coding:12345, local:lin");
    const std::string system = text.substr(0, colon);
    if (!request.remove && std::ranges::find(systems, system) != systems.end())
      bad("ACCOUNT", text, "coding:12345 local:lin");
    systems.push_back(system);
  }
  if (!request.remove && request.accounts.size() < 2)
    throw Error(Reason::usage_missing_argument, {{"what", "ACCOUNT"}});
}

Reply handle(Context& context, const PeopleListRequest&) {
  std::vector<core::Identity> people;
  context.services.dependencies(context.call).store.read([&](core::Tx& tx) {
    people = tx.identities().list();
  });
  return outcome_of(people);
}

Reply handle(Context& context, const PeopleLinkRequest& request) {
  const System system = context.services.system();
  const Instant now = system.clock.now();
  const std::string new_id = "person:" + make_ulid(now, system.random);
  const std::string& by = context.envelope.actor.id;
  std::vector<Account> accounts;
  for (const std::string& text : request.accounts) accounts.push_back(account_of(text));
  std::vector<core::Identity> people;
  context.services.dependencies(context.call).store.write([&](core::Tx& tx) {
    people =
        request.remove ? unlinked(tx, accounts, by, now) : linked(tx, accounts, new_id, by, now);
  });
  return outcome_of(people);
}

}  // namespace chatops::command
