// TLS, protocols and proxies, as every connection of ours has them.
// SPDX-License-Identifier: Apache-2.0
#include "net/connection_options.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <utility>

namespace chatops::net {
namespace {

void set_blob(CURL* easy, CURLoption option, const std::string& text) {
  // curl reads it while the transfer lasts, and so long the request keeps it.
  curl_blob blob{const_cast<char*>(text.data()), text.size(), CURL_BLOB_NOCOPY};
  curl_easy_setopt(easy, option, &blob);
}

void set_tls(CURL* easy, const Tls& tls) {
  if (!tls.authorities.empty()) set_blob(easy, CURLOPT_CAINFO_BLOB, tls.authorities);
  if (!tls.certificate.empty()) {
    set_blob(easy, CURLOPT_SSLCERT_BLOB, tls.certificate);
    set_blob(easy, CURLOPT_SSLKEY_BLOB, tls.key.reveal());
  }
  if (!tls.verify) {
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
}

/// A connection whose other end is gone without a word is given up within half a minute, however
/// long what runs on it may last.
int set_up_socket(void* /*nothing*/, curl_socket_t socket, curlsocktype /*purpose*/) {
  const unsigned unanswered = 30'000;
  ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &unanswered, sizeof unanswered);
  return CURL_SOCKOPT_OK;
}

}  // namespace

ConnectionOptions::~ConnectionOptions() { curl_slist_free_all(connect_to_); }

void ConnectionOptions::apply(CURL* easy, const Request& request, const ClientOptions& options,
                              const Proxy& proxy, const std::string& url, bool at_home) {
  const auto set = [easy](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  const auto& authority = request.ca_file.empty() ? options.ca_file : request.ca_file;
  if (!authority.empty()) set(CURLOPT_CAINFO, authority.c_str());
  if (!request.unix_socket.empty()) set(CURLOPT_UNIX_SOCKET_PATH, request.unix_socket.c_str());
  const bool own_proxy = request.proxy && at_home;
  if (!request.unix_socket.empty()) {
    set(CURLOPT_PROXY, "");
  } else {
    set(CURLOPT_PROXY, own_proxy ? request.proxy->c_str() : proxy.url.c_str());
  }
  set(CURLOPT_NOPROXY, own_proxy ? "" : proxy.no_proxy.c_str());
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_TCP_KEEPIDLE, 15L);
  set(CURLOPT_TCP_KEEPINTVL, 10L);
  set(CURLOPT_SOCKOPTFUNCTION, &set_up_socket);
  curl_slist_free_all(std::exchange(connect_to_, nullptr));
  if (!request.tls || !at_home) return;
  set_tls(easy, *request.tls);
  if (!request.tls->server_name.empty()) call_by_name(easy, url, request.tls->server_name);
}

/// curl takes the name for SNI and for the certificate from the URL: it gets that name, and is told
/// where to connect instead.
void ConnectionOptions::call_by_name(CURL* easy, const std::string& url,
                                     const std::string& server_name) {
  const auto parts = parse_url(url);
  if (!parts) return;
  const std::string host = parts->host.find(':') == std::string::npos || parts->host.front() == '['
                               ? parts->host
                               : "[" + parts->host + "]";
  const std::string port = parts->port.empty() ? "443" : parts->port;
  named_url_ = parts->scheme + "://" + server_name + ":" + port + parts->target();
  connect_to_ =
      curl_slist_append(nullptr, (server_name + ":" + port + ":" + host + ":" + port).c_str());
  curl_easy_setopt(easy, CURLOPT_URL, named_url_.c_str());
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, connect_to_);
}

}  // namespace chatops::net
