// Answers of the chart repository. Upload: https://github.com/helm/chartmuseum#chart-manipulation
// SPDX-License-Identifier: Apache-2.0
#include "charts/chart_repository.hpp"

#include <algorithm>

#include "crypto/crypto.hpp"
#include "net/json.hpp"

namespace chatops::sandbox {
namespace {

net::ServerResponse chart_answer(int status, const Json& body) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, net::dump(body)};
}

net::ServerResponse error(int status, std::string_view text) {
  return chart_answer(status, {{"error", text}});
}

/// The part named "chart" of a multipart form, or the body itself when it is none.
std::string chart_of(const net::ServerRequest& request) {
  const auto type = std::string(request.headers.get("Content-Type").value_or(""));
  const auto at = type.find("boundary=");
  if (!type.starts_with("multipart/form-data") || at == std::string::npos) return request.body;
  auto boundary = type.substr(at + 9);
  if (boundary.starts_with('"')) boundary = boundary.substr(1, boundary.find('"', 1) - 1);
  const auto name = request.body.find("name=\"chart\"");
  const auto begin = request.body.find("\r\n\r\n", name);
  const auto end = request.body.find("\r\n--" + boundary, begin);
  if (name == std::string::npos || begin == std::string::npos || end == std::string::npos)
    return "";
  return request.body.substr(begin + 4, end - begin - 4);
}

}  // namespace

net::ServerResponse ChartRepository::index(const net::ServerRequest& request) {
  auto text = chart_index(store_.entries());
  const auto etag = "\"" + crypto::sha256_hex(text).substr(0, 32) + "\"";
  if (request.headers.get("If-None-Match") == etag) return {304, {{"ETag", etag}}, ""};
  return {200, {{"Content-Type", "application/x-yaml"}, {"ETag", etag}}, std::move(text)};
}

net::ServerResponse ChartRepository::upload(const net::ServerRequest& request) {
  const auto package = chart_of(request);
  try {
    const auto entry = store_.add(package, world_.now());
    if (pushed_) pushed_(entry);
    return chart_answer(201, {{"saved", true}});
  } catch (const Error& e) {
    if (e.kind() == Kind::internal || e.reason == Reason::disk_full) throw;
    return error(400, "not a chart package: " + std::string(e.args.get("why")));
  }
}

net::ServerResponse ChartRepository::answer(const net::ServerRequest& request) {
  const auto who = world_.read([&](const Model& model) {
    return identify_basic(model, request.headers.get("Authorization"));
  });
  if (!who) {
    auto out = error(401, "unauthorized");
    out.headers.add("WWW-Authenticate", "Basic realm=\"chatops-sandbox\"");
    return out;
  }
  const auto may = [&](std::initializer_list<std::string_view> scopes) {
    return std::ranges::any_of(scopes, [&](std::string_view scope) { return who->may(scope); });
  };
  // The repository may be reached at any path; only what it is asked for counts.
  const auto file = request.path.substr(request.path.rfind('/') + 1);
  if (request.method == "POST" && request.path.ends_with("/api/charts"))
    return may({"artifact:repository:rw", "artifact:version:rw", "artifact_rw"})
               ? upload(request)
               : error(403, "forbidden");
  if (request.method != "GET" && request.method != "HEAD") return error(405, "method not allowed");
  if (!may({"artifact:repository:ro", "artifact:version:ro", "artifact_r"}))
    return error(403, "forbidden");
  if (file == "index.yaml") return index(request);
  if (auto package = store_.file(file))
    return {200, {{"Content-Type", "application/gzip"}}, std::move(*package)};
  return error(404, "not found");
}

}  // namespace chatops::sandbox
