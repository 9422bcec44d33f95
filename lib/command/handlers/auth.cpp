// auth login, status, logout; doctor.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "command/handlers/handlers.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

constexpr std::size_t longest_secret = 16U << 10U;

/// As it was typed, piped or pasted: without blanks around it. Control characters would end up in
/// a header; they are refused rather than cut out.
Secret checked(const Secret& given, const std::string& what) {
  const std::string_view text = trim(given.reveal());
  const auto bad = [&](const char* why) {
    throw Error(Reason::secret_malformed, {{"what", what}, {"why", why}});
  };
  if (text.empty()) bad("empty");
  if (text.size() > longest_secret) bad("too_long");
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (control) bad("control_characters");
  return Secret(std::string(text));
}

json document_of(const UseOfCredential& use) {
  json out = {{"use", use.use}, {"scope", use.scope}, {"access", use.access}};
  if (use.why) out["why"] = to_document(*use.why);
  return out;
}

json document_of(const Credential& c) {
  json out = {{"system", c.system}, {"host", c.host},   {"use", c.use},
              {"who", c.who},       {"team", c.team},   {"origin", c.origin},
              {"detail", c.detail}, {"state", c.state}, {"uses", json::array()}};
  for (const UseOfCredential& use : c.uses) out["uses"].push_back(document_of(use));
  if (c.why) out["why"] = to_document(*c.why);
  return out;
}

Need need_of(const char* kind, const LoginPlace& place) {
  Need need;
  need.card.kind = kind;
  need.card.subject = place.host;
  need.kind = kind;
  need.body = {{"host", place.host}, {"username", place.username}};
  return need;
}

/// What the commands cannot begin without, where a finding is of that: a word of the catalogue.
std::string_view missing_to_begin(const Finding& finding) {
  if (!finding.why) return {};
  const Reason reason = finding.why->reason;
  if (finding.check == "tokens" && reason == Reason::auth_missing) return "coding_token";
  if (finding.check == "application" && reason == Reason::application_not_found)
    return "application";
  return {};
}

std::string_view health_word(Health health) {
  switch (health) {
    case Health::ok: return "ok";
    case Health::note: return "note";
    case Health::problem: return "problem";
    case Health::unknown: return "unknown";
  }
  return "unknown";
}

}  // namespace

Reply handle(Context& context, const AuthLoginRequest& request) {
  AuthLoginRequest whole = request;
  Accounts& accounts = context.services.accounts();
  const LoginPlace place = accounts.place(context.call, request);
  if (request.system == "coding" && place.url.empty()) return need_of("login_url", place);
  if (whole.username.empty()) whole.username = place.username;
  if (request.system == "registry" && whole.username.empty()) {
    return need_of("login_user", place);
  }
  if (request.secret.empty() && !request.answered) return need_of("login_secret", place);
  whole.secret = checked(request.secret, place.host);
  const LoggedIn done = accounts.log_in(context.call, whole);
  Outcome outcome{.kind = "login", .body = document_of(done.credential)};
  outcome.body["kept_in"] = done.kept_in;
  outcome.body["place"] = done.place;
  outcome.notes = done.notes;
  return outcome;
}

Reply handle(Context& context, const AuthStatusRequest& request) {
  Outcome outcome{.kind = "credentials", .body = {{"items", json::array()}}};
  for (const Credential& c : context.services.accounts().status(context.call, request.offline)) {
    outcome.body["items"].push_back(document_of(c));
    const bool bad = c.state == "refused" || c.state == "missing";
    if (c.why && bad && !outcome.error) {
      outcome.error = c.why;
    } else if (c.why) {
      add_once(outcome.notes, *c.why);
    }
  }
  return outcome;
}

Reply handle(Context& context, const AuthLogoutRequest& request) {
  const LoggedOut done = context.services.accounts().log_out(context.call, request);
  Outcome outcome{.kind = "logout",
                  .body = {{"system", request.system},
                           {"host", done.host},
                           {"use", request.use},
                           {"removed", done.removed}}};
  outcome.notes = done.notes;
  return outcome;
}

Reply handle(Context& context, const DoctorRequest&) {
  Outcome outcome{.kind = "findings", .body = {{"items", json::array()}}};
  int problems = 0;
  json missing = json::array();
  for (const Finding& finding : context.services.diagnose(context.call)) {
    json item = {{"check", finding.check},
                 {"health", health_word(finding.health)},
                 {"what", finding.what},
                 {"detail", finding.detail}};
    if (finding.why) item["why"] = to_document(*finding.why);
    outcome.body["items"].push_back(std::move(item));
    if (finding.health == Health::problem) ++problems;
    if (const auto word = missing_to_begin(finding); !word.empty()) missing.push_back(word);
  }
  outcome.body["problems"] = problems;
  outcome.body["missing"] = std::move(missing);
  if (problems > 0)
    outcome.error = Error(Reason::doctor_found_problems, {{"count", std::to_string(problems)}});
  return outcome;
}

}  // namespace chatops::command
