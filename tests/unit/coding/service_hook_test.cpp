// Whose delivery it is, before anything in it is believed; and bodies that are none.
// SPDX-License-Identifier: Apache-2.0
#include "coding/service_hook.hpp"

#include <doctest/doctest.h>

#include "hook_bodies.hpp"
#include "net/http.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

namespace {

const auto hook = make_service_hook();

core::WebhookSecrets with_token() {
  return {.token = Secret("t0ken"), .user_password = std::nullopt};
}
core::WebhookSecrets with_password() {
  return {.token = std::nullopt, .user_password = Secret("coding:pass:word")};
}
core::WebhookSecrets with_both() {
  return {.token = Secret("t0ken"), .user_password = Secret("coding:pass:word")};
}

std::string refusal(const core::RawDelivery& delivery, const core::WebhookSecrets& secrets,
                    const core::WebhookDialect& dialect = *hook) {
  const auto verified = dialect.verify(delivery, secrets);
  if (verified) return "";
  CHECK(verified.error().reason == Reason::webhook_refused);
  return std::string(verified.error().args.get("why"));
}

core::RawDelivery signed_delivery() {
  auto delivery = delivery_of(push_body("main"));
  delivery.headers.emplace_back("X-Coding-Signature", signature_over("t0ken", delivery.body));
  return delivery;
}

core::RawDelivery with_authorization(core::RawDelivery delivery, const std::string& value) {
  delivery.headers.emplace_back("authorization", value);
  return delivery;
}

std::string why_of(const std::string& body, const std::string& type = "application/json") {
  const auto hints = hook->read({.headers = {{"Content-Type", type}}, .body = body});
  REQUIRE_FALSE(hints);
  CHECK(hints.error().reason == Reason::webhook_unreadable);
  return std::string(hints.error().args.get("why"));
}

}  // namespace

TEST_CASE("a signature must be that of the raw body") {
  CHECK(refusal(signed_delivery(), with_token()).empty());
  CHECK(refusal(delivery_of(push_body("main")), with_token()) == "unsigned");
  auto tampered = signed_delivery();
  tampered.body += " ";
  CHECK(refusal(tampered, with_token()) == "signature");
  auto cut = signed_delivery();
  cut.body.pop_back();
  CHECK(refusal(cut, with_token()) == "signature");
  for (const char* forged : {"sha1=", "sha1", "x", "sha256=00"}) {
    CAPTURE(forged);
    auto delivery = delivery_of(push_body("main"));
    delivery.headers.emplace_back("X-Coding-Signature", forged);
    CHECK(refusal(delivery, with_token()) == "signature");
  }
  auto other = delivery_of(push_body("main"));
  other.headers.emplace_back("X-Coding-Signature", signature_over("other", other.body));
  CHECK(refusal(other, with_token()) == "signature");
}

TEST_CASE("hexadecimal digits of either case are the same signature") {
  auto delivery = delivery_of(push_body("main"));
  std::string value = signature_over("t0ken", delivery.body);
  for (char& c : value) {
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  }
  delivery.headers.emplace_back("X-Coding-Signature", value);
  CHECK(refusal(delivery, with_token()).empty());
}

TEST_CASE("the header of the signature can be another, and then counts alone") {
  const auto own = make_service_hook("X-Acme-Signature");
  CHECK(refusal(signed_delivery(), with_token(), *own) == "unsigned");
  auto delivery = delivery_of(push_body("main"));
  delivery.headers.emplace_back("x-acme-signature", signature_over("t0ken", delivery.body));
  CHECK(refusal(delivery, with_token(), *own).empty());
  CHECK(refusal(delivery, with_token()) == "unsigned");
}

TEST_CASE("user and password are compared as a whole") {
  const auto plain = delivery_of(push_body("main"));
  const auto right = net::basic_authorization("coding", "pass:word");
  CHECK(refusal(with_authorization(plain, right), with_password()).empty());
  CHECK(refusal(with_authorization(plain, "basic" + right.substr(5)), with_password()).empty());
  CHECK(refusal(plain, with_password()) == "password");
  for (const auto& wrong :
       {net::basic_authorization("coding", "pass"), net::basic_authorization("", ""),
        std::string("Basic !!!"), std::string("Basic"), std::string("Bearer x"), right + "x"}) {
    CAPTURE(wrong);
    CHECK(refusal(with_authorization(plain, wrong), with_password()) == "password");
  }
}

TEST_CASE("whatever is configured must pass, whatever the request carries") {
  const auto right = net::basic_authorization("coding", "pass:word");
  CHECK(refusal(with_authorization(signed_delivery(), right), with_both()).empty());
  CHECK(refusal(signed_delivery(), with_both()) == "password");
  CHECK(refusal(with_authorization(delivery_of(push_body("main")), right), with_both()) ==
        "unsigned");
  CHECK(refusal(signed_delivery(), {}) == "unconfigured");
}

