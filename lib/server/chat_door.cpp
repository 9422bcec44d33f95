// One turn of a conversation: who, where, what, may they, do it, tell it, and write down that it
// was done or refused.
// SPDX-License-Identifier: Apache-2.0
#include "server/chat_door.hpp"

#include "base/text.hpp"
#include "command/answering.hpp"
#include "command/chat_line.hpp"
#include "command/run.hpp"
#include "crypto/crypto.hpp"
#include "render/forms.hpp"
#include "render/messages.hpp"
#include "server/audit.hpp"
#include "server/chat_actions.hpp"
#include "server/chat_offers.hpp"
#include "server/kept_forms.hpp"
#include "server/rights.hpp"
#include "workflow/notices.hpp"

namespace chatops::server {

namespace {

namespace table = command::table;

/// A chat hears of a deployment by its card.
class Deaf final : public command::Listener {
 public:
  void on_event(const command::Event&) override {}
};

/// What a front brings back of a form: a plan's own revision tells all of the plan, and grows with
/// it.
std::string short_revision(const std::string& revision) {
  return crypto::sha256_hex(revision).substr(0, 32);
}

/// For commands that act on nothing, in a group whose project has no application.
class NoServices final : public command::Services {
 public:
  explicit NoServices(const System& system) : system_(system) {}
  System system() override { return system_; }
  workflow::Dependencies& dependencies(const Call&) override { none(); }
  core::Tracker& tracker(const Call&) override { none(); }
  command::ConfigReport configuration(const Call&) override { none(); }
  core::SandboxHost& sandbox() override { none(); }
  core::Accounts& accounts() override { none(); }
  Findings diagnose(const Call&, const std::string&) override { none(); }
  core::ConfigFiles& config_files() override { none(); }
  core::ServerHost& server_host() override { none(); }
  core::DevMode& dev_mode(const Call&) override { none(); }
  core::ServerControl& server() override { none(); }

 private:
  [[noreturn]] static void none() { throw Error(Reason::nothing_here, {{"what", "application"}}); }
  System system_;
};

/// What somebody wants, whichever way they said it.
struct Wish {
  Speaker speaker;
  command::Request request;
  std::string application;  ///< as said; "" = to be found out
  std::string line;         ///< as it is told to others
  std::string key;          ///< "" = none
};

/// Anybody may ask what there is to ask.
bool for_anybody(const command::Request& request) {
  return boost::variant2::holds_alternative<command::HelpRequest>(request) ||
         boost::variant2::holds_alternative<command::VersionRequest>(request);
}

/// Something is another than before, so that all of the group should know.
bool changed_something(const command::Request& request, const command::Outcome& outcome) {
  if (!command::row_of(request).mutates || outcome.error) return false;
  const auto is = [&](const char* member) {
    const auto at = outcome.body.find(member);
    return at != outcome.body.end() && *at == nlohmann::json(true);
  };
  if (outcome.kind == "plan") return is("remembered");
  if (outcome.kind == "removal") return is("removed");
  return true;
}

/// A group is not told the values, which may hold what only some may see.
command::Outcome without_values(command::Outcome outcome) {
  if (const auto values = outcome.body.find("values"); values != outcome.body.end()) {
    for (const char* member : {"merged", "origins", "text"}) values->erase(member);
  }
  return outcome;
}

class Door final : public ChatDoor {
 public:
  explicit Door(ChatParts parts) : parts_(std::move(parts)) {}

  ChatReply said(const Call& call, const Speaker& speaker, const std::string& text,
                 const std::string& key) override {
    return once(speaker, key, [&] {
      command::ChatLine line = read_line(speaker, text);
      return run(call, {.speaker = speaker,
                        .request = std::move(line.request),
                        .application = std::move(line.application),
                        .line = std::string(trim(text)),
                        .key = key});
    });
  }

  bool addressed(const std::string& text) override {
    return command::is_chat_line(text, parts_.bots);
  }

  ChatReply clicked(const Call& call, const Speaker& speaker, const core::Action& action) override {
    const ChatPlace place = place_of(parts_, speaker.group);
    const core::Identity person = person_of(speaker);
    if (!action.person.empty() && action.person != person.id)
      throw Error(Reason::right_missing, {{"what", action.name}, {"why", "other_person"}});
    if (is_iteration_click(action)) return click(call, speaker, place, person, action);
    std::string application = action.application;
    if (!application.empty() && !among(place.applications, application))
      throw Error(Reason::card_outdated, {{"what", application}});
    if (application.empty() && place.applications.size() == 1)
      application = place.applications.front();
    command::Request request = *request_of(parts_, place, application, action);
    std::string line = "/" + std::string(command::path_of(request));
    if (!action.component.empty()) line += " " + action.component + " -e";
    if (!action.environment.empty()) line += " " + action.environment;
    return run(call, {.speaker = speaker,
                      .request = std::move(request),
                      .application = std::move(application),
                      .line = std::move(line),
                      .key = {}});
  }

