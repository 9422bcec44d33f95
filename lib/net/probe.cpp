// One easy handle, asked for its times and for the certificate.
// SPDX-License-Identifier: Apache-2.0
#include "net/probe.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string_view>

#include "base/text.hpp"
#include "net/http.hpp"
#include "net/proxy.hpp"

namespace chatops::net {

namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

struct Watch {
  const Call& call;
  std::string date;
};

int on_progress(void* watch, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Watch*>(watch)->call.stop.stop_requested() ? 1 : 0;
}

size_t on_body(char*, size_t size, size_t count, void*) { return size * count; }

size_t on_header(char* data, size_t size, size_t count, void* watch) {
  const std::string_view line(data, size * count);
  constexpr std::string_view name = "date:";
  const bool date =
      line.size() > name.size() && line.size() < 100 &&
      std::equal(
          name.begin(), name.end(), line.begin(),
          [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
  if (date) static_cast<Watch*>(watch)->date = line.substr(name.size());
  return size * count;
}

Millis time_of(CURL* handle, CURLINFO which) {
  curl_off_t micros = 0;
  curl_easy_getinfo(handle, which, &micros);
  return Millis(micros / 1000);
}

void read_certificate(CURL* handle, Probe& out) {
  curl_certinfo* chain = nullptr;
  if (curl_easy_getinfo(handle, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == nullptr ||
      chain->num_of_certs < 1)
    return;
  for (const curl_slist* line = chain->certinfo[0]; line != nullptr; line = line->next) {
    const std::string_view text = line->data;
    constexpr std::string_view ends = "Expire date:", issuer = "Issuer:";
    if (text.starts_with(ends))
      out.certificate_ends = parse_http_date(std::string(text.substr(ends.size())));
    if (text.starts_with(issuer)) out.issuer = text.substr(issuer.size());
  }
}

/// How far it came decides what failed.
Error failed(const ProbeRequest& request, CURL* handle, CURLcode code, const char* words) {
  Reason reason = Reason::unreachable;
  const char* stage = "connection";
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_URL_MALFORMAT: stage = "name"; break;
    case CURLE_COULDNT_CONNECT: break;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      stage = "tls";
      reason = Reason::tls_failed;
      break;
    case CURLE_OPERATION_TIMEDOUT:
      reason = Reason::answer_timeout;
      stage = time_of(handle, CURLINFO_NAMELOOKUP_TIME_T) == Millis(0) ? "name"
              : time_of(handle, CURLINFO_CONNECT_TIME_T) == Millis(0)  ? "connection"
                                                                       : "answer";
      break;
    default: reason = Reason::answer_cut; stage = "answer";
  }
  const auto url = parse_url(request.url);
  return Error(reason, {{"what", request.what},
                        {"where", url ? url->origin() + url->path : ""},
                        {"why", *words != '\0' ? words : curl_easy_strerror(code)},
                        {"stage", stage}});
}

/// Lives as long as the program.
curl_slist* json_fields() {
  static const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> fields(
      curl_slist_append(nullptr, "Content-Type: application/json"), &curl_slist_free_all);
  return fields.get();
}

void set_up(CURL* handle, const System& system, const ProbeRequest& request, Millis patience,
            Watch& watch, char* words) {
  const auto set = [handle](CURLoption option, auto value) {
    curl_easy_setopt(handle, option, value);
  };
  const auto variable = [&](const char* name) { return system.variables.get(name); };
  const std::string authority =
      !request.ca_file.empty()
          ? request.ca_file
          : variable("CHATOPS_CA_FILE").value_or(variable("SSL_CERT_FILE").value_or(""));
  const Proxy proxy = proxy_for(system.variables, request.url);
  set(CURLOPT_URL, request.url.c_str());
  if (!request.body.empty()) {
    set(CURLOPT_POSTFIELDS, request.body.c_str());
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
    set(CURLOPT_HTTPHEADER, json_fields());
  }
  set(CURLOPT_USERAGENT, request.user_agent.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_CERTINFO, 1L);
  if (!authority.empty()) set(CURLOPT_CAINFO, authority.c_str());
  set(CURLOPT_PROXY, proxy.url.c_str());
  set(CURLOPT_NOPROXY, proxy.no_proxy.c_str());
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(patience.count()));
  set(CURLOPT_ERRORBUFFER, words);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&watch));
  set(CURLOPT_HEADERFUNCTION, &on_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&watch));
  set(CURLOPT_WRITEFUNCTION, &on_body);
}

Probe facts_of(CURL* handle, const System& system, const Watch& watch) {
  Probe out;
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  out.status = static_cast<int>(status);
  const Millis name = time_of(handle, CURLINFO_NAMELOOKUP_TIME_T);
  const Millis connected = time_of(handle, CURLINFO_CONNECT_TIME_T);
  const Millis secured = time_of(handle, CURLINFO_APPCONNECT_TIME_T);
  const Millis first = time_of(handle, CURLINFO_STARTTRANSFER_TIME_T);
  const char* scheme = nullptr;
  curl_easy_getinfo(handle, CURLINFO_SCHEME, &scheme);
  out.encrypted = scheme != nullptr && to_lower(scheme) == "https";
  out.name = name;
  out.connection = connected - name;
  out.tls = out.encrypted ? std::max(secured - connected, Millis(0)) : Millis(0);
  out.answer = first - std::max(connected, secured);
  out.our_time = system.clock.now();
  out.server_time = parse_http_date(watch.date);
  read_certificate(handle, out);
  return out;
}

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text) {
  const auto seconds = curl_getdate(std::string(text).c_str(), nullptr);
  if (seconds <= 0) return std::nullopt;
  return Instant(std::chrono::duration_cast<Instant::duration>(std::chrono::seconds(seconds)));
}

Known<Probe> probe(const Call& call, const System& system, const ProbeRequest& request) {
  const Tick now = system.clock.tick();
  const Millis left = call.deadline == Tick::max() ? request.patience : call.deadline - now;
  const Millis patience = std::max(Millis(1), std::min(request.patience, left));
  const Handle handle(curl_easy_init(), &curl_easy_cleanup);
  Watch watch{call, {}};
  char words[CURL_ERROR_SIZE] = "";
  set_up(handle.get(), system, request, patience, watch, words);
  const CURLcode code = curl_easy_perform(handle.get());
  if (call.stop.stop_requested()) throw Interrupted{};
  if (code != CURLE_OK) return unknown(failed(request, handle.get(), code, words));
  return facts_of(handle.get(), system, watch);
}

}  // namespace chatops::net
