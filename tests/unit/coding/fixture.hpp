// A CODING that replays answers by action, for this room's tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <utility>

#include "coding/coding.hpp"
#include "coding/decode.hpp"
#include "support/fake_http.hpp"
#include "support/fake_system.hpp"

namespace chatops::coding::testing {

inline Settings test_settings() {
  Settings settings;
  settings.url = "http://coding.test";
  settings.team = "acme";
  settings.project = "classroom";
  settings.token = make_token("", Secret(std::string(40, 'a')));
  complete(settings);
  return settings;
}

/// A response of CODING around `payload`, or an error inside HTTP 200.
inline net::Response said(Json payload) {
  payload["RequestId"] = "r-1";
  return test::answer_of(200, Json{{"Response", std::move(payload)}}.dump());
}
inline net::Response said_error(const std::string& code, const std::string& message) {
  return said({{"Error", {{"Code", code}, {"Message", message}}}});
}

/// Answers by action; an action nobody expects fails the test.
struct World {
  using Reply = std::function<Known<net::Response>(const Json& body)>;

  explicit World(Settings settings = test_settings())
      : http([this](const net::Request& request) { return answer(request); }),
        coding(machine.system, http, std::move(settings)) {
    on["DescribeProjectByName"] = [](const Json& body) {
      return said({{"Project", {{"Id", "7"}, {"Name", body.at("ProjectName")}}}});
    };
    on["CancelCdPipeline"] = [](const Json&) {
      return said_error("ResourceNotFound", "execution 资源未找到");
    };
  }

  Known<net::Response> answer(const net::Request& request) {
    const Json body = Json::parse(request.body);
    const auto action = body.at("Action").get<std::string>();
    CHECK(request.url == "http://coding.test/open-api?Action=" + action);
    ++calls[action];
    const auto found = on.find(action);
    if (found == on.end()) {
      FAIL_CHECK("unexpected action " << action);
      return failure(Reason::internal_error);
    }
    return found->second(body);
  }

  test::FakeSystem machine;
  std::map<std::string, Reply> on;
  std::map<std::string, int> calls;
  test::FakeHttp http;
  Coding coding;
};

}  // namespace chatops::coding::testing