  ChatReply answered(const Call& call, const Speaker& speaker, const std::string& form,
                     card::Answer answer) override {
    const Tick now = parts_.system.clock.tick();
    auto kept = forms_.find(form, speaker, now);
    if (!kept) throw Error(Reason::card_outdated);
    if (answer.button == "cancel") {
      forms_.take(form, speaker, now);
      return {.message = {}, .form = {}, .toast = toast(speaker.group, "toast.cancelled")};
    }
    complete(kept->need.card, answer);
    command::Request request = kept->request;
    command::answer(request, kept->need, {.answer = std::move(answer)});
    if (!forms_.take(form, speaker, now)) throw Error(Reason::card_outdated);
    try {
      return run(call, {.speaker = speaker,
                        .request = std::move(request),
                        .application = kept->application,
                        .line = kept->line,
                        .key = {}});
    } catch (const Error& objection) {
      if (!card::is_form(kept->need.card) || !asks_again(objection)) throw;
      kept->need.notes = {objection};
      return ask(std::move(*kept));
    }
  }

  core::FormOptions options(const Call&, const Speaker& speaker, const std::string& form,
                            const std::string& row, const std::string& filter,
                            const std::string& group, int limit) override {
    const auto kept = forms_.find(form, speaker, parts_.system.clock.tick());
    if (!kept) throw Error(Reason::card_outdated);
    return render::options_of(style(language_of(parts_, speaker.group)), kept->need.card, row,
                              filter, group, limit);
  }

  std::vector<Completion> complete(const Call& call, const Speaker& speaker,
                                   const std::string& text) override {
    const ChatPlace place = place_of(parts_, speaker.group);
    const auto offered = command::complete_chat(text, parts_.bots, place.language);
    std::vector<Completion> out;
    out.reserve(offered.words.size());
    for (const auto& one : offered.words) out.push_back({one.word, one.says});
    add_values(call, parts_, place, offered, out);
    return out;
  }

  core::Message worded(const core::GroupRef& group, const Error& error) override {
    return render::chat_message(style(language_for(group)), error);
  }

 private:
  /// Where the group's cannot be read, the server's: the error that is told says more than that
  /// one.
  table::Language language_for(const core::GroupRef& group) {
    try {
      return language_of(parts_, group);
    } catch (const Error&) {
      return parts_.language;
    }
  }

  command::ChatLine read_line(const Speaker& speaker, const std::string& text) {
    try {
      return command::read_chat_line(text, parts_.bots);
    } catch (const Error&) {
      (void)place_of(parts_, speaker.group);  // nobody is taught commands where there are none
      throw;
    }
  }

  template <class Work>
  ChatReply once(const Speaker& speaker, const std::string& key, Work work) {
    if (key.empty()) return work();
    const std::string whole =
        speaker.group.platform + "\n" + speaker.group.id + "\n" + speaker.account + "\n" + key;
    ChatReply reply;
    switch (done_.begin(whole, reply)) {
      case DoneKeys::State::done: return reply;
      case DoneKeys::State::under_way:
        return {.message = {}, .form = {}, .toast = toast(speaker.group, "toast.already")};
      case DoneKeys::State::fresh: break;
    }
    try {
      reply = work();
    } catch (...) {
      done_.give_up(whole);
      throw;
    }
    done_.finish(whole, reply);
    return reply;
  }

  render::Style style(table::Language language) const {
    return render::chat_style(language, parts_.system.clock.now());
  }
  std::string toast(const core::GroupRef& group, std::string_view code) {
    return render::toast(style(language_of(parts_, group)), code);
  }

  core::Identity person_of(const Speaker& speaker) {
    std::optional<core::Identity> found;
    parts_.store.read([&](core::Tx& tx) {
      found = tx.identities().by_account(speaker.group.platform, speaker.account);
    });
    if (!found || speaker.account.empty())
      throw Error(Reason::person_unknown, {{"what", speaker.account}});
    return std::move(*found);
  }

