// Hooks, hints and people against the simulated CODING, which shares no decoder with them: what
// happens there arrives signed, is read as the right hint, and the reading it leads to tells it.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <ostream>
#include <set>

#include "coding/coding.hpp"
#include "coding/service_hook.hpp"
#include "net/server.hpp"
#include "sandbox_side.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;
using core::Hint;
using core::HintKind;
using Did = core::HookSetUp::Did;

namespace {

/// The door that deliveries come in by: verified over the raw bytes, then read.
class Door {
 public:
  Door()
      : server_(net::serve({}, [this](const net::ServerRequest& in, const net::Respond& respond) {
          net::ServerResponse out;
          out.status = take({.headers = in.headers.fields(), .body = in.body});
          respond(out);
        })) {}

  core::WantedHook wanted() {
    return {.name = "chatops contract",
            .url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/hooks/coding",
            .secrets = secrets};
  }

  /// The first hint that came, or comes within the time, and is such a one.
  template <class Such>
  std::optional<Hint> hint(Such such) {
    std::unique_lock lock(mutex_);
    std::optional<Hint> found;
    came_.wait_for(lock, std::chrono::seconds(20), [&] {
      const auto at = std::find_if(hints_.begin(), hints_.end(), such);
      if (at != hints_.end()) found = *at;
      return found.has_value();
    });
    return found;
  }
  std::optional<Hint> hint(HintKind kind, const std::string& code) {
    return hint([&](const Hint& one) { return one.kind == kind && one.code == code; });
  }
  std::vector<std::string> unread() {
    const std::lock_guard lock(mutex_);
    return unread_;
  }
  int refused() {
    const std::lock_guard lock(mutex_);
    return refused_;
  }

  core::WebhookSecrets secrets{.token = Secret("c0ntract"),
                               .user_password = Secret("coding:contract")};

 private:
  int take(const core::RawDelivery& delivery) {
    const std::lock_guard lock(mutex_);
    if (!dialect_->verify(delivery, secrets)) {
      ++refused_;
      return 401;
    }
    auto hints = dialect_->read(delivery);
    if (hints) {
      hints_.insert(hints_.end(), hints->begin(), hints->end());
    } else {
      unread_.push_back(dialect_->event(delivery) + ": " +
                        std::string(hints.error().args.get("why")));
    }
    if (dialect_->delivery_id(delivery).empty()) unread_.push_back("no id");
    came_.notify_all();
    return 200;
  }

  std::unique_ptr<core::WebhookDialect> dialect_ = make_service_hook();
  std::mutex mutex_;  ///< guards what follows
  std::condition_variable came_;
  std::vector<Hint> hints_;
  std::vector<std::string> unread_;
  int refused_ = 0;
  std::unique_ptr<net::Server> server_;
};

/// One door for all cases, and the hook that leads to it.
struct Story : Side {
  Story() {
    auto wanted = door().wanted();
    wanted.take_over = true;  // from a case before, whose door is gone
    const auto done = make_webhooks(coding)->set_up(call, wanted);
    if (!done) FAIL(done.error().what() << ": " << done.error().args.get("why"));
    REQUIRE_FALSE(done->trial);
  }
  static Door& door() {
    static Door one;
    return one;
  }
  /// The whole answer of an action that the product itself does not use.
  net::Json act(const std::string& action, net::Json parameters, const char* role = "personal") {
    parameters["Action"] = action;
    net::Request request;
    request.method = "POST";
    request.url = outside().url + "/open-api?Action=" + action;
    request.headers = {{"Content-Type", "application/json"},
                       {"Authorization", outside().settings(role).token->authorization.reveal()}};
    request.body = net::dump(parameters);
    request.system = "act";
    const auto answer = http->perform_one(call, request);
    REQUIRE(answer);
    auto response = net::parse_json(answer->body);
    REQUIRE(response);
    INFO(answer->body);
    REQUIRE(net::member(net::member(*response, "Response"), "Error").is_null());
    return net::member(*response, "Response");
  }
  int new_iteration(const std::string& name) {
    const auto made = act("CreateIteration", {{"ProjectName", "classroom"},
                                              {"Name", name},
                                              {"StartAt", "2026-03-02"},
                                              {"EndAt", "2026-03-13"}});
    return made.at("Iteration").at("Code").get<int>();
  }
};

}  // namespace

