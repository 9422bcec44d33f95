// See chat_offers.hpp. Nothing outside is asked: it is typed while this runs.
// SPDX-License-Identifier: Apache-2.0
#include "server/chat_offers.hpp"

namespace chatops::server {

namespace {

using Wanted = command::table::Kind;

constexpr std::size_t most = 50;

class Offers {
 public:
  Offers(const command::ChatCompletions& offered, std::vector<Completion>& out)
      : offered_(offered), out_(out) {}

  void add(const std::string& word, const std::string& hint) {
    if (word.starts_with(offered_.current) && out_.size() < most)
      out_.push_back({offered_.prefix + word, hint});
  }

 private:
  const command::ChatCompletions& offered_;
  std::vector<Completion>& out_;
};

void add_of_application(const core::Application& of, Wanted wanted, Offers& offers) {
  switch (wanted) {
    case Wanted::component:
      for (const auto& one : of.components) offers.add(one.name, one.title);
      break;
    case Wanted::component_choice:
      for (const auto& one : of.components) offers.add(one.name + "@", one.title);
      break;
    case Wanted::repository:
      for (const auto& one : of.repositories) offers.add(one.name, "");
      break;
    case Wanted::environment_class:
      for (const auto& one : of.classes) offers.add(one.name, one.title);
      break;
    default: break;
  }
}

bool from_application(Wanted wanted) {
  return wanted == Wanted::component || wanted == Wanted::component_choice ||
         wanted == Wanted::repository || wanted == Wanted::environment_class;
}

}  // namespace

void add_values(const Call& call, ChatParts& parts, const ChatPlace& place,
                const command::ChatCompletions& offered, std::vector<Completion>& out) {
  Offers offers(offered, out);
  const Wanted wanted = offered.wanted;
  if (wanted == Wanted::folder) {  // the value of --app
    for (const std::string& name : place.applications) offers.add(name, "");
  } else if (wanted == Wanted::environment) {
    std::vector<core::EnvironmentSummary> all;
    parts.store.read([&](core::Tx& tx) {
      all.clear();
      for (const std::string& name : place.applications) {
        for (auto& one : tx.environments().list(name, false)) all.push_back(std::move(one));
      }
    });
    for (const auto& one : all) offers.add(one.name, one.iteration);
  } else if (wanted == Wanted::iteration) {
    std::vector<core::IterationRecord> all;
    parts.store.read([&](core::Tx& tx) {
      all = tx.iterations().list(place.project.tracker, place.project.project, false);
    });
    for (const auto& one : all) offers.add(one.key.code, one.last.name);
  } else if (from_application(wanted)) {
    for (const std::string& name : place.applications) {
      const auto services = parts.hosts.services(name);
      add_of_application(services->dependencies(call).application, wanted, offers);
    }
  }
}

}  // namespace chatops::server
