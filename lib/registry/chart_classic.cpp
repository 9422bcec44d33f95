// Indexes asked for conditionally, packages downloaded.
// SPDX-License-Identifier: Apache-2.0
#include "registry/chart_classic.hpp"

#include "registry/failure.hpp"
#include "registry/helm_index.hpp"

namespace chatops::registry {

namespace {

std::string host_of(const net::Url& url) {
  return url.port.empty() ? url.host : url.host + ":" + url.port;
}

/// The repository's address without user info and without a slash at the end.
std::string clean(const std::string& source) {
  const auto url = net::parse_url(source);
  if (!url) return source;
  std::string path = url->path;
  while (path.ends_with('/')) path.pop_back();
  return url->origin() + path;
}

Error refusal(std::string_view what, const net::Answer& answer, const std::string& url) {
  const auto parsed = net::parse_url(url);
  const std::string host = parsed ? host_of(*parsed) : url;
  if (answer.status == 401) return missing_credentials(what, host);
  if (answer.status == 403) return refused_credentials(what, host, "");
  return failure_of_status(what, answer);
}

}  // namespace

Known<net::Request> ClassicCharts::request_to(const Call& call, const std::string& url,
                                              const std::string& repository, std::string what) {
  const auto target = net::parse_url(url);
  if (!target) {
    return failure(Reason::chart_unreadable, {{"what", std::move(what)}, {"where", url}});
  }
  const std::string host = host_of(*target);
  auto credentials = hosts_.credentials(call, host, Purpose::charts);
  if (!credentials) return unknown(std::move(credentials).error());
  net::Request request;
  request.url = hosts_.connect_url(target->origin() + target->path +
                                   (target->query.empty() ? "" : "?" + target->query));
  request.system = std::move(what);
  request.ca_file = hosts_.ca_file(host);
  const auto home = net::parse_url(repository);
  if (!credentials->password.empty()) {
    request.headers.add("Authorization", net::basic_authorization(credentials->user,
                                                                  credentials->password.reveal()));
  } else if (home && !home->user.empty() && home->origin() == target->origin()) {
    request.headers.add("Authorization", net::basic_authorization(home->user, home->password));
  }
  return request;
}

Known<std::vector<core::ChartVersion>> ClassicCharts::versions(const Call& call,
                                                               const core::Chart& chart) {
  const std::string url = clean(chart.source) + "/index.yaml";
  auto request = request_to(call, url, chart.source, "chart.index");
  if (!request) return unknown(std::move(request).error());
  const auto known = cache_.extract(url, chart.name);
  if (known && !known->etag.empty()) request->headers.add("If-None-Match", known->etag);
  if (known && !known->last_modified.empty()) {
    request->headers.add("If-Modified-Since", known->last_modified);
  }
  request->body_cap = options_.index_cap;
  auto answer = http_.perform_one(call, *request);
  if (!answer) return unknown(std::move(answer).error());
  if (answer->status == 304 && known) return known->versions;
  if (answer->status != 200) {
    Error error = refusal("chart.index", *answer, url);
    if (answer->status == 404) {  // file servers say it in HTML
      error.reason = Reason::chart_unreadable;
      error.args.set("what", chart.name);
    }
    return unknown(std::move(error));
  }
  return accept_index(chart, url, *answer);
}

Known<std::vector<core::ChartVersion>> ClassicCharts::accept_index(const core::Chart& chart,
                                                                   const std::string& url,
                                                                   const net::Answer& answer) {
  auto versions = read_index(answer.body, chart.name, url);
  if (!versions) return versions;
  if (versions->empty()) {
    return failure(Reason::chart_not_found, {{"what", chart.name}, {"where", url}});
  }
  cache_.keep(url, chart.name,
              {std::string(answer.headers.get("ETag").value_or("")),
               std::string(answer.headers.get("Last-Modified").value_or("")), *versions});
  return versions;
}

Known<void> ClassicCharts::download(const Call& call, const core::Chart& chart,
                                    const core::ChartVersion& version, const std::string& file) {
  auto request = request_to(call, version.url, chart.source, "chart.package");
  if (!request) return unknown(std::move(request).error());
  request->body_cap = options_.package_cap;
  request->sink_file = file;
  const auto answer = http_.perform_one(call, *request);
  if (!answer) return unknown(answer.error());
  if (answer->status == 200) return {};
  Error error = refusal("chart.package", *answer, version.url);
  if (error.reason == Reason::outside_not_found) error.reason = Reason::chart_not_found;
  return unknown(std::move(error));
}

}  // namespace chatops::registry
