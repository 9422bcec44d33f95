// Secrets that `auth login` kept: written for one user, and used only while nobody else could have
// read or written them; and the keyring, played by a function.
// SPDX-License-Identifier: Apache-2.0
#include "config/stored_credential.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.hpp"
#include "config/keyring.hpp"
#include "support/fake_system.hpp"
#include "temporary_folder.hpp"

using namespace chatops;          // NOLINT: a test's file
using namespace chatops::config;  // NOLINT: a test's file

namespace {

struct Home {
  TemporaryFolder folder;
  Paths paths;
  Home() { paths.config_file = folder.path() + "/chatops/config.yaml"; }
  std::string file() const { return credentials_file(paths); }
  void write(const std::string& text, mode_t mode = 0600) const {
    value_or_throw(make_folders(folder.path() + "/chatops", 0700));
    value_or_throw(write_file(file(), text, mode));
  }
};

StoredCredential entry(const std::string& host, const std::string& secret) {
  StoredCredential out;
  out.key = {"default", "coding", host};
  out.url = "https://" + host;
  out.who = "兰: \"quoted\"";
  out.secret = Secret(secret);
  return out;
}

const CredentialKey some_key{"default", "registry", "r.test:5000"};

}  // namespace

TEST_CASE("what is put is read again, once a key; the file is for its owner alone") {
  const Home home;
  CHECK(value_or_throw(read_credentials(home.paths)).empty());
  value_or_throw(put_credential(home.paths, entry("a.test", "one")));
  value_or_throw(put_credential(home.paths, entry("b.test", "yes: [\"#'")));
  value_or_throw(put_credential(home.paths, entry("a.test", "two")));
  const auto all = value_or_throw(read_credentials(home.paths));
  REQUIRE(all.size() == 2);
  CHECK(all[0].key.host == "b.test");
  CHECK(all[0].secret.reveal() == "yes: [\"#'");
  CHECK(all[1].secret.reveal() == "two");
  CHECK(all[1].who == "兰: \"quoted\"");
  CHECK(all[1].where.starts_with(home.file() + ":"));
  struct stat facts{};
  REQUIRE(::stat(home.file().c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0600);
  REQUIRE(::stat((home.folder.path() + "/chatops").c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0700);

  CHECK_FALSE(value_or_throw(remove_credential(home.paths, some_key)));
  CHECK(value_or_throw(remove_credential(home.paths, all[0].key))->key.host == "b.test");
  CHECK(value_or_throw(remove_credential(home.paths, all[1].key)));
  CHECK(::access(home.file().c_str(), F_OK) != 0);
}

TEST_CASE("what the keyring has leaves no secret in the file") {
  const Home home;
  StoredCredential credential = entry("a.test", "secret");
  credential.backend = SecretBackend::keyring;
  value_or_throw(put_credential(home.paths, credential));
  CHECK(value_or_throw(read_file(home.file(), 9999)).find("secret") == std::string::npos);
  const auto all = value_or_throw(read_credentials(home.paths));
  CHECK(all.front().backend == SecretBackend::keyring);
  CHECK(all.front().secret.empty());
}

TEST_CASE("a file that others could have touched is not used, nor written over") {
  const std::string good =
      "credentials: [{profile: default, kind: coding, host: h, kept_in: file, secret: s}]\n";
  struct Row {
    const char* name;
    Reason reason;
    const char* why;
    std::function<void(const Home&)> arrange;
  };
  const Row rows[] = {
      {"mode", Reason::secret_exposed, "", [&](const Home& h) { h.write(good, 0640); }},
      {"symlink", Reason::secret_unreadable, "symlink",
       [&](const Home& h) {
         h.write(good);
         REQUIRE(::rename(h.file().c_str(), (h.file() + ".real").c_str()) == 0);
         REQUIRE(::symlink((h.file() + ".real").c_str(), h.file().c_str()) == 0);
       }},
      {"folder", Reason::secret_unreadable, "not_a_file",
       [&](const Home& h) {
         value_or_throw(make_folders(h.file(), 0700));
         ::chmod(h.file().c_str(), 0700);
       }},
      {"pipe", Reason::secret_unreadable, "not_a_file",
       [&](const Home& h) {
         h.write(good);
         ::unlink(h.file().c_str());
         REQUIRE(::mkfifo(h.file().c_str(), 0600) == 0);
       }},
      {"open folder", Reason::secret_unreadable, "open_folder",
       [&](const Home& h) {
         h.write(good);
         ::chmod((h.folder.path() + "/chatops").c_str(), 0777);
       }},
      {"no list", Reason::config_invalid, "", [&](const Home& h) { h.write("credentials: 1\n"); }},
      {"no secret", Reason::config_invalid, "",
       [&](const Home& h) {
         h.write("credentials: [{profile: p, kind: k, host: h, kept_in: file}]\n");
       }},
      {"unknown backend", Reason::config_invalid, "",
       [&](const Home& h) {
         h.write("credentials: [{profile: p, kind: k, host: h, kept_in: cloud, secret: s}]\n");
       }},
      {"no YAML", Reason::yaml_syntax, "", [&](const Home& h) { h.write("{{{"); }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const Home home;
    row.arrange(home);
    const auto read = read_credentials(home.paths);
    REQUIRE_FALSE(read);
    CHECK(read.error().reason == row.reason);
    if (*row.why != '\0') CHECK(read.error().args.get("why") == row.why);
    const auto put = put_credential(home.paths, entry("a.test", "s"));
    REQUIRE_FALSE(put);
    CHECK(put.error().reason == row.reason);
  }
}

TEST_CASE("another user's file is not used") {
  if (::geteuid() != 0) return;
  const Home home;
  home.write("credentials: []\n");
  REQUIRE(::chown(home.file().c_str(), 12345, 12345) == 0);
  CHECK(read_credentials(home.paths).error().args.get("why") == "foreign_owner");
}

TEST_CASE("the keyring is asked by argv and standard input, and only where there may be one") {
  test::FakeSystem machine;
  CHECK(Keyring(machine.system).closed() == "keyring_absent");
  machine.variables = MapVariables{{{"DBUS_SESSION_BUS_ADDRESS", "unix:x"}, {"CI", "true"}}};
  CHECK(Keyring(machine.system).closed() == "keyring_ci");
  machine.variables = MapVariables{{{"DBUS_SESSION_BUS_ADDRESS", "unix:x"}}};
  const Keyring keyring(machine.system);
  CHECK(keyring.closed().empty());
  CHECK(keyring.look_up({}, some_key).error().args.get("why") == "keyring_absent");

  std::string kept;
  std::vector<Command> seen;
  machine.spawner.program = [&](const Command& command) -> Result<Finished> {
    seen.push_back(command);
    const std::string& verb = command.argv[1];
    if (verb == "store") kept = command.input;
    if (verb == "clear") kept.clear();
    return Finished{kept.empty() && verb == "lookup" ? 1 : 0, verb == "lookup" ? kept : "", ""};
  };
  CHECK(keyring.look_up({}, some_key).error().args.get("why") == "keyring_lost");
  value_or_throw(keyring.keep({}, some_key, "label", Secret("lan:p w\n")));
  CHECK(value_or_throw(keyring.look_up({}, some_key)).reveal() == "lan:p w\n");
  CHECK(value_or_throw(keyring.forget({}, some_key)));
  CHECK_FALSE(value_or_throw(keyring.forget({}, some_key)));
  for (const Command& command : seen) {
    for (const std::string& word : command.argv) CHECK(word.find("p w") == std::string::npos);
  }
}

TEST_CASE("a keyring that does not answer, or does not keep what it is given") {
  struct Row {
    Result<Finished> answer;
    const char* why;
  };
  const Row rows[] = {
      {failure(Reason::program_missing), "keyring_absent"},
      {failure(Reason::deadline_passed), "keyring_silent"},
      {Finished{1, "", "secret-tool: Cannot autolaunch D-Bus\nx"},
       "secret-tool: Cannot autolaunch D-Bus"},
      {Finished{0, "another", ""}, "keyring_lost"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    test::FakeSystem machine;
    machine.variables = MapVariables{{{"DBUS_SESSION_BUS_ADDRESS", "unix:x"}}};
    machine.spawner.program = [&](const Command&) { return row.answer; };
    const auto kept = Keyring(machine.system).keep({}, some_key, "label", Secret("s"));
    REQUIRE_FALSE(kept);
    CHECK(kept.error().reason == Reason::secret_unreadable);
    CHECK(kept.error().args.get("why") == row.why);
  }
}
