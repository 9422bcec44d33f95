// An address is the sandbox's when its profile says so, or its own control.json.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox_process/stopped.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "net/json.hpp"
#include "registry/reference.hpp"

namespace chatops::sandbox_process {

namespace {

std::string origin_of(std::string_view address) {
  const auto url = net::parse_url(address);
  return url && registry::is_loopback(url->authority()) ? url->origin() : std::string();
}

bool is_sandbox(const std::string& origin, const Chosen& chosen) {
  if (origin.empty()) return false;
  if (chosen.profile == profile_name) return origin == origin_of(chosen.url);
  const auto text = read_file(chosen.state_dir + "/sandbox/control.json", 1U << 20U);
  if (!text) return false;
  const auto control = net::parse_json(*text);
  return control && origin == origin_of(net::text_of(net::member(*control, "url")).value_or(""));
}

class ToldOfSandbox final : public net::Http {
 public:
  ToldOfSandbox(net::Http& http, Chosen chosen) : http_(http), chosen_(std::move(chosen)) {}

  std::vector<Known<net::Response>> perform(const Call& call,
                                            std::span<const net::Request> requests) override {
    auto answers = http_.perform(call, requests);
    for (auto& answer : answers) {
      if (!answer) answer = unknown(told_of_sandbox(std::move(answer).error(), chosen_));
    }
    return answers;
  }

 private:
  net::Http& http_;
  Chosen chosen_;
};

}  // namespace

Error told_of_sandbox(Error error, const Chosen& chosen) {
  if (error.reason != Reason::unreachable) return error;
  std::string origin = origin_of(error.args.get("where"));
  if (!is_sandbox(origin, chosen)) return error;
  error.reason = Reason::sandbox_stopped;
  error.args.set("where", std::move(origin));
  return error;
}

std::unique_ptr<net::Http> told_of_sandbox(net::Http& http, Chosen chosen) {
  return std::make_unique<ToldOfSandbox>(http, std::move(chosen));
}

Error with_sandbox_profile_named(Error error, const Chosen& chosen) {
  const auto& profiles = chosen.profiles;
  const bool there = std::find(profiles.begin(), profiles.end(), profile_name) != profiles.end();
  if (there && chosen.profile != profile_name && !chosen.configured)
    error.args.set("profile", std::string(profile_name));
  return error;
}

}  // namespace chatops::sandbox_process
