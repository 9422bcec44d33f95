// Service Hooks through the OpenAPI: one is made or mended, then tried by a ping whose fate the log
// tells. A filter goes with single events only, so ours has none.
// SPDX-License-Identifier: Apache-2.0
#include "coding/hook_setup.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.hpp"
#include "coding/coding.hpp"
#include "coding/decode.hpp"
#include "coding/paging.hpp"

namespace chatops::coding {

namespace {

/// How long a ping's fate is awaited, and how often the log is looked at meanwhile.
constexpr Millis most_awaited{20'000}, between_looks{1'000};
constexpr int log_page = 50;

/// The source understood, and does not want these parameters.
bool dislikes(const Error& error) {
  return error.reason == Reason::refused && certainly_refused(error);
}

class CodingWebhooks final : public core::Webhooks {
 public:
  explicit CodingWebhooks(Coding& coding) : coding_(coding) {}

  Known<std::vector<core::HookState>> look(const Call& call,
                                           const core::WantedHook& wanted) override {
    auto seen = see(call, wanted);
    if (!seen) return unknown(std::move(seen).error());
    return std::move(seen->states);
  }

  Known<core::HookSetUp> set_up(const Call& call, const core::WantedHook& wanted) override {
    if (auto lack = lacks_settings(wanted)) return unknown(std::move(*lack));
    const auto seen = see(call, wanted);
    if (!seen) return unknown(seen.error());
    core::HookSetUp out;
    const Json* old = seen->ours();
    if (const core::HookState* state = seen->state();
        state != nullptr && state->url != wanted.url && !wanted.take_over)
      return failure(Reason::webhook_taken, {{"what", wanted.name}, {"where", state->url}});
    if (old != nullptr) out.repaired = seen->state()->flaws;
    if (old == nullptr || !out.repaired.empty()) {
      if (auto failed = write(call, wanted, *seen, out)) return unknown(std::move(*failed));
    }
    auto now = out.did == core::HookSetUp::Did::nothing ? seen : see(call, wanted);
    if (!now) return unknown(std::move(now).error());
    if (now->state() == nullptr) {
      return unknown(client().odd("DescribeServiceHooks", "ServiceHook"));
    }
    out.hook = *now->state();
    try_out(call, wanted, *now, out);
    return out;
  }

 private:
  struct Seen {
    std::int64_t project = 0;
    OfferedEvents offered;
    std::vector<Json> hooks;
    std::vector<core::HookState> states;

    const core::HookState* state() const {
      const auto found = std::find_if(states.begin(), states.end(),
                                      [](const core::HookState& one) { return one.ours; });
      return found == states.end() ? nullptr : &*found;
    }
    const Json* ours() const {
      if (state() == nullptr) return nullptr;
      const auto found = std::find_if(hooks.begin(), hooks.end(), [&](const Json& hook) {
        return text(hook, "Id") == state()->id;
      });
      return found == hooks.end() ? nullptr : &*found;
    }
  };

  Client& client() { return coding_.client; }

  static std::optional<Error> lacks_settings(const core::WantedHook& wanted) {
    const auto& [token, user_password] = wanted.secrets;
    const bool empty = (token && token->empty()) || (user_password && user_password->empty());
    const char* what = wanted.name.empty()                   ? "webhook.name"
                       : !net::parse_url(wanted.url)         ? "webhook.url"
                       : empty || (!token && !user_password) ? "webhook.token"
                                                             : nullptr;
    if (what == nullptr) return std::nullopt;
    return Error(Reason::not_configured, {{"what", what}});
  }

  Known<Seen> see(const Call& call, const core::WantedHook& wanted) {
    const auto project = client().project();
    if (!project) return unknown(project.error());
    const auto id = coding_.project_id(call, *project);
    if (!id) return unknown(id.error());
    auto hooks = list_one(client(), call,
                          {.action = "DescribeServiceHooks",
                           .parameters = {{"ProjectId", *id}, {"TargetType", "PROJECT"}},
                           .container = "Data",
                           .items = "ServiceHook"});
    if (!hooks) return unknown(std::move(hooks).error());
    Seen out{.project = *id, .offered = {}, .hooks = std::move(*hooks), .states = {}};
    // Which events there are helps to ask for the right ones; without the answer it is tried.
    if (const auto events = client().ask(call, {"DescribeEvents", Json::object()}))
      out.offered = offered_events(*events);
    out.states = states_of(out.hooks, wanted, out.offered);
    return out;
  }

