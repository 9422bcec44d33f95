// `auth login`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/auth_login.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "command/answering.hpp"
#include "command/commands/reading.hpp"
#include "command/handlers/credentials.hpp"
#include "command/run.hpp"

namespace chatops::command {

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

Need login_need(const char* kind, const core::LoginPlace& place) {
  Need need;
  need.card.kind = kind;
  need.card.subject = place.host;
  need.kind = kind;
  need.body = {{"host", place.host}, {"username", place.username}};
  return need;
}

Need line_need(const char* kind, const core::LoginPlace& place, const char* field,
               Error unanswered) {
  Need need = login_need(kind, place);
  need.means = Means::line;
  need.card.settings = {{.id = field, .kind = card::FieldKind::text, .required = true}};
  need.unanswered = std::move(unanswered);
  return need;
}

Need url_need(const core::LoginPlace& place) {
  return line_need("login_url", place, "url",
                   Error(Reason::not_configured,
                         {{"what", "CODING"}, {"try", "--url https://TEAM.coding.net"}}));
}

Need user_need(const core::LoginPlace& place) {
  return line_need(
      "login_user", place, "username",
      Error(Reason::usage_missing_argument, {{"what", "registry"}, {"try", "--username"}}));
}

}  // namespace

void read(AuthLoginRequest& request, const ParsedArgs& args, const Around&) {
  read_system(args, request.system, request.host);
  request.url = args.get("url");
  request.use = one_of(args, "for", "ci", "cd");
  request.username = args.get("username");
  request.store = one_of(args, "store", "keyring", "file");
  request.with_token = args.has("with-token");
  const bool registry = request.system == "registry";
  for (const char* option : {"url", "for"}) {
    if (registry && args.has(option)) bad("registry", std::string("--") + option, "coding");
  }
  if (!registry && args.has("username")) bad("coding", "--username", "registry HOST");
  if (request.username.find(':') != std::string::npos) bad("--username", request.username, "");
}

Reply handle(Context& context, const AuthLoginRequest& request) {
  core::LoginRequest whole{request.system,   request.host,  request.url, request.use,
                           request.username, request.store, {}};
  core::Accounts& accounts = context.services.accounts();
  const core::LoginPlace place = accounts.place(whole);
  if (request.system == "coding" && place.url.empty()) return url_need(place);
  if (whole.username.empty()) whole.username = place.username;
  if (request.system == "registry" && whole.username.empty()) return user_need(place);
  if (request.secret.empty() && !request.answered) {
    Need need = login_need("login_secret", place);
    need.means = Means::secret;
    need.piped = request.with_token;
    return need;
  }
  whole.secret = checked(request.secret, place.host);
  const core::LoggedIn done = accounts.log_in(context.call, whole);
  Outcome outcome{.kind = "login", .body = document_of(done.credential)};
  outcome.body["kept_in"] = done.kept_in;
  outcome.body["place"] = done.place;
  outcome.notes = done.notes;
  return outcome;
}

void take(AuthLoginRequest& request, const Need& need, Given given) {
  if (need.means == Means::secret) {
    request.secret = std::move(given.secret);
    request.answered = true;
    return;
  }
  std::string& member = need.card.kind == "login_url" ? request.url : request.username;
  member = given.answer.settings.begin()->second;
}

}  // namespace chatops::command
