// Indexes asked for conditionally, packages downloaded.
// SPDX-License-Identifier: Apache-2.0
#include "registry/chart_classic.hpp"

#include <cstdio>

#include "base/random.hpp"
#include "base/text.hpp"
#include "core/address.hpp"
#include "registry/chart_address.hpp"
#include "registry/failure.hpp"

namespace chatops::registry {

namespace {

/// The index of the repository, without user info; a query of the repository stays.
std::string index_of(const std::string& source) {
  const auto url = net::parse_url(source);
  if (!url) return source;
  std::string path = url->path;
  while (path.ends_with('/')) path.pop_back();
  return url->origin() + path + "/index.yaml" + (url->query.empty() ? "" : "?" + url->query);
}

/// `charts`: what the index lists instead.
Error no_such_chart(const std::string& name, const std::string& where,
                    std::vector<std::string> charts) {
  constexpr std::size_t most_told = 10;
  Error error(Reason::chart_not_found, {{"what", name}, {"where", where}});
  if (const auto meant = did_you_mean(name, charts)) {
    error.args.set("try", *meant);
  } else if (!charts.empty()) {
    const bool more = charts.size() > most_told;
    if (more) charts.resize(most_told);
    error.args.set("try", join(charts, ", ") + (more ? ", …" : ""));
  }
  return error;
}

std::string name_of(const core::Chart& chart, const core::ChartVersion& version) {
  return chart.name + (version.version.empty() ? "" : " " + version.version);
}

/// A file that goes with its owner.
struct Scrap {
  std::string file;  ///< "" = none
  ~Scrap() {
    if (!file.empty()) std::remove(file.c_str());
  }
};

}  // namespace

Known<net::Request> ClassicCharts::request_to(const Call& call, const std::string& url,
                                              const std::string& repository, std::string what) {
  const auto target = net::parse_url(url);
  if (!target) {
    return failure(Reason::chart_unreadable,
                   {{"what", std::move(what)}, {"where", core::shown_address(url)}});
  }
  const std::string host = hosts_.host_of(*target);
  auto credentials = hosts_.credentials(call, host, Purpose::charts);
  if (!credentials) return unknown(std::move(credentials).error());
  net::Request request;
  request.url = hosts_.connect_url(target->origin() + target->path +
                                   (target->query.empty() ? "" : "?" + target->query));
  request.system = std::move(what);
  request.ca_file = hosts_.ca_file(host);
  const auto home = net::parse_url(repository);
  // An index that came over TLS does not make us say a password without it.
  const bool lowered = home && hosts_.connect_url(home->origin()).starts_with("https:") &&
                       request.url.starts_with("http:");
  if (lowered) return request;
  if (!credentials->password.empty()) {
    request.headers.add("Authorization", net::basic_authorization(credentials->user,
                                                                  credentials->password.reveal()));
  } else if (!target->user.empty()) {
    request.headers.add("Authorization", net::basic_authorization(target->user, target->password));
  } else if (home && !home->user.empty() && home->origin() == target->origin()) {
    request.headers.add("Authorization", net::basic_authorization(home->user, home->password));
  }
  return request;
}

Error ClassicCharts::refusal(const Call& call, const net::Request& request,
                             const net::Response& answer, const std::string& url) {
  const auto target = net::parse_url(url);
  const auto asked = net::parse_url(request.url);
  const auto came = net::parse_url(answer.url);
  const bool refused = answer.status == 401 || answer.status == 403;
  const bool at_home = asked && came && asked->origin() == came->origin();
  if (!refused || !target || !at_home) return failure_of_status(request.system, answer);
  const std::string host = hosts_.host_of(*target);
  if (request.headers.get("Authorization")) {
    return answer.status == 401 ? refused_credentials(request.system, host, "")
                                : denied_scope(request.system, host, "");
  }
  const auto credentials = hosts_.credentials(call, host, Purpose::charts);
  if (credentials && credentials->trouble) return *credentials->trouble;
  if (credentials && !credentials->password.empty())
    return realm_without_tls(host, target->origin());
  return missing_credentials(request.system, host);
}

Known<std::vector<core::ChartVersion>> ClassicCharts::versions(const Call& call,
                                                               const core::Chart& chart) {
  const auto listed = entries(call, chart);
  if (!listed) return unknown(listed.error());
  std::vector<core::ChartVersion> out;
  out.reserve(listed->size());
  for (const IndexEntry& entry : *listed) out.push_back(entry.version);
  return out;
}

Known<std::vector<IndexEntry>> ClassicCharts::entries(const Call& call, const core::Chart& chart) {
  const std::string url = index_of(chart.source);
  auto request = request_to(call, url, chart.source, "chart.index");
  if (!request) return unknown(std::move(request).error());
  auto known = cache_.extract(url, chart.name);
  if (known && !known->etag.empty()) request->headers.add("If-None-Match", known->etag);
  if (known && !known->last_modified.empty()) {
    request->headers.add("If-Modified-Since", known->last_modified);
  }
  request->body_cap = options_.index_cap;
  const Scrap scrap{part_file()};
  request->sink_file = scrap.file;
  auto answer = http_.perform_one(call, *request);
  if (!answer) return unknown(std::move(answer).error());
  if (answer->status == 304 && known) {
    read_.put(url + "\n" + chart.name, known->entries);
    return std::move(known->entries);
  }
  if (answer->status != 200) {
    Error error = refusal(call, *request, *answer, url);
    if (answer->status == 404) {  // file servers say it in HTML
      error.reason = Reason::chart_unreadable;
      error.args.set("what", chart.name);
    }
    return unknown(std::move(error));
  }
  return accept_index(chart, url, *answer, scrap.file);
}

std::string ClassicCharts::part_file() const {
  if (options_.cache_folder.empty()) return {};
  return cache_.part_path(make_ulid(system_.clock.now(), system_.random)).value_or("");
}

Known<std::vector<IndexEntry>> ClassicCharts::accept_index(const core::Chart& chart,
                                                           const std::string& url,
                                                           const net::Response& answer,
                                                           const std::string& file) {
  auto listed = file.empty() ? read_index(answer.body, chart.name, url)
                             : read_index_file(file, options_.index_cap, chart.name, url);
  if (!listed) return listed;
  if (listed->empty()) {
    return unknown(no_such_chart(chart.name, core::shown_address(url),
                                 file.empty() ? charts_of_index(answer.body)
                                              : charts_of_index_file(file, options_.index_cap)));
  }
  cache_.keep(url, chart.name,
              {std::string(answer.headers.get("ETag").value_or("")),
               std::string(answer.headers.get("Last-Modified").value_or("")), *listed});
  read_.put(url + "\n" + chart.name, *listed);
  return listed;
}

Known<IndexEntry> ClassicCharts::locate(const Call& call, const core::Chart& chart,
                                        const core::ChartVersion& version) {
  const std::string index = index_of(chart.source);
  const std::string where = core::shown_address(index);
  if (!version.url.empty() && !core::hides_something(version.url)) {
    if (auto address = resolve_address(index, version.url)) {
      return IndexEntry{version, std::move(*address)};
    }
  }
  std::vector<IndexEntry> listed;
  if (auto read = read_.get(index + "\n" + chart.name)) {
    listed = std::move(*read);
  } else {
    auto asked = entries(call, chart);
    if (!asked) return unknown(std::move(asked).error());
    listed = std::move(*asked);
  }
  std::optional<Error> unusable;
  for (const IndexEntry& one : listed) {
    if (one.version.version != version.version) continue;
    if (one.address.empty()) {
      unusable = Error(Reason::chart_address_unusable,
                       {{"what", name_of(chart, version)},
                        {"where", where},
                        {"why", one.version.url.empty() ? "no_address" : "address_kind"},
                        {"address", one.version.url}});
      continue;
    }
    const bool same = version.digest.empty() || one.version.digest.empty() ||
                      one.version.digest == version.digest;
    if (same) return one;
  }
  if (unusable) return unknown(std::move(*unusable));
  return failure(Reason::chart_not_found, {{"what", name_of(chart, version)}, {"where", where}});
}

Result<void> ClassicCharts::download(const Call& call, const core::Chart& chart,
                                     const IndexEntry& entry, const std::string& file) {
  auto request = request_to(call, entry.address, chart.source, "chart.package");
  if (!request) return unknown(std::move(request).error());
  request->body_cap = options_.package_cap;
  request->sink_file = file;
  const auto answer = http_.perform_one(call, *request);
  if (!answer) return unknown(answer.error());
  if (answer->status == 200) return {};
  Error error = refusal(call, *request, *answer, entry.address);
  if (error.reason == Reason::outside_not_found || answer->status == 404) {
    error = Error(Reason::chart_not_found, {{"what", name_of(chart, entry.version)},
                                            {"where", core::shown_address(entry.address)},
                                            {"why", "HTTP 404"}});
  }
  return unknown(std::move(error));
}

}  // namespace chatops::registry