TEST_CASE("a hook is created, tried, left alone, and mended after it was changed") {
  Door door;
  Side side;
  const auto hooks = make_webhooks(side.coding);
  const auto wanted = door.wanted();
  const auto first = hooks->set_up(side.call, wanted);
  REQUIRE(first);
  CHECK(first->did == Did::created);
  if (first->trial) FAIL(first->trial->what() << ": " << first->trial->args.get("why"));
  CHECK(first->hook.flaws.empty());
  CHECK(first->signature_header == "X-Coding-Signature");
  CHECK(door.refused() == 0);
  CHECK(door.hint([](const Hint& one) { return one.kind == HintKind::ping; }));

  CHECK(hooks->set_up(side.call, wanted)->did == Did::nothing);

  auto changed = wanted;
  changed.secrets.token = Secret("another");
  changed.secrets.user_password = Secret("some:body");
  const auto seen = hooks->look(side.call, changed);
  REQUIRE(seen);
  const auto ours =
      std::find_if(seen->begin(), seen->end(), [](const auto& one) { return one.ours; });
  REQUIRE(ours != seen->end());
  if (ours->secrets_told) CHECK(ours->flaws.size() == 2);
  door.secrets = changed.secrets;
  const auto mended = hooks->set_up(side.call, changed);
  REQUIRE(mended);
  CHECK(mended->did == Did::repaired);
  CHECK_FALSE(mended->trial);
  CHECK(hooks->set_up(side.call, changed)->did == Did::nothing);
  // Leaves the others of this program without a second hook to a dead door.
  auto elsewhere = Story::door().wanted();
  elsewhere.name = wanted.name;
  const auto taken = hooks->set_up(side.call, elsewhere);
  REQUIRE_FALSE(taken);
  CHECK(taken.error().reason == Reason::webhook_taken);
  elsewhere.take_over = true;
  const auto moved = hooks->set_up(side.call, elsewhere);
  REQUIRE(moved);
  CHECK(moved->did == Did::repaired);
}

TEST_CASE("a token without the scope, and one that cannot have it, name what is needed") {
  Side machine("ci");
  const auto refused = make_webhooks(machine.coding)->look(machine.call, Story::door().wanted());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().reason == Reason::auth_scope);
  CHECK(refused.error().args.get("needed") == "service-hook:profile:ro");
}

TEST_CASE("an iteration from its plan to its end and beyond") {
  Story story;
  const auto tracker = make_tracker(story.coding);
  const int number = story.new_iteration("Contract of hooks");
  const auto code = std::to_string(number);
  auto hint = Story::door().hint(HintKind::iteration, code);
  REQUIRE(hint);
  CHECK(hint->created);
  CHECK(hint->project == "classroom");
  CHECK(hint->title == "Contract of hooks");
  CHECK(tracker->iteration(story.call, code)->state == core::IterationState::planned);

  const auto turn = [&](const char* with, core::IterationState state) {
    story.act("ModifyIterationStatus", {{"ProjectName", "classroom"},
                                        {"IterationCode", number},
                                        {"Operator", with},
                                        {"StartAt", "2026-03-02"},
                                        {"EndAt", "2026-03-13"}});
    CHECK(tracker->iteration(story.call, code)->state == state);
  };
  turn("start", core::IterationState::active);
  CHECK(Story::door().hint([&](const Hint& one) {
    return one.kind == HintKind::iteration && one.code == code && !one.created;
  }));
  turn("complete", core::IterationState::ended);
  turn("restart", core::IterationState::active);

  story.act("DeleteIteration", {{"ProjectName", "classroom"}, {"IterationCode", number}});
  CHECK(Story::door().hint([&](const Hint& one) {
    return one.kind == HintKind::iteration && one.code == code && one.deleted;
  }));
  CHECK(tracker->iteration(story.call, code).error().reason == Reason::outside_not_found);
}

