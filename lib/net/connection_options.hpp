// Everything about curl's options that concerns the connection and not the request: whom to call,
// by which way, whom to believe. Inside of net only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <string>

#include "net/client.hpp"
#include "net/proxy.hpp"

namespace chatops::net {

/// What curl reads while the transfer lasts.
class ConnectionOptions {
 public:
  ConnectionOptions() = default;
  ConnectionOptions(const ConnectionOptions&) = delete;
  ConnectionOptions& operator=(const ConnectionOptions&) = delete;
  ~ConnectionOptions();

  /// Sets `easy` up for `url`. `at_home`: it is the host that the request was meant for, so that
  /// its own TLS settings hold. The request and `url` outlive the transfer.
  void apply(CURL* easy, const Request& request, const ClientOptions& options, const Proxy& proxy,
             const std::string& url, bool at_home);

 private:
  void call_by_name(CURL* easy, const std::string& url, const std::string& server_name);

  curl_slist* connect_to_ = nullptr;
  std::string named_url_;
};

}  // namespace chatops::net
