// Every way in which CODING says no, or says nothing.
// SPDX-License-Identifier: Apache-2.0
#include "coding/failure.hpp"

#include "fixture.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

namespace {

Known<Json> judged(const char* action, const Known<net::Response>& answer) {
  return payload_of(*action_of(action), "http://coding.test/open-api", answer);
}

}  // namespace

TEST_CASE("error codes inside HTTP 200") {
  struct Row {
    const char *code, *message;
    Reason reason;
    bool refused, again;
  };
  const Row rows[] = {
      {"AuthFailure", "User not found, authorization invalid", Reason::auth_invalid, true, false},
      {"ResourceNotFound", "User not found, authorization invalid", Reason::auth_invalid, true,
       false},
      {"AuthFailure", "no permission for this scope", Reason::auth_scope, true, false},
      {"UnauthorizedOperation", "无权限", Reason::auth_scope, true, false},
      {"UnauthorizedOperation.Scope", "x", Reason::auth_scope, true, false},
      {"OperationDenied", "x", Reason::forbidden, true, false},
      {"RequestLimitExceeded", "slow down", Reason::rate_limited, true, true},
      {"ResourceNotFound", "x", Reason::outside_not_found, true, false},
      {"InvalidParameterValue", "资源未找到", Reason::outside_not_found, true, false},
      {"InvalidParameterValue", "Title Duplicated", Reason::refused, true, false},
      {"InternalError", "路径未找到", Reason::outside_not_found, false, false},
      {"InternalError", "Path not found", Reason::outside_not_found, false, false},
      {"InternalError", "Ref or Path invalid", Reason::outside_not_found, false, false},
      {"InternalError", "boom", Reason::server_error, false, true},
      {"ResourceUnavailable", "x", Reason::server_error, false, true},
      {"FailedOperation", "issue_custom_field_required", Reason::refused, true, false},
      {"MissingParameter", "x", Reason::refused, true, false},
      {"NeverHeardOf", "x", Reason::refused, false, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.code);
    CAPTURE(row.message);
    const auto result = judged("TriggerCdPipeline", said_error(row.code, row.message));
    REQUIRE_FALSE(result);
    CHECK(result.error().reason == row.reason);
    CHECK(result.error().args.get("why") == row.message);
    CHECK(result.error().args.get("code") == row.code);
    CHECK(result.error().args.get("request") == "r-1");
    CHECK(certainly_refused(result.error()) == row.refused);
    CHECK(worth_repeating(result.error()) == row.again);
  }
}

TEST_CASE("a refused scope is named") {
  const auto builds = judged("DescribeCodingCIBuilds", said_error("UnauthorizedOperation", "x"));
  CHECK(builds.error().args.get("scope") == "open_ci_manager");
  const auto start = judged("TriggerCdPipeline", test::answer_of(403, ""));
  CHECK(start.error().reason == Reason::auth_scope);
  CHECK(start.error().args.get("scope") == "cd:pipeline:rw");
  const auto issues = judged("DescribeIterationList", said_error("UnauthorizedOperation", "x"));
  CHECK(issues.error().args.get("scope") == "collaboration:issue:ro | project_issue_rw");
}

TEST_CASE("HTTP statuses come before bodies") {
  struct Row {
    int status;
    std::string body;
    Reason reason;
    bool refused;
  };
  const std::string unauthorized =
      R"({"Response":{"Error":{"Code":"UnauthorizedOperation","Message":"scope"}}})";
  const Row rows[] = {
      {401, "", Reason::auth_invalid, true},
      {401, unauthorized, Reason::auth_scope, true},
      {403, "<html>", Reason::auth_scope, true},
      {429, "", Reason::rate_limited, true},
      {400, R"({"Response":{"Error":{"Code":"Odd","Message":"no"}}})", Reason::refused, true},
      {404, "<html>not here</html>", Reason::answer_odd, true},
      {404, R"({"Response":{"Error":{"Code":"ResourceNotFound","Message":"x"}}})",
       Reason::outside_not_found, true},
      {408, "", Reason::answer_odd, false},
      {302, "", Reason::answer_odd, false},
      {500, unauthorized, Reason::server_error, false},
      {502, "<html>", Reason::server_error, false},
      {204, "", Reason::answer_odd, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.status);
    const auto result = judged("TriggerCdPipeline", test::answer_of(row.status, row.body));
    REQUIRE_FALSE(result);
    CHECK(result.error().reason == row.reason);
    CHECK(certainly_refused(result.error()) == row.refused);
    CHECK_FALSE(worth_repeating(result.error()));
  }
}