TEST_CASE("an issue is told with its iteration, and its people are read") {
  Story story;
  const auto members = make_members(story.coding)->members(story.call);
  REQUIRE(members);
  REQUIRE(members->size() >= 3);
  const int number = story.new_iteration("People of an issue");
  const auto code = std::to_string(number);
  const auto user = [&](std::size_t i) { return std::stoll((*members)[i].person.id); };
  const auto made = story.act("CreateIssue", {{"ProjectName", "classroom"},
                                              {"Type", "DEFECT"},
                                              {"Name", "echo in the room"},
                                              {"Priority", "1"},
                                              {"AssigneeId", user(0)},
                                              {"WatcherIds", {user(1)}},
                                              {"IterationCode", number}});
  const auto issue_number = made.at("Issue").at("Code").get<int>();
  const auto issue_code = std::to_string(issue_number);
  auto hint = Story::door().hint(HintKind::issue, issue_code);
  REQUIRE(hint);
  CHECK(hint->created);
  CHECK(hint->iteration == code);

  const auto tracker = make_tracker(story.coding);
  const auto among_people = [](const std::vector<core::Person>& people, const core::Person& one) {
    return std::find(people.begin(), people.end(), one) != people.end();
  };
  auto issues = tracker->issues(story.call, code);
  REQUIRE(issues);
  REQUIRE(issues->size() == 1);
  CHECK(issues->front().assignee == (*members)[0].person);
  CHECK(among_people(issues->front().watchers, (*members)[1].person));
  CHECK_FALSE(among_people(issues->front().watchers, (*members)[2].person));

  story.act(
      "ModifyIssue",
      {{"ProjectName", "classroom"}, {"IssueCode", issue_number}, {"UpdateWatchers", {user(2)}}});
  issues = tracker->issues(story.call, code);
  REQUIRE(issues);
  CHECK_FALSE(among_people(issues->front().watchers, (*members)[1].person));
  CHECK(among_people(issues->front().watchers, (*members)[2].person));

  story.act("PlanIterationIssue",
            {{"ProjectName", "classroom"}, {"IterationCode", 0}, {"IssueCode", {issue_number}}});
  CHECK(Story::door().hint([&](const Hint& one) {
    return one.kind == HintKind::issue && one.code == issue_code && one.iteration.empty();
  }));
  CHECK(tracker->issues(story.call, code)->empty());
}

TEST_CASE("members have names, addresses and roles that are known") {
  Side side;
  const auto members = make_members(side.coding)->members(side.call);
  REQUIRE(members);
  std::set<std::string> emails;
  bool may_manage = false;
  for (const auto& member : *members) {
    CHECK_FALSE(member.person.name.empty());
    CHECK(member.role != core::Role::odd);
    if (!member.person.email.empty()) CHECK(emails.insert(member.person.email).second);
    may_manage = may_manage || member.role >= core::Role::admin;
  }
  CHECK(emails.size() >= 3);
  CHECK(may_manage);
}

TEST_CASE("a branch and a tag") {
  Story story;
  const net::Json depot = {{"DepotId", 0}, {"DepotPath", "acme/classroom/live"}};
  auto branch = depot;
  branch.update({{"BranchName", "contract/hooks"}, {"StartPoint", "main"}});
  story.act("CreateGitBranch", branch);
  auto hint = Story::door().hint([](const Hint& one) {
    return one.kind == HintKind::branch && one.branch == "contract/hooks";
  });
  REQUIRE(hint);
  CHECK(hint->created);
  CHECK(hint->repository == "acme/classroom/live");
  CHECK(hint->commit.size() == 40);
  auto tag = depot;
  tag.update({{"TagName", "v9.9.9-contract"}, {"StartPoint", "main"}, {"Message", "m"}});
  story.act("CreateGitTag", tag);
  CHECK(Story::door().hint([](const Hint& one) {
    return one.kind == HintKind::branch && one.version == "v9.9.9-contract" && one.branch.empty();
  }));
}

