// Running secret-tool.
// SPDX-License-Identifier: Apache-2.0
#include "config/keyring.hpp"

#include <unistd.h>

#include <filesystem>

#include "base/text.hpp"

namespace chatops::config {
namespace {

constexpr Millis reading{2'000}, writing{30'000};
constexpr std::size_t largest_answer = 64U << 10U;

tl::unexpected<Error> closed_because(std::string_view why) {
  return unknown(
      Error(Reason::secret_unreadable, {{"what", "keyring"}, {"why", std::string(why)}}));
}

/// The program's first line, without the address of the bus.
std::string first_words(const Finished& done) {
  const auto said = lines_of(done.errors);
  return said.empty() ? "secret-tool: " + std::to_string(done.code)
                      : std::string(clip(trim(said.front()), 200));
}

}  // namespace

std::string_view Keyring::closed() const {
  const auto ci = system_.variables.get("CI");
  if (ci == "true" || ci == "1") return "keyring_ci";
  if (system_.variables.get("DBUS_SESSION_BUS_ADDRESS")) return "";
  const auto runtime = system_.variables.get("XDG_RUNTIME_DIR");
  std::error_code ignored;
  return runtime && std::filesystem::exists(*runtime + "/bus", ignored) ? "" : "keyring_absent";
}

Result<Finished> Keyring::run(const Call& call, std::vector<std::string> words,
                              const CredentialKey& key, const std::string& input,
                              Millis patience) const {
  if (const auto why = closed(); !why.empty()) return closed_because(why);
  words.insert(words.begin(), "secret-tool");
  words.insert(words.end(),
               {"service", "chatops", "profile", key.profile, "host", key.host, "kind", key.kind});
  const std::string verb = words[1];
  const Tick began = system_.clock.tick();
  auto done = system_.spawner.run(call.until(began + patience), {.argv = std::move(words),
                                                                 .input = input,
                                                                 .directory = {},
                                                                 .extra_environment = {},
                                                                 .output_cap = largest_answer});
  if (call.trace != nullptr) {
    call.trace->outside_call("keyring." + verb, key.kind + " " + key.host,
                             done ? std::to_string(done->code) : code_of(done.error().reason),
                             system_.clock.tick() - began);
  }
  if (done) return done;
  const Reason reason = done.error().reason;
  if (reason == Reason::program_missing) return closed_because("keyring_absent");
  if (reason == Reason::deadline_passed) return closed_because("keyring_silent");
  return closed_because(code_of(reason));
}

Result<Secret> Keyring::look_up(const Call& call, const CredentialKey& key) const {
  auto done = run(call, {"lookup"}, key, "", reading);
  if (!done) return unknown(std::move(done).error());
  if (!done->output.empty()) return Secret(std::move(done->output));
  return closed_because(trim(done->errors).empty() ? "keyring_lost" : first_words(*done));
}

Result<void> Keyring::keep(const Call& call, const CredentialKey& key, const std::string& label,
                           const Secret& secret) const {
  auto done = run(call, {"store", "--label", label}, key, secret.reveal(), writing);
  if (!done) return unknown(std::move(done).error());
  if (done->code != 0) return closed_because(first_words(*done));
  auto again = look_up(call, key);
  if (!again) return unknown(std::move(again).error());
  if (again->reveal() != secret.reveal()) return closed_because("keyring_lost");
  return {};
}

Result<bool> Keyring::forget(const Call& call, const CredentialKey& key) const {
  const bool there = look_up(call, key).has_value();
  auto done = run(call, {"clear"}, key, "", writing);
  if (!done) return unknown(std::move(done).error());
  if (done->code != 0 && there) return closed_because(first_words(*done));
  return there;
}

}  // namespace chatops::config
