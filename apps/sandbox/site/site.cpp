// Finding the environment of a request and showing it.
// SPDX-License-Identifier: Apache-2.0
#include "site/site.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "net/json.hpp"
#include "site/page.hpp"

namespace chatops::sandbox {
namespace {

/// The name without its port, in lower case.
std::string name_of(std::string_view host) {
  auto name = std::string(host.substr(0, host.starts_with('[') ? host.find(']') : host.rfind(':')));
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

std::string first_label(const std::string& name) { return name.substr(0, name.find('.')); }

const Environment* environment_at(const Model& model, const std::string& name) {
  for (const auto& each : model.environments)
    if (each.domain == name) return &each;
  if (!name.ends_with(".localhost")) return nullptr;
  for (const auto& each : model.environments)
    if (each.name == first_label(name) || first_label(each.domain) == first_label(name))
      return &each;
  return nullptr;
}

net::ServerResponse html(int status, std::string body) {
  return {status,
          {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}},
          std::move(body)};
}

net::ServerResponse status_answer(int status, const Json& body) {
  return {status,
          {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          net::dump(body, 2) + "\n"};
}

/// What a person at a terminal sees: one line a component.
net::ServerResponse plain(const Environment& environment) {
  std::string text = fmt::format("{}  {}\n", environment.domain, environment.chart);
  for (const auto& each : environment.components)
    text += fmt::format("{:10} {:36} {}\n", each.component, each.version,
                        each.ready ? "ready" : each.message);
  return {200,
          {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
          std::move(text)};
}

bool wants_html(const net::ServerRequest& request) {
  return request.headers.get("Accept").value_or("").find("text/html") != std::string_view::npos;
}

Json versions_of(const Environment& environment) {
  Json components = Json::array();
  for (const auto& each : environment.components) components.push_back(running_json(each));
  return {{"environment", environment.name},
          {"domain", environment.domain},
          {"chart", environment.chart},
          {"components", std::move(components)}};
}

}  // namespace

bool Site::serves(std::string_view host) {
  const auto name = name_of(host);
  return !name.empty() && name != "localhost" && name != "127.0.0.1" && name != "[::1";
}

net::ServerResponse Site::answer(const net::ServerRequest& request) {
  const auto name = name_of(request.headers.get("Host").value_or(""));
  const auto found = world_.read([&](const Model& model) {
    const auto* environment = environment_at(model, name);
    return environment == nullptr ? std::nullopt : std::optional(*environment);
  });
  if (!found)
    return html(
        404, notice_html("No environment here", fmt::format("Nothing is deployed at {}.", name)));
  if (request.path == "/version") return status_answer(200, versions_of(*found));
  for (const auto& each : found->components) {
    if (request.path == "/" + each.component + "/version")
      return status_answer(each.ready ? 200 : 503, running_json(each));
    if (request.path == "/" + each.component || request.path == "/" + each.component + "/")
      return html(each.ready ? 200 : 503, page_html(each.component, found->name, {each}));
  }
  if (request.path == "/" && !wants_html(request)) return plain(*found);
  if (request.path != "/") return html(404, notice_html("Not found", request.path));
  return html(200, page_html(found->name, fmt::format("{} · chart {}", found->domain, found->chart),
                             found->components));
}

}  // namespace chatops::sandbox