TEST_CASE("who comes and goes") {
  Story story;
  const auto port = make_members(story.coding);
  const auto before = port->members(story.call);
  REQUIRE(before);
  const auto one = std::find_if(before->begin(), before->end(), [](const core::Member& member) {
    return member.role == core::Role::member;
  });
  REQUIRE(one != before->end());
  const auto project = story.coding.project_id(story.call, "classroom");
  REQUIRE(project);
  const net::Json principal = {{"PrincipalId", one->person.id}, {"PrincipalType", "USER"}};
  const net::Json parameters = {{"ProjectId", *project}, {"Principals", {principal}}};
  story.act("DeleteProjectMemberPrincipal", parameters);
  CHECK(Story::door().hint(
      [](const Hint& hint) { return hint.kind == HintKind::members && hint.deleted; }));
  CHECK(port->members(story.call)->size() == before->size() - 1);
  story.act("CreateProjectMemberPrincipal", parameters);
  CHECK(Story::door().hint([&](const Hint& hint) {
    return hint.kind == HintKind::members && hint.created && hint.title == one->person.name;
  }));
  CHECK(port->members(story.call)->size() == before->size());
}

TEST_CASE("a build and the artifact it makes") {
  Story story;
  Side machine("ci");
  const auto jobs = machine.coding.ci_jobs(machine.call);
  REQUIRE(jobs);
  const auto job = std::find_if(jobs->begin(), jobs->end(),
                                [](const CiJob& one) { return one.depot == "live"; });
  REQUIRE(job != jobs->end());
  const auto begun =
      story.act("TriggerCodingCIBuild", {{"JobId", job->id}, {"Revision", "main"}}, "ci");
  const auto number = net::text_in(begun.at("Data").at("Build"), "Number");
  const auto hint = Story::door().hint([&](const Hint& one) {
    return one.kind == HintKind::build && one.code == number && one.name == job->name;
  });
  REQUIRE(hint);
  CHECK(hint->repository == "acme/classroom/live");
  CHECK(hint->branch == "main");
  const auto artifact = Story::door().hint(
      [](const Hint& one) { return one.kind == HintKind::artifact && one.name == "live"; });
  REQUIRE(artifact);
  CHECK(artifact->project == "classroom");
  const std::vector<core::ImageName> images = {
      {"acme-docker.pkg.coding.net", "classroom/" + artifact->place + "/live"}};
  const auto versions = make_artifact_source(story.coding)->versions(story.call, images)[0];
  REQUIRE(versions);
  CHECK(std::any_of(versions->begin(), versions->end(),
                    [&](const core::Artifact& one) { return one.version == artifact->version; }));
}

TEST_CASE("a merge request") {
  Story story;
  const auto branches = make_source_host(story.coding)->branches(story.call, "live", "");
  REQUIRE(branches);
  const auto from = std::find_if(branches->begin(), branches->end(), [](const std::string& one) {
    return one != "main" && !one.starts_with("contract/");
  });
  REQUIRE(from != branches->end());
  const net::Json depot = {{"DepotId", 0}, {"DepotPath", "acme/classroom/live"}};
  auto wish = depot;
  wish.update({{"SrcBranch", *from},
               {"DestBranch", "main"},
               {"Title", "Contract of #12"},
               {"Content", ""}});
  story.act("CreateGitMergeReq", wish);
  const auto hint = Story::door().hint([](const Hint& one) {
    return one.kind == HintKind::merge_request && one.title == "Contract of #12";
  });
  REQUIRE(hint);
  CHECK(hint->created);
  CHECK(hint->repository == "acme/classroom/live");
  CHECK(hint->branch == *from);
  CHECK(hint->mentions == std::vector<std::string>{"12"});
}

TEST_CASE("nothing that arrived was refused or could not be read") {
  CHECK(Story::door().refused() == 0);
  CHECK(Story::door().unread() == std::vector<std::string>{});
}