  /// What was left alone is as it was shown; what the person saw is what the form was made of.
  static void complete(const card::Card& card, card::Answer& answer) {
    const card::Answer shown = card::prefilled(card);
    if (!answer.revision.empty() && answer.revision != short_revision(card.revision))
      throw Error(Reason::card_outdated, {{"what", card.subject}});
    const bool known =
        std::any_of(card.buttons.begin(), card.buttons.end(),
                    [&](const card::Button& one) { return one.id == answer.button; });
    if (!known) throw Error(Reason::card_outdated, {{"what", card.subject}});
    answer.revision = card.revision;
    answer.settings.insert(shown.settings.begin(), shown.settings.end());
    answer.picks.insert(shown.picks.begin(), shown.picks.end());
    answer.besides = card.besides;
    answer.seen.clear();
    for (const card::Row& row : card.rows) {
      const auto pick = answer.picks.find(row.id);
      if (row.pick && pick != answer.picks.end())
        answer.seen[row.id] = card::outcome_of(row, pick->second);
    }
  }

  static bool asks_again(const Error& objection) {
    return objection.kind() == Kind::usage || objection.reason == Reason::name_collision ||
           objection.reason == Reason::unknown_branch;
  }

  /// One wish on its way.
  struct Turn {
    const Call& call;
    Wish wish;
    ChatPlace place;
    core::Actor actor;
    std::string application, environment;
    std::shared_ptr<command::Services> services;
    std::optional<core::IterationRecord> iteration;
  };

  ChatReply run(const Call& call, Wish wish) {
    Turn turn{.call = call, .wish = std::move(wish), .place = {}, .actor = {}};
    turn.actor = {.name = turn.wish.speaker.account, .origin = core::Origin::chat, .id = {}};
    try {
      turn.place = place_of(parts_, turn.wish.speaker.group);
      return go(turn);
    } catch (const Error& error) {
      if (error.reason != Reason::cancelled) note(turn, &error);
      throw;
    }
  }

  ChatReply go(Turn& turn) {
    command::Request& request = turn.wish.request;
    command::Host host{.call = turn.call,
                       .services = none_,
                       .listener = deaf_,
                       .authority = {table::Where::server, table::bit_of(table::Right::read)}};
    if (for_anybody(request)) return told(turn, command::run(host, envelope_of(turn)));
    const core::Identity person = person_of(turn.wish.speaker);
    turn.actor = {.name = person.name, .origin = core::Origin::chat, .id = person.id};
    turn.application =
        application_of(turn.call, parts_, turn.place, request, turn.wish.application);
    settle_iteration(turn.place, request);
    turn.environment = settle_environment(parts_, turn.place, turn.application, request);
    turn.iteration = iteration_of(parts_, turn.place, turn.application, turn.environment, request);
    require_living(turn);
    const auto authority =
        authority_of(turn.call, parts_.hosts, turn.place.project, person,
                     turn.iteration ? std::optional(turn.iteration->last) : std::nullopt,
                     command::path_of(request));
    if (!authority) throw Error(authority.error());
    turn.services = parts_.hosts.services(turn.application);
    command::Host with_rights{
        .call = turn.call, .services = *turn.services, .listener = deaf_, .authority = *authority};
    return told(turn, command::run(with_rights, envelope_of(turn)));
  }

  /// Nothing new is deployed where everything is being taken away.
  static void require_living(const Turn& turn) {
    const table::Command& row = command::row_of(turn.wish.request);
    if (row.right != table::Right::deploy || !turn.iteration) return;
    const core::IterationStage stage = turn.iteration->stage;
    if (stage == core::IterationStage::retiring || stage == core::IterationStage::retired)
      throw Error(Reason::command_not_here,
                  {{"what", std::string(row.path)}, {"why", "iteration_over"}});
  }

  command::Envelope envelope_of(const Turn& turn) const {
    command::Envelope out{.application = turn.application,
                          .actor = turn.actor,
                          .door = table::Door::chat,
                          .place = {},
                          .language = turn.place.language,
                          .key = turn.wish.key,
                          .request = turn.wish.request};
    out.place.environment = turn.environment;
    out.place.group = turn.wish.speaker.group;
    out.place.unread = Error(
        Reason::usage_missing_argument,
        {{"what", "REPOSITORY"}, {"where", std::string(command::path_of(turn.wish.request))}});
    return out;
  }

  ChatReply told(Turn& turn, command::Reply reply) {
    if (auto* need = std::get_if<command::Need>(&reply)) {
      if (need->means != command::Means::card)
        throw need->unanswered.value_or(Error(Reason::confirmation_needed));
      return ask({.of = turn.wish.speaker,
                  .application = turn.application,
                  .need = std::move(*need),
                  .request = turn.wish.request,
                  .line = turn.wish.line});
    }
    if (const auto* following = std::get_if<command::Following>(&reply))
      return followed(turn, *following);
    return outcome(turn, std::get<command::Outcome>(std::move(reply)));
  }

