// The one identity that is current, and how the next one is come by.
// SPDX-License-Identifier: Apache-2.0
#include "kube/credentials.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "crypto/crypto.hpp"
#include "net/json.hpp"

namespace chatops::kube {

namespace {

/// client-go's: a service account's token is replaced long before it ends.
constexpr Millis read_again{60'000};
/// What ends so soon may end on its way.
constexpr Millis too_late{10'000};
constexpr std::size_t most_output = 1U << 20U;
constexpr std::size_t most_token = 64U << 10U;

/// Of what a program said at its end, so much tells why.
std::string last_line(std::string_view text) {
  const auto lines = lines_of(trim(text));
  return lines.empty() ? "" : std::string(clip(trim(lines.back()), 200));
}

bool is_token(std::string_view text) {
  for (const char c : text) {
    if (c <= ' ' || c == 0x7F) return false;
  }
  return !text.empty();
}

}  // namespace

Credentials::Credentials(System system, const Access& access) : system_(system), access_(access) {}

bool Credentials::fresh() const {
  if (!identity_) return false;
  if (ends_ && system_.clock.now() + too_late >= *ends_) return false;
  return !read_ || system_.clock.tick() < *read_ + read_again;
}

Result<Identity> Credentials::identity(const Call& call) {
  {
    const std::lock_guard lock(mutex_);
    if (fresh()) return *identity_;
  }
  // The machine's time: only another thread is waited for.
  while (!asking_.try_lock_for(Millis(100))) {
    if (call.stop.stop_requested()) throw Interrupted{};
    if (system_.clock.tick() >= call.deadline)
      return failure(Reason::deadline_passed, {{"what", "kube.identity"}, {"where", access_.name}});
  }
  const std::lock_guard asking(asking_, std::adopt_lock);
  {
    const std::lock_guard lock(mutex_);
    if (fresh()) return *identity_;
  }
  if (auto renewed = renew(call); !renewed) return tl::make_unexpected(renewed.error());
  const std::lock_guard lock(mutex_);
  return *identity_;
}

bool Credentials::refused(const Identity& identity) {
  const std::lock_guard lock(mutex_);
  const bool can_change = access_.plugin || !access_.token_file.empty();
  if (identity_ && identity_->number == identity.number && can_change) identity_.reset();
  return can_change;
}

Result<void> Credentials::renew(const Call& call) {
  Told told{access_.token.reveal(), access_.certificate, access_.key, std::nullopt};
  if (!access_.token_file.empty()) {
    auto token = token_of_file();
    if (!token) return tl::make_unexpected(token.error());
    told.token = *std::move(token);
  } else if (access_.plugin && told.token.empty()) {
    auto answer = ask(call);
    if (!answer) return tl::make_unexpected(answer.error());
    if (answer->certificate.empty()) {
      answer->certificate = access_.certificate;
      answer->key = access_.key;
    }
    told = *std::move(answer);
  }
  keep(told);
  return {};
}

void Credentials::keep(const Told& told) {
  auto tls = std::make_shared<net::Tls>();
  tls->authorities = access_.authorities;
  tls->server_name = access_.server_name;
  tls->verify = access_.verify;
  tls->certificate = told.certificate;
  tls->key = told.key;
  Identity out;
  out.tls = std::move(tls);
  if (!told.token.empty()) {
    out.authorization = "Bearer " + told.token;
  } else if (!access_.user.empty()) {
    out.authorization = net::basic_authorization(access_.user, access_.password.reveal());
  }
  const std::lock_guard lock(mutex_);
  out.number = ++number_;
  identity_ = std::move(out);
  ends_ = told.ends;
  if (!access_.token_file.empty()) read_ = system_.clock.tick();
}

Result<std::string> Credentials::token_of_file() const {
  const auto text = read_file(access_.token_file, most_token);
  const auto token = text ? trim(*text) : std::string_view();
  if (!is_token(token))
    return failure(Reason::secret_unreadable,
                   {{"what", "tokenFile"}, {"where", access_.token_file}});
  return std::string(token);
}

Error Credentials::failed(const char* why) const {
  Error error(Reason::credential_helper_failed,
              {{"what", access_.plugin->command}, {"where", access_.name}, {"why", why}});
  if (!access_.plugin->hint.empty()) error.args.set("try", access_.plugin->hint);
  return error;
}

Result<Credentials::Told> Credentials::ask(const Call& call) const {
  const auto& plugin = *access_.plugin;
  net::Json info{{"apiVersion", plugin.api_version},
                 {"kind", "ExecCredential"},
                 {"spec", {{"interactive", false}}}};
  if (plugin.cluster_info) {
    auto& cluster = info["spec"]["cluster"];
    cluster = {{"server", access_.server}};
    if (!access_.authorities.empty())
      cluster["certificate-authority-data"] = crypto::to_base64(access_.authorities);
    if (!access_.server_name.empty()) cluster["tls-server-name"] = access_.server_name;
    if (!access_.verify) cluster["insecure-skip-tls-verify"] = true;
    if (access_.proxy) cluster["proxy-url"] = *access_.proxy;
  }
  Command command;
  command.argv = {plugin.command};
  command.argv.insert(command.argv.end(), plugin.args.begin(), plugin.args.end());
  command.extra_environment = plugin.variables;
  command.extra_environment["KUBERNETES_EXEC_INFO"] = net::dump(info);
  command.output_cap = most_output;
  const auto done = system_.spawner.run(call.until(system_.clock.tick() + plugin_time), command);
  if (!done) {
    const auto reason = done.error().reason;
    return unknown(failed(reason == Reason::deadline_passed    ? "helper_silent"
                          : reason == Reason::answer_too_large ? "plugin_odd"
                                                               : "helper_missing"));
  }
  if (done->code != 0) {
    auto error = failed("helper_ended");
    error.args.set("code", std::to_string(done->code));
    if (const auto said = last_line(done->errors); !said.empty()) error.args.set("said", said);
    return unknown(std::move(error));
  }
  return read_answer(done->output);
}

Result<Credentials::Told> Credentials::read_answer(const std::string& output) const {
  const auto answer = net::parse_json(output, 16);
  if (!answer || net::text_in(*answer, "kind") != "ExecCredential")
    return unknown(failed("plugin_odd"));
  if (net::text_in(*answer, "apiVersion") != access_.plugin->api_version)
    return unknown(failed("plugin_other_version"));
  const auto& status = net::member(*answer, "status");
  Told told{net::text_in(status, "token"), net::text_in(status, "clientCertificateData"),
            Secret(net::text_in(status, "clientKeyData")), std::nullopt};
  if ((told.token.empty() && told.certificate.empty()) ||
      (!told.token.empty() && !is_token(told.token)) ||
      told.certificate.empty() != told.key.empty())
    return unknown(failed("plugin_odd"));
  if (const auto ends = net::text_in(status, "expirationTimestamp"); !ends.empty()) {
    told.ends = from_rfc3339(ends);
    if (!told.ends) return unknown(failed("plugin_odd"));
    if (*told.ends <= system_.clock.now()) return unknown(failed("plugin_expired"));
  }
  return told;
}

}  // namespace chatops::kube
