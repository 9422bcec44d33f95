// Everything a server answers, as one table: no request is read, let alone handled, that a row does
// not allow. A row says who may ask, how much may be sent, and how long everything may take;
// none of these has a default.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>

#include "net/server_request.hpp"

namespace chatops::net {

/// How a request shows who it comes from.
enum class Authentication {
  open,     ///< not at all: health, static files
  webhook,  ///< a signature over the raw body, which the handler checks before it reads the body
  session,  ///< a cookie
  peer,     ///< the credentials of the process at the other end of a Unix socket
  bearer,   ///< a token in the field Authorization
};

/// One row. A table of them is plain data, for tests to walk.
struct Route {
  std::string method;  ///< upper case, or "*" for any; GET also answers HEAD
  /// "/groups/{group}/messages": a segment in braces matches any that is not empty. "{file*}" in
  /// the last place matches all that remains, also nothing. "/" at the end counts.
  std::string path;
  std::optional<Authentication> authentication;
  std::optional<std::size_t> body_cap;  ///< bytes; 0 = no body. More is answered 413 unread
  Millis read_deadline{};               ///< from the end of the head to the end of the body
  Millis answer_deadline{};             ///< from there to the answer; then 503, or poll_end()
  /// Makes the row a long poll: what is answered when nothing has come until the deadline, and at
  /// once when the server drains. Called on the I/O thread.
  std::function<ServerResponse()> poll_end;
  Handler handler;
};

/// Whom the request shows itself to be; nothing = refused. Called on the I/O thread when the head
/// has arrived, before the body is read: it must not block.
using Authenticate = std::function<std::optional<Principal>(const ServerRequest&)>;
/// A kind that is not in it refuses everybody. `open` and `webhook` are not asked here.
using Authenticators = std::map<Authentication, Authenticate>;

/// A checked table. Immutable, so any thread may ask.
class Router {
 public:
  /// Error{internal_error} with `what`=row, `why`=what is missing or wrong: a row without
  /// authentication, cap, deadline or handler, a pattern that cannot match, two rows of one shape.
  Router(std::vector<Route> routes, Authenticators authenticators = {});

  const std::vector<Route>& routes() const { return routes_; }

  struct Match {
    const Route* route = nullptr;  ///< the router's
    std::vector<std::pair<std::string, std::string>> segments;
    int status = 404;   ///< without a route: 404, 405, or 400 for a path that nobody sends
    std::string allow;  ///< with 405: the methods there are, as in the field Allow
  };
  /// `path` is raw, without query. Words win over named segments, those over "{rest*}".
  Match match(std::string_view method, std::string_view path) const;
  /// Sets the request's principal, or answers why not: 401 or 403.
  std::optional<ServerResponse> authenticate(const Route& route, ServerRequest& request) const;

 private:
  struct Pattern {
    std::vector<std::string> words;  ///< "" = any segment
    std::vector<std::string> names;  ///< "" = a word; of the rest: in the last place
    bool rest = false;
  };
  static Pattern pattern_of(const Route& route);
  static bool fits(const Pattern& pattern, const std::vector<std::string>& segments);

  std::vector<Route> routes_;
  std::vector<Pattern> patterns_;   ///< one a route
  std::vector<std::size_t> order_;  ///< of routes_, the most particular first
  Authenticators authenticators_;
};

}  // namespace chatops::net
