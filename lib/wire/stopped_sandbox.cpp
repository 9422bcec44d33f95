// An address is the sandbox's when its profile says so, or its own control.json.
// SPDX-License-Identifier: Apache-2.0
#include "wire/stopped_sandbox.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "net/json.hpp"
#include "registry/reference.hpp"

namespace chatops::wire {

namespace {

std::string origin_of(std::string_view address) {
  const auto url = net::parse_url(address);
  return url && registry::is_loopback(url->authority()) ? url->origin() : std::string();
}

bool is_sandbox(const std::string& origin, const Configuration& configuration) {
  if (origin.empty()) return false;
  if (configuration.profile.name.value == sandbox_profile)
    return origin == origin_of(configuration.coding.settings.url);
  const auto text = read_file(configuration.paths.state_dir + "/sandbox/control.json", 1U << 20U);
  if (!text) return false;
  const auto control = net::parse_json(*text);
  return control && origin == origin_of(net::text_of(net::member(*control, "url")).value_or(""));
}

class ToldOfSandbox final : public net::Http {
 public:
  ToldOfSandbox(std::unique_ptr<net::Http> http, const Configuration& configuration)
      : http_(std::move(http)), configuration_(configuration) {}

  std::vector<Known<net::Answer>> perform(const Call& call,
                                          std::span<const net::Request> requests) override {
    auto answers = http_->perform(call, requests);
    for (auto& answer : answers) {
      if (!answer) answer = unknown(told_of_sandbox(std::move(answer).error(), configuration_));
    }
    return answers;
  }

 private:
  std::unique_ptr<net::Http> http_;
  const Configuration& configuration_;
};

}  // namespace

Error told_of_sandbox(Error error, const Configuration& configuration) {
  if (error.reason != Reason::unreachable) return error;
  std::string origin = origin_of(error.args.get("where"));
  if (!is_sandbox(origin, configuration)) return error;
  error.reason = Reason::sandbox_stopped;
  error.args.set("where", std::move(origin));
  return error;
}

std::unique_ptr<net::Http> told_of_sandbox(std::unique_ptr<net::Http> http,
                                           const Configuration& configuration) {
  return std::make_unique<ToldOfSandbox>(std::move(http), configuration);
}

Error with_sandbox_profile_named(Error error, const Configuration& configuration) {
  const auto& profiles = configuration.profile.profiles;
  const bool there = std::find(profiles.begin(), profiles.end(), sandbox_profile) != profiles.end();
  if (there && configuration.profile.name.value != sandbox_profile && !configuration.coding.any())
    error.args.set("profile", std::string(sandbox_profile));
  return error;
}

}  // namespace chatops::wire