  ChatReply ask(KeptForm form) {
    form.made = parts_.system.clock.tick();
    const std::string id = make_ulid(parts_.system.clock.now(), parts_.system.random);
    core::Form shown = render::form_of(style(language_of(parts_, form.of.group)), form.need, id);
    shown.revision = short_revision(form.need.card.revision);
    forms_.keep(id, std::move(form));
    return {.message = {}, .form = std::move(shown), .toast = {}};
  }

  /// The card goes to the group whose environment it is.
  ChatReply followed(Turn& turn, const command::Following& following) {
    const bool elsewhere =
        turn.iteration && !turn.iteration->group.empty() && !turn.iteration->group_lost;
    const core::GroupRef group = elsewhere ? turn.iteration->group : turn.wish.speaker.group;
    auto item = workflow::deployment_card(
        turn.services->dependencies(turn.call),
        {following.application, following.environment, following.revision}, group,
        turn.place.applications.size() > 1);
    turn.environment = following.environment;
    note(turn, nullptr, item ? &*item : nullptr);
    changed("environment/" + following.application + "/" + following.environment);
    return {.message = {},
            .form = {},
            .toast = render::started_toast(style(turn.place.language), following)};
  }

  ChatReply outcome(Turn& turn, command::Outcome outcome) {
    if (!changed_something(turn.wish.request, outcome))
      return {.message = render::chat_message(style(turn.place.language), outcome),
              .form = {},
              .toast = {}};
    core::OutboxItem item{
        .group = turn.wish.speaker.group,
        .notice = {"reply",
                   {{"actor", turn.actor.name},
                    {"line", turn.wish.line},
                    {"outcome", command::to_document(without_values(std::move(outcome)))}}},
        .due = parts_.system.clock.now()};
    note(turn, nullptr, &item);
    if (!turn.environment.empty())
      changed("environment/" + turn.application + "/" + turn.environment);
    return {.message = {},
            .form = {},
            .toast = render::toast(style(turn.place.language), "toast.done")};
  }

  ChatReply click(const Call& call, const Speaker& speaker, const ChatPlace& place,
                  const core::Identity& person, const core::Action& action) {
    core::AuditEntry entry{.actor = person.name,
                           .actor_id = person.id,
                           .command = "iteration " + action.name,
                           .group = speaker.group.id,
                           .request = action};
    try {
      const core::IterationRecord record = iteration_clicked(parts_, place, action);
      const auto authority =
          authority_of(call, parts_.hosts, place.project, person, record.last, entry.command);
      if (!authority) throw Error(authority.error());
      const auto right = action.name == "keep" ? table::Right::deploy : table::Right::manage;
      if ((authority->rights & table::bit_of(right)) == 0)
        throw Error(Reason::right_missing,
                    {{"what", entry.command},
                     {"why", right == table::Right::deploy ? "right_deploy" : "right_manage"}});
      click_iteration(parts_, record.key, action,
                      {.name = person.name, .origin = core::Origin::chat, .id = person.id});
      append(std::move(entry), nullptr, nullptr);
      changed(core::text_of(record.key));
    } catch (const Error& error) {
      append(std::move(entry), &error, nullptr);
      throw;
    }
    return {.message = {}, .form = {}, .toast = render::toast(style(place.language), "toast.done")};
  }

  /// Reading is no event; everything else that was done is, and everything that was refused.
  void note(const Turn& turn, const Error* error, const core::OutboxItem* item = nullptr) {
    const table::Command& row = command::row_of(turn.wish.request);
    if (!row.mutates && (error == nullptr || error->kind() != Kind::denied)) return;
    append({.actor = turn.actor.name,
            .actor_id = turn.actor.id,
            .command = std::string(row.path),
            .application = turn.application,
            .environment = turn.environment,
            .group = turn.wish.speaker.group.id,
            .request = command::to_document(turn.wish.request)},
           error, item);
  }

  void append(core::AuditEntry entry, const Error* error, const core::OutboxItem* item) {
    entry.at = parts_.system.clock.now();
    entry.door = "chat";
    judge(entry, error);
    parts_.store.write([&](core::Tx& tx) {
      if (item != nullptr) tx.outbox().put(*item);
      tx.audit().append(entry);
    });
  }

  void changed(const std::string& key) {
    if (parts_.changed) parts_.changed(key);
  }

  ChatParts parts_;
  KeptForms forms_;
  DoneKeys done_;
  Deaf deaf_;
  NoServices none_{parts_.system};
};

}  // namespace

std::unique_ptr<ChatDoor> make_chat_door(ChatParts parts) {
  return std::make_unique<Door>(std::move(parts));
}

}  // namespace chatops::server
