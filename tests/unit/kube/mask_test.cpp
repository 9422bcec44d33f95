// What of a cluster's words is shown.
// SPDX-License-Identifier: Apache-2.0
#include "kube/mask.hpp"

#include <doctest/doctest.h>

#include "crypto/crypto.hpp"
#include "kube/cause.hpp"

namespace chatops::kube {
namespace {

Json a_secret(const std::vector<std::pair<std::string, std::string>>& entries) {
  Json data = Json::object();
  for (const auto& [key, value] : entries) data[key] = crypto::to_base64(value);
  return {{"kind", "Secret"}, {"metadata", {{"name", "s"}}}, {"data", data}};
}

TEST_CASE("what a Secret holds is not shown, however it is written") {
  const std::vector<Json> secrets{
      a_secret({{"dsn", "correct horse battery"},
                {"password", "pa55"},
                {"user", "admin"},
                {"port", "5432"},
                {"host", "postgres.shop.svc"},
                {"phrase", "staple-battery-horse"},
                {"pem", "-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\n-----END KEY-----\n"},
                {".dockerconfigjson",
                 R"({"auths":{"r.example":{"username":"robot","password":"r0bt"}}})"}})};
  const auto values = secret_values(secrets);
  struct Row {
    const char *line, *shown;
  };
  const Row rows[] = {
      {"cannot reach correct horse battery", "cannot reach ***"},
      {"refused pa55 for admin on 5432", "refused *** for admin on 5432"},
      {"key MIIEpAIBAAKCAQEA is bad", "key *** is bad"},
      {"pull as robot with r0bt", "pull as robot with ***"},
      {"lookup postgres.shop.svc: no such host", "lookup postgres.shop.svc: no such host"},
      {"saw staple-battery-horse", "saw ***"},
      {"nothing secret here", "nothing secret here"},
      {"cut off: correct horse b", "cut off: ***"},
      {"cut off: correct h", "cut off: ***"},
      {"no cut: correct horse of mine", "no cut: correct horse of mine"},
      {"GET https://bob:hunter2@host/x", "GET https://***@host/x"},
      {"Authorization: Bearer abc.def", "Authorization: Bearer ***"},
      {"password=other", "password=***"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK(masked_line(row.line, values) == row.shown);
  }
  const std::string encoded = crypto::to_base64("correct horse battery");
  CHECK(masked_line("env " + encoded, values) == "env ***");
}

TEST_CASE("the longer of two values goes first, and odd Secrets hold nothing") {
  const std::vector<Json> secrets{a_secret({{"a", "abcdefg1"}, {"b", "abcdefg1-ijkl"}}),
                                  Json{{"data", "text"}},
                                  Json{{"data", {{"x", 5}, {"y", "*not base64*"}}}}, Json()};
  const auto values = secret_values(secrets);
  CHECK(values.front().size() >= values.back().size());
  CHECK(masked_line("is abcdefg1-ijkl", values) == "is ***");
}

TEST_CASE("causes show nothing that a Secret of the namespace holds") {
  const Json pod{
      {"kind", "Pod"},
      {"metadata", {{"name", "web-0"}, {"namespace", "n"}, {"uid", "u1"}}},
      {"spec", {{"containers", Json::array({{{"name", "main"}, {"image", "i:1"}}})}}},
      {"status",
       {{"phase", "Running"},
        {"containerStatuses",
         Json::array(
             {{{"name", "main"},
               {"restartCount", 3},
               {"state", {{"waiting", {{"reason", "CrashLoopBackOff"}, {"message", "back-off"}}}}},
               {"lastState",
                {{"terminated",
                  {{"exitCode", 1},
                   {"reason", "Error"},
                   {"message", "dsn is correct horse battery"},
                   {"finishedAt", "2026-11-01T10:00:00Z"}}}}}}})}}}};
  const std::vector<Json> secrets{a_secret({{"dsn", "correct horse battery"}})};
  Seen seen{.objects = {pod}, .logs = {}, .now = *from_rfc3339("2026-11-01T10:00:10Z")};
  seen.logs[log_key(pod, "main")] = "connecting\ncannot reach correct horse battery\n";
  const auto shows = [](const Cause& cause) {
    std::string all;
    for (const auto& [name, value] : cause.error.args.pairs()) all += value + "\n";
    for (const auto& line : cause.log) all += line + "\n";
    return all.find("horse") != std::string::npos;
  };
  auto causes = find_causes(seen);
  REQUIRE(causes.size() == 1);
  CHECK(shows(causes.front()));
  seen.secrets = secret_values(secrets);
  causes = find_causes(seen);
  REQUIRE(causes.size() == 1);
  CHECK_FALSE(shows(causes.front()));
  CHECK(causes.front().log.back() == "cannot reach ***");
}

}  // namespace
}  // namespace chatops::kube