  /// Creates or mends ours. Where the events are not to the source's liking, once more with those
  /// that it must know.
  std::optional<Error> write(const Call& call, const core::WantedHook& wanted, const Seen& seen,
                             core::HookSetUp& out) {
    const Json* old = seen.ours();
    const std::string_view action = old == nullptr ? "CreateServiceHook" : "ModifyServiceHook";
    const auto events = events_to_ask(seen.offered, false);
    auto answer = client().ask(call, {action, hook_parameters(seen.project, wanted, events, old)});
    if (!answer && dislikes(answer.error())) {
      const auto fewer = events_to_ask(seen.offered, true);
      if (fewer.size() < events.size()) {
        answer = client().ask(call, {action, hook_parameters(seen.project, wanted, fewer, old)});
        std::copy_if(events.begin(), events.end(), std::back_inserter(out.refused),
                     [&](const std::string& name) { return !among(fewer, name); });
      }
    }
    if (!answer) return answer.error();
    out.did = old == nullptr ? core::HookSetUp::Did::created : core::HookSetUp::Did::repaired;
    return std::nullopt;
  }

  /// A delivery that the server refuses for its secrets, from a hook whose secrets CODING does not
  /// show, is mended by writing them again.
  void try_out(const Call& call, const core::WantedHook& wanted, const Seen& seen,
               core::HookSetUp& out) {
    DeliveryTrial trial = ping(call, wanted, seen, out);
    const bool refused = trial.status == 401 || trial.status == 403;
    if (!refused || out.hook.secrets_told || out.did != core::HookSetUp::Did::nothing) return;
    if (auto failed = write(call, wanted, seen, out)) {
      out.trial = std::move(failed);
      return;
    }
    out.repaired.push_back(wanted.secrets.token ? core::HookFlaw::token : core::HookFlaw::password);
    (void)ping(call, wanted, seen, out);
  }

  /// Sets `trial` of the outcome.
  DeliveryTrial ping(const Call& call, const core::WantedHook& wanted, const Seen& seen,
                     core::HookSetUp& out) {
    const Json id = net::member(*seen.ours(), "Id");
    const auto before = log_of(call, seen.project, id);
    if (!before) {
      out.trial = before.error();
      return {};
    }
    std::set<std::string> old;
    for (const Json& row : *before) old.insert(text(row, "Id"));
    const auto sent = client().ask(
        call,
        {"PingServiceHook",
         {{"Id", Json::array({id})}, {"ProjectId", seen.project}, {"TargetType", "PROJECT"}}});
    if (!sent) {
      out.trial = sent.error();
      return {};
    }
    return await(call, wanted, seen.project, id, old, out);
  }

  DeliveryTrial await(const Call& call, const core::WantedHook& wanted, std::int64_t project,
                      const Json& id, const std::set<std::string>& old, core::HookSetUp& out) {
    const Clock& clock = coding_.clock();
    const Tick until = std::min(call.deadline, clock.tick() + most_awaited);
    out.trial = Error(Reason::webhook_unconfirmed, {{"what", wanted.name}, {"where", wanted.url}});
    for (;;) {
      const bool arrived = wanted.arrived && wanted.arrived();
      // Once it has arrived the log is asked for the header alone.
      const auto rows = log_of(call, project, id);
      if (arrived) out.trial.reset();
      if (rows) {
        for (const Json& row : *rows) {
          if (text(row, "Event") != "PING" || old.contains(text(row, "Id"))) continue;
          DeliveryTrial trial = trial_of(row);
          if (!trial.ended) continue;
          out.signature_header = trial.signature_header;
          out.trial.reset();
          if (!trial.accepted && !arrived) {
            out.trial =
                Error(Reason::webhook_undelivered,
                      {{"what", wanted.name}, {"where", wanted.url}, {"why", trial.answer}});
          }
          return trial;
        }
      }
      if (arrived || clock.tick() + between_looks >= until) return {};
      if (!coding_.clock().pause_until(clock.tick() + between_looks, call.stop))
        throw Interrupted{};
    }
  }

  /// The first page and the last: in which order rows come is not documented.
  Known<std::vector<Json>> log_of(const Call& call, std::int64_t project, const Json& id) {
    const Json parameters = {{"Id", id},
                             {"ProjectId", project},
                             {"TargetType", "PROJECT"},
                             {"PageNumber", 1},
                             {"PageSize", log_page}};
    auto first = client().ask(call, {"DescribeServiceHookLogs", parameters});
    if (!first) return unknown(std::move(first).error());
    const Json& data = net::member(*first, "Data");
    auto rows = list(data, "Log").get<std::vector<Json>>();
    const auto size = std::max<std::int64_t>(1, number(data, "PageSize").value_or(log_page));
    const auto total = number(data, "TotalCount").value_or(0);
    if (total <= size) return rows;
    Json last = parameters;
    last["PageNumber"] = (total + size - 1) / size;
    const auto end = client().ask(call, {"DescribeServiceHookLogs", std::move(last)});
    if (!end) return unknown(end.error());
    for (const Json& row : list(net::member(*end, "Data"), "Log")) rows.push_back(row);
    return rows;
  }

  Coding& coding_;
};

}  // namespace

std::unique_ptr<core::Webhooks> make_webhooks(Coding& coding) {
  return std::make_unique<CodingWebhooks>(coding);
}

}  // namespace chatops::coding
