// HTTP as data: requests, answers, and the port that performs them. Shared by client and server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "base/secret.hpp"

namespace chatops::net {

/// Header fields in order; names compare without case, as in RFC 9110.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}
  void add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }
  void set(std::string_view name, std::string value);
  /// First value of the field; nothing when absent.
  std::optional<std::string_view> get(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// How a server is believed, and how we show who we are, where that differs from one server to the
/// next. Not used any more once a redirect leaves the host.
struct Tls {
  std::string authorities;  ///< PEM; trusted instead of the client's bundle; "" = the client's
  std::string certificate;  ///< PEM, ours; "" = none
  Secret key;               ///< PEM, of the certificate
  std::string server_name;  ///< the name that its certificate must bear, and that it is asked for
                            ///< (SNI); "" = the URL's host
  bool verify = true;       ///< false: anybody is believed
};

/// One request of a client. `system` names it in traces and errors ("coding.DescribeIteration").
struct Request {
  std::string method = "GET";
  std::string url;  ///< absolute, http or https
  Headers
      headers;  ///< may carry authorization; never traced, dropped when a redirect leaves the host
  std::string body;
  std::string system;
  std::size_t body_cap =
      16U << 20U;  ///< bytes of the answer's body, after decompression; more is answer_too_large
  Millis timeout{20000};   ///< for one attempt; the call's deadline also holds
  bool idempotent = true;  ///< may be sent again after a failure whose effect is not known
  bool repeats = true;     ///< false: the caller repeats by itself, at its own pace
  bool once = false;  ///< never sent twice by the client, whatever the answer (also not on 503)
  std::string unix_socket;  ///< path of a socket on this machine, which is spoken to instead of
                            ///< the URL's host, and by no proxy; "" = none
  std::string ca_file;      ///< trusted instead of the client's bundle; "" = the client's
  std::shared_ptr<const Tls> tls;    ///< wins over ca_file; null = as the client has it
  std::optional<std::string> proxy;  ///< "http://…", "socks5://…"; "" = none; absent = as the
                                     ///< environment says
  bool confidential = false;         ///< no trace is told the bodies
  bool compressed = true;            ///< the answer may come so
  /// May share a connection with others at the same time (HTTP/2). For small answers only: of big
  /// ones that share one, curl 7.88 may lose the rest of one, which then never ends.
  bool shares_connection = false;
  std::string
      sink_file;  ///< when set, the body of a 2xx answer goes to this file instead of memory
};

struct Response {
  int status = 0;
  Headers headers;
  std::string body;
  std::string url;  ///< where it came from, after redirects
};

/// Performs requests. The client of net/client.hpp is one for a process and thread-safe.
/// Failures below HTTP (unreachable, tls_failed, answer_timeout, answer_cut, answer_too_large) are
/// errors with `what`=system, `where`=URL without query and user info; any HTTP status is a
/// Response. Requests that are idempotent are retried per net/retry.hpp. For a request that is not
/// idempotent, an error's argument `sent` is "no" only when it certainly never reached the server.
class Http {
 public:
  virtual ~Http() = default;
  /// Performs all, side by side within the limits per host; answers stand in the order of the
  /// requests. Throws Interrupted when stopped; a passed deadline is an error in each unfinished
  /// place.
  virtual std::vector<Known<Response>> perform(const Call& call,
                                               std::span<const Request> requests) = 0;
  Known<Response> perform_one(const Call& call, const Request& request);
};

/// A date as header fields have it (RFC 9110 §5.6.7); nothing when it is none.
std::optional<Instant> parse_http_date(std::string_view text);

/// "https://host:port" parts of an absolute URL. Nothing when it is not http(s), or carries control
/// characters.
struct Url {
  std::string scheme, host, port, path,
      query;  ///< port "" = the scheme's own, also where it was written; path starts with "/" or ""
  std::string user, password;     ///< user info, percent-decoded; never printed
  std::string authority() const;  ///< host[:port]
  std::string origin() const;     ///< scheme://host[:port]
  std::string target() const;     ///< path[?query], as written
};
std::optional<Url> parse_url(std::string_view text);
/// A host that is spoken to with TLS, as one name: lower case, without ":443".
std::string https_host(std::string_view authority);
std::string percent_encode(
    std::string_view text);  ///< everything but unreserved characters, also "/"
std::string percent_decode(std::string_view text);
std::string form_encode(std::span<const std::pair<std::string, std::string>> fields);
/// Resolves `reference` against `base` (RFC 3986 §5.2, as used by Location, Link and chart URLs).
std::optional<std::string> resolve_url(std::string_view base, std::string_view reference);
std::string basic_authorization(std::string_view user, std::string_view password);

}  // namespace chatops::net
