// What --trace may show: secrets of every form stay out, what explains a call stays in.
// SPDX-License-Identifier: Apache-2.0
#include "net/redact.hpp"

#include <doctest/doctest.h>

#include <ostream>

using namespace chatops;
using namespace chatops::net;

TEST_CASE("names that smell of secrets, however they are written") {
  for (const char* name :
       {"token", "Access-Token", "X_ACCESS_KEY", "accessKey", "password", "Authorization", "Cookie",
        "Set-Cookie", "clientSecret", "auth", "X-Amz-Signature", "api_key", "privateKey",
        "credentials", "sessionId", "pwd", "headers", "RequestHeaders"}) {
    CAPTURE(name);
    CHECK(smells_of_secret(name));
  }
  for (const char* name : {"Name", "Id", "TokyoRegio", "branch", "author", "Status", "Code", ""}) {
    CAPTURE(name);
    CHECK_FALSE(smells_of_secret(name));
  }
}

TEST_CASE("URLs lose user info, and values of parameters that are not known to be harmless") {
  struct Row {
    const char* url;
    const char* shown;
  };
  const Row rows[] = {
      {"https://li:s3cret@host:8443/p/q?Action=DescribeX#t",
       "https://host:8443/p/q?Action=DescribeX"},
      {"https://h/token?service=r&scope=a:b:pull&account=li",
       "https://h/token?service=r&scope=a:b:pull&account=***"},
      {"https://h/x?X-Amz-Signature=s3cret&page=2", "https://h/x?***=***&page=2"},
      {"https://h/x?s3cret&a=%20", "https://h/x?***&a=***"},
      {"https://h/x", "https://h/x"},
      {"ftp://li:s3cret@h/", ""},
      {"", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.url);
    CHECK(shown_url(row.url) == row.shown);
  }
}

TEST_CASE("only fields of the list are shown") {
  const Headers headers{{"Authorization", "Bearer s3cret"}, {"content-type", "application/json"},
                        {"Set-Cookie", "s3cret"},           {"X-Odd", "s3cret"},
                        {"Server", "Basic s3cret"},         {"Docker-Content-Digest", "sha256:1"}};
  CHECK(shown_headers(headers) == std::vector<std::string>{"content-type: application/json",
                                                           "Docker-Content-Digest: sha256:1"});
}

TEST_CASE("bodies: JSON with its secrets masked, else type and size") {
  struct Row {
    const char* type;
    const char* body;
    const char* shown;
  };
  const Row rows[] = {
      {"application/json", R"({"a":1,"token":"s3cret"})", R"({"a":1,"token":"***"})"},
      {"application/json; charset=utf-8",
       R"({"Auths":[{"password":{"x":["s3cret",1,true,null]}}]})",
       R"({"Auths":[{"password":{"x":["***","***",true,null]}}]})"},
      {"application/json", R"({"note":"Bearer s3cret"})", R"({"note":"***"})"},
      {"application/json", R"({"url":"https://u:s3cret@h/"})", R"({"url":"***"})"},
      {"application/json", R"({"url":"https://h/a@b"})", R"({"url":"https://h/a@b"})"},
      {"application/json", R"({"text":"{\"secret\":\"s3cret\"}"})", R"({"text":{"secret":"***"}})"},
      {"application/json", R"([{"name":"DB_PASSWORD","value":"s3cret"},{"name":"A","value":"b"}])",
       R"([{"name":"DB_PASSWORD","value":"***"},{"name":"A","value":"b"}])"},
      {"application/vnd.oci.image.index.v1+json", "{}", "{}"},
      {"application/json", "s3cret{", "application/json, 7 bytes"},
      {"text/html", "s3cret", "text/html, 6 bytes"},
      {"application/x-www-form-urlencoded", "password=s3cret",
       "application/x-www-form-urlencoded, 15 bytes"},
      {"", "s3cret", "unknown type, 6 bytes"},
      {"application/json", "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.body);
    const Headers headers{{"Content-Type", row.type}};
    CHECK(shown_body(headers, row.body) == row.shown);
  }
  const Headers json{{"Content-Type", "application/json"}};
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  CHECK(shown_body(json, deep) == "application/json, 10000 bytes");
  const std::string large = "{\"a\":\"" + std::string(5000, 'x') + "\"}";
  CHECK(shown_body(json, large).size() < 2100);
}