TEST_CASE("an empty secret is a mistake of configuration, not an open door") {
  auto delivery = delivery_of(push_body("main"));
  delivery.headers.emplace_back("X-Coding-Signature", signature_over("", delivery.body));
  core::WebhookSecrets secrets{.token = Secret(""), .user_password = std::nullopt};
  CHECK(refusal(delivery, secrets) == "unconfigured");
  secrets = {.token = std::nullopt, .user_password = Secret(":")};
  CHECK(refusal(with_authorization(delivery, net::basic_authorization("", "")), secrets) ==
        "unconfigured");
  secrets = {.token = Secret("t0ken"), .user_password = Secret("")};
  CHECK(refusal(signed_delivery(), secrets) == "unconfigured");
}

TEST_CASE("deliveries are told apart by their header, and named by theirs or the body") {
  auto delivery = delivery_of(push_body("main"));
  CHECK(hook->delivery_id(delivery) == "d-1");
  CHECK(hook->event(delivery) == "GIT_PUSHED");
  delivery.headers.clear();
  CHECK(hook->delivery_id(delivery).empty());
  CHECK(hook->event(delivery) == "GIT_PUSHED");
  delivery.headers.emplace_back("X-Coding-Delivery", std::string(1000, 'x'));
  CHECK(hook->delivery_id(delivery).empty());
  delivery.body = "{";
  CHECK(hook->event(delivery).empty());
}

TEST_CASE("a body that is none is unreadable, and says why") {
  CHECK(why_of("") == "not_json");
  CHECK(why_of("{\"event\":\"ISSUE_CREATED\"") == "not_json");
  CHECK(why_of("[]") == "not_json");
  CHECK(why_of("\"x\"") == "not_json");
  CHECK(why_of("<html>") == "not_json");
  CHECK(why_of("\xff\xfe") == "not_json");
  CHECK(why_of("{\"event\":\"\xff\"}") == "not_json");
  CHECK(why_of("{}") == "event");
  CHECK(why_of("{\"event\":7}") == "event");
  CHECK(why_of("payload=%7B", "application/x-www-form-urlencoded") == "not_json");
  CHECK(why_of("other=%7B%7D", "application/x-www-form-urlencoded") == "not_json");
  CHECK(why_of(std::string(200, '[') + std::string(200, ']')) == "too_deep");
  CHECK(why_of(std::string(hook_body_cap + 1, ' ')) == "too_large");
}

TEST_CASE("what a header says of the event does not count against the signed body") {
  auto delivery = delivery_of(hook_body("PING", Json::object()));
  delivery.headers[1].second = "ISSUE_DELETED";
  const auto hints = hook->read(delivery);
  REQUIRE(hints);
  REQUIRE(hints->size() == 1);
  CHECK(hints->front().kind == core::HintKind::ping);
}

TEST_CASE("the older webhook is read as well, also as a form") {
  auto body = push_body("refs/heads/main");
  for (const char* member : {"event", "eventName", "project", "team"}) body.erase(member);
  core::RawDelivery delivery{.headers = {{"X-Coding-Event", "push"},
                                         {"Content-Type", "application/x-www-form-urlencoded"}},
                             .body = {}};
  const std::vector<std::pair<std::string, std::string>> fields = {{"payload", net::dump(body)}};
  delivery.body = net::form_encode(fields);
  CHECK(hook->event(delivery) == "push");
  const auto hints = hook->read(delivery);
  REQUIRE(hints);
  REQUIRE(hints->size() == 1);
  CHECK(hints->front().kind == core::HintKind::branch);
  CHECK(hints->front().project == "classroom");
  CHECK(hints->front().branch == "main");
  CHECK(hints->front().title == "Fix echo (#42)");
}

TEST_CASE("words and actions of the older webhook") {
  const auto kinds = [](const char* event, const char* action, Json body) {
    body.erase("event");
    body["action"] = action;
    const auto hints =
        hook->read({.headers = {{"X-Coding-Event", event}}, .body = net::dump(body)});
    REQUIRE(hints);
    std::string out;
    for (const auto& hint : *hints) {
      out += std::string(word_of(hint.kind)) + (hint.created ? "+" : hint.deleted ? "-" : "");
    }
    return out;
  };
  CHECK(kinds("ping", "", hook_body("", Json::object())) == "ping");
  CHECK(kinds("merge request", "create", merge_request_body("")) == "merge_request+");
  CHECK(kinds("merge request", "merge", merge_request_body("")) == "merge_request");
  CHECK(kinds("merge request", "close", merge_request_body("")) == "merge_request");
  CHECK(kinds("merge request", "synchronize", merge_request_body("")) == "merge_request");
  CHECK(kinds("task", "update", hook_body("", {{"task", issue_body(9)}})) == "issue");
  CHECK(kinds("member", "added", hook_body("", Json::object())) == "members+");
  CHECK(kinds("member", "deleted", hook_body("", Json::object())) == "members-");
  CHECK(kinds("member", "changed", hook_body("", Json::object())) == "members");
  CHECK(kinds("ci", "trigger_build", build_body("")) == "build+");
  CHECK(kinds("ci", "complete_build", build_body("")) == "build");
  CHECK(kinds("ci", "update_job", build_body("")).empty());
  CHECK(kinds("artifact", "create", artifact_body("")) == "artifact+");
  CHECK(kinds("artifact", "update", artifact_body("")) == "artifact");
  CHECK(kinds("artifact", "x", artifact_body("")).empty());
  CHECK(kinds("document", "create", hook_body("", Json::object())).empty());
}
