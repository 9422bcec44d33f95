// Tried first, then kept.
// SPDX-License-Identifier: Apache-2.0
#include "account/accounts.hpp"

#include <iterator>

#include "config/keyring.hpp"

namespace chatops::account {

namespace {

/// For trying all that there is to try.
constexpr Millis patience{15'000};

std::string label_of(const config::CredentialKey& key) {
  return "chatops: " + key.kind + " " + key.host + " (" + key.profile + ")";
}

void append(std::vector<Error>& to, std::vector<Error> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

class Desk final : public core::Accounts {
 public:
  Desk(System system, Workers& workers, Cabinet cabinet, Logins logins)
      : system_(system),
        workers_(workers),
        cabinet_(std::move(cabinet)),
        logins_(std::move(logins)) {}

  core::LoginPlace place(const core::LoginRequest& request) override {
    return login(request.system).place(request);
  }

  core::LoggedIn log_in(const Call& call, const core::LoginRequest& request) override {
    const Call limited = call.until(system_.clock.tick() + patience);
    core::Login& login = this->login(request.system);
    const core::LoginPlace where = login.place(request);
    core::LoggedIn done;
    done.credential = login.attempt(limited, request);
    done.credential.host = where.host;
    if (done.credential.why) done.notes.push_back(*done.credential.why);
    core::NewCredential as = login.new_credential(request, where);
    config::StoredCredential entry;
    entry.key = {cabinet_.profile, std::move(as.kind), where.host};
    entry.url = std::move(as.url);
    entry.who = done.credential.who;
    entry.secret = std::move(as.secret);
    const std::string kind = entry.key.kind;
    keep(call, std::move(entry), request.store, done);
    done.credential.origin = done.kept_in == "file" ? "credentials" : "keyring";
    done.credential.detail = done.place;
    append(done.notes, login.supplied_elsewhere(kind, where.host));
    append(done.notes, login.remarks(where.host));
    return done;
  }

  std::vector<core::Credential> status(const Call& call, bool offline) override {
    const Call limited = call.until(system_.clock.tick() + patience);
    std::vector<std::function<core::Credential(const Call&)>> looks;
    for (auto& [system, login] : logins_) {
      auto more = login->looks(limited, offline);
      looks.insert(looks.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
    }
    std::vector<core::Credential> out(looks.size());
    std::vector<std::function<void()>> tasks;
    tasks.reserve(looks.size());
    for (std::size_t i = 0; i < looks.size(); ++i)
      tasks.emplace_back([&, i] { out[i] = looks[i](limited); });
    workers_.run(std::move(tasks));
    return out;
  }

  core::LoggedOut log_out(const Call& call, const core::LogoutRequest& request) override {
    core::Login& login = this->login(request.system);
    core::LoggedOut done;
    const std::string kind = login.credential_kind(request.use);
    done.host = login.host_of(request);
    for (const config::StoredCredential& entry : cabinet_.credentials) {
      if (done.host.empty() && entry.key.kind == kind) done.host = entry.key.host;
    }
    const config::CredentialKey key{cabinet_.profile, kind, done.host};
    const auto removed = value_or_throw(config::remove_credential(cabinet_.paths, key));
    if (removed && removed->backend == config::SecretBackend::file)
      done.removed.emplace_back("file");
    const config::Keyring keyring(system_);
    const bool expected = removed && removed->backend == config::SecretBackend::keyring;
    if (expected || keyring.closed().empty()) {
      auto forgotten = keyring.forget(call, key);
      if (forgotten && *forgotten) done.removed.emplace_back("keyring");
      if (!forgotten && expected) done.notes.push_back(std::move(forgotten).error());
    }
    append(done.notes, login.supplied_elsewhere(kind, done.host));
    return done;
  }

 private:
  core::Login& login(const std::string& system) {
    const auto found = logins_.find(system);
    if (found == logins_.end())
      throw Error(Reason::usage_bad_value, {{"what", "SYSTEM"}, {"value", system}});
    return *found->second;
  }

  void keep(const Call& call, config::StoredCredential credential, const std::string& store,
            core::LoggedIn& done) const {
    const config::Keyring keyring(system_);
    credential.backend = config::SecretBackend::file;
    if (store != "file" && (store == "keyring" || keyring.closed().empty())) {
      auto put = keyring.keep(call, credential.key, label_of(credential.key), credential.secret);
      if (put) {
        credential.backend = config::SecretBackend::keyring;
        credential.secret = Secret();
      } else if (store == "keyring") {
        throw std::move(put).error();
      } else {
        done.notes.push_back(std::move(put).error());
      }
    }
    value_or_throw(config::put_credential(cabinet_.paths, credential));
    done.kept_in = std::string(config::word_of(credential.backend));
    done.place = credential.backend == config::SecretBackend::file
                     ? config::credentials_file(cabinet_.paths)
                     : std::string();
  }

  System system_;
  Workers& workers_;
  Cabinet cabinet_;
  Logins logins_;
};

}  // namespace

std::unique_ptr<core::Accounts> make_accounts(System system, Workers& workers, Cabinet cabinet,
                                              Logins logins) {
  return std::make_unique<Desk>(system, workers, std::move(cabinet), std::move(logins));
}

}  // namespace chatops::account
