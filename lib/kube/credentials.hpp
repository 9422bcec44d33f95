// Who we are to a cluster, request by request: tokens that are read again, programs that are asked
// again when what they told has run out or is not believed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/call.hpp"
#include "base/system.hpp"
#include "kube/access.hpp"
#include "net/http.hpp"

namespace chatops::kube {

/// What a request carries.
struct Identity {
  std::string authorization;  ///< the field's value; "" = none
  std::shared_ptr<const net::Tls> tls;
  int number = 0;  ///< rises with each that is new
};

/// Thread-safe. A program is asked by one thread at a time, and what it tells serves all until it
/// runs out.
class Credentials {
 public:
  /// The longest that a program may take.
  static constexpr Millis plugin_time{60'000};

  Credentials(System system, const Access& access);

  /// Errors: credential_helper_failed (`what` = the program, `where` = the cluster, `why`,
  /// `try` = how it is installed), secret_unreadable for a token's file.
  Result<Identity> identity(const Call& call);
  /// The server did not believe this one. True when asking again may bring another.
  bool refused(const Identity& identity);

 private:
  struct Told {
    std::string token, certificate;
    Secret key;
    std::optional<Instant> ends;
  };

  bool fresh() const;
  Result<void> renew(const Call& call);
  Result<std::string> token_of_file() const;
  Result<Told> ask(const Call& call) const;
  Result<Told> read_answer(const std::string& output) const;
  Error failed(const char* why) const;
  void keep(const Told& told);

  System system_;
  const Access access_;
  std::timed_mutex asking_;   ///< held by who renews
  mutable std::mutex mutex_;  ///< guards all below
  std::optional<Identity> identity_;
  std::optional<Instant> ends_;  ///< of what was told
  std::optional<Tick> read_;     ///< when the token's file was
  int number_ = 0;
};

}  // namespace chatops::kube