TEST_CASE("bodies that are no answer") {
  const std::string deep = std::string(200000, '[');
  struct Row {
    std::string body;
    Reason reason;
    std::string why;
  };
  const Row rows[] = {
      {"", Reason::answer_not_json, "empty"},
      {"<!DOCTYPE html><html>login</html>", Reason::answer_not_json, "html"},
      {"{\"Response\":{", Reason::answer_not_json, ""},
      {deep, Reason::answer_too_deep, ""},
      {"[]", Reason::answer_odd, "Response"},
      {"{\"Response\":\"ok\"}", Reason::answer_odd, "Response"},
      {"null", Reason::answer_odd, "Response"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.body.substr(0, 40));
    const auto result = judged("DescribeIteration", test::answer_of(200, row.body));
    REQUIRE_FALSE(result);
    CHECK(result.error().reason == row.reason);
    CHECK(result.error().args.get("what") == "coding.DescribeIteration");
    CHECK(result.error().args.get("where") == "http://coding.test/open-api");
    if (!row.why.empty()) CHECK(result.error().args.get("why") == row.why);
    CHECK_FALSE(certainly_refused(result.error()));
  }
}

TEST_CASE("words of others are cut to one line") {
  const auto result =
      judged("DescribeIteration", said_error("FailedOperation", std::string(1000, 'x') + "\nmore"));
  CHECK(result.error().args.get("why").size() == 300);
}

TEST_CASE("an error may be a bare word, a null error is none") {
  CHECK(judged("DescribeIteration", said({{"Error", "AuthFailure"}})).error().reason ==
        Reason::auth_invalid);
  CHECK(judged("DescribeIteration", said({{"Error", nullptr}, {"Iteration", 1}})).has_value());
}

TEST_CASE("only what certainly never left is refused") {
  const auto cut = failure(Reason::answer_cut, {{"sent", "yes"}});
  const auto unreachable = failure(Reason::unreachable, {{"sent", "no"}});
  CHECK_FALSE(certainly_refused(judged("TriggerCdPipeline", Known<net::Response>(cut)).error()));
  CHECK(certainly_refused(judged("TriggerCdPipeline", Known<net::Response>(unreachable)).error()));
}

TEST_CASE("what no token of the kind can do is told with the token that can") {
  struct Row {
    const char* action;
    TokenKind kind;
    const char *variable, *use;
  };
  const Row rows[] = {
      {"TriggerCdPipeline", TokenKind::project, "CHATOPS_CODING_CD_TOKEN", "cd"},
      {"DescribeCdPipelineConfigs", TokenKind::project, "CHATOPS_CODING_CD_TOKEN", "cd"},
      {"DescribeCodingCIJobs", TokenKind::personal, "CHATOPS_CODING_CI_TOKEN", "ci"},
      {"TriggerCdPipeline", TokenKind::personal, "", ""},
      {"DescribeIteration", TokenKind::project, "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.action);
    const Action& action = *action_of(row.action);
    const auto refused = judged(row.action, said_error("UnauthorizedOperation", "no scope"));
    const Error told = with_way_out(refused.error(), action, row.kind);
    CHECK(told.args.get("variable") == row.variable);
    CHECK(told.args.get("use") == row.use);
    CHECK(told.args.has("scope") == (*row.use == '\0'));
  }
}
