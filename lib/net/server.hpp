// The HTTP server: Boost.Asio with callbacks and Beast's parser on one I/O thread (no coroutines:
// g++ 12.2 miscompiles them), behind this small face. Everything a peer may make it spend has a cap
// or a deadline.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/routes.hpp"
#include "net/worker_pool.hpp"

namespace chatops::net {

/// What peers may take. An IPv6 peer is its /64 network. 0 = no limit.
struct Limits {
  /// Beyond, the one that has been waiting for a request for longest gives way, else 503.
  int connections = 1024;
  /// 429 beyond. Named proxies are exempt: they carry everybody's.
  int connections_per_peer = 0;
  double requests_per_second = 0;        ///< of one peer; 429 beyond
  double request_burst = 20;             ///< so many at once
  bool loopback_exempt = false;          ///< from the two limits per peer
  std::size_t body_bytes = 256U << 20U;  ///< of all bodies that are being read; 503 beyond
};

struct ServerOptions {
  std::size_t header_cap = 16U << 10U;  ///< bytes of request line and fields; 431 beyond
  Millis header_deadline{10'000};       ///< from a head's first byte to its end; also a handshake's
  Millis idle_deadline{60'000};         ///< without a request
  /// For an answer's way out, and one second more for each 16 KiB.
  Millis write_deadline{30'000};
  Limits limits;
  /// Reverse proxies, as addresses ("10.0.0.7") and networks ("10.0.0.0/8", "fd00::/8"). Only on
  /// their connections X-Forwarded-For counts, and only as far as one of them wrote it.
  std::vector<std::string> proxies;
  const Clock* clock = nullptr;  ///< for deadlines and rates; outlives the server. null = system's
};

/// PEM files.
struct TlsFiles {
  std::string certificate;  ///< with the chain, the server's own first
  std::string key;
};

/// Error as in serve(), where a listener could not use them.
void check_tls(const TlsFiles& files);

/// One place to listen at.
struct Listener {
  std::string address = "127.0.0.1";  ///< numeric; "::" for all, IPv4 too
  unsigned short port = 0;            ///< 0 = any free one
  /// A Unix socket instead, for its owner only (0600). A file left by a dead process is replaced.
  std::string unix_path;
  std::optional<TlsFiles> tls;  ///< 1.2 and later
  std::shared_ptr<const Router> router;
};

/// Since the start, but `connections`.
struct ServerCounts {
  std::uint64_t connections = 0;  ///< now
  std::uint64_t accepted = 0;
  std::uint64_t requests = 0;       ///< heads that were read
  std::uint64_t refused_full = 0;   ///< connections, 503
  std::uint64_t refused_peer = 0;   ///< connections, 429
  std::uint64_t refused_rate = 0;   ///< requests, 429
  std::uint64_t late = 0;           ///< handlers that did not answer within their deadline
  std::uint64_t accept_pauses = 0;  ///< for want of file descriptors
};

class Server {
 public:
  virtual ~Server() = default;  ///< stops and joins
  /// Of a listener, in the order given; 0 for a Unix socket.
  virtual unsigned short port(std::size_t listener = 0) const = 0;
  virtual ServerCounts counts() const = 0;
  /// Reads the TLS files again, on the caller's thread; new connections use them. Error as in
  /// serve(): then the former ones stay.
  virtual void reload_tls() = 0;
  /// Stops listening, closes idle connections, ends long polls, waits until what was begun is
  /// answered but no longer than `within`, then stops. Not from the I/O thread.
  virtual void drain(Millis within) = 0;
  /// At once: connections are cut.
  virtual void stop() = 0;
};

/// Listens at all places and answers on one I/O thread. Error{port_taken} with `what` and `where`
/// when one is in use, also a Unix socket that a living process listens at; usage_bad_value for an
/// address or a network that is none; file_unreadable and file_unwritable for files.
std::unique_ptr<Server> serve(ServerOptions options, std::vector<Listener> listeners);

/// For simulators and tests: one handler for everything, on loopback, no authentication.
struct SingleOptions {
  std::string address = "127.0.0.1";
  unsigned short port = 0;
  std::size_t body_cap = 1U << 20U;
  std::size_t header_cap = 16U << 10U;
  Millis idle_timeout{60000};  ///< for an idle or a dawdling peer
};
std::unique_ptr<Server> serve(SingleOptions options, Handler handler);

}  // namespace chatops::net
