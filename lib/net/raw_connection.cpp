// CURLOPT_CONNECT_ONLY, driven by a multi handle of its own, so that a stop ends the waiting.
// https://curl.se/libcurl/c/CURLOPT_CONNECT_ONLY.html
// SPDX-License-Identifier: Apache-2.0
#include "net/raw_connection.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>

#include "net/connection_options.hpp"
#include "net/curl_start.hpp"
#include "net/failure.hpp"

namespace chatops::net {
namespace {

class CurlRawConnection final : public RawConnection {
 public:
  CurlRawConnection(const Request& request, std::string place)
      : request_(request),
        place_(std::move(place)),
        multi_(start_curl()),
        easy_(curl_easy_init()) {}
  CurlRawConnection(const CurlRawConnection&) = delete;
  CurlRawConnection& operator=(const CurlRawConnection&) = delete;
  ~CurlRawConnection() override {
    curl_multi_remove_handle(multi_, easy_);
    curl_easy_cleanup(easy_);
    curl_multi_cleanup(multi_);
  }

  Result<void> connect(System system, const Call& call, const ClientOptions& options) {
    connection_.apply(easy_, request_, options, proxy_for(system.variables, request_.url),
                      request_.url, true);
    curl_easy_setopt(easy_, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy_, CURLOPT_HTTPPROXYTUNNEL, 1L);
    // Who takes nothing for a while is not gone: keepalive tells the two apart.
    curl_easy_setopt(easy_, CURLOPT_SOCKOPTFUNCTION, nullptr);
    // The upgrade is a matter of HTTP/1.1: nothing else is offered.
    curl_easy_setopt(easy_, CURLOPT_SSL_ENABLE_ALPN, 0L);
    curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, words_.data());
    if (curl_multi_add_handle(multi_, easy_) != CURLM_OK)
      return failure(Reason::unreachable, {{"what", request_.system}, {"where", place_}});
    const std::stop_callback wake(call.stop, [this] { curl_multi_wakeup(multi_); });
    while (true) {
      int running = 0;
      curl_multi_perform(multi_, &running);
      int left = 0;
      if (const CURLMsg* message = curl_multi_info_read(multi_, &left);
          message != nullptr && message->msg == CURLMSG_DONE)
        return ended(message->data.result);
      if (call.stop.stop_requested()) throw Interrupted{};
      const auto now = system.clock.tick();
      if (now >= call.deadline)
        return failure(Reason::deadline_passed,
                       {{"what", request_.system}, {"where", place_}, {"sent", "no"}});
      const auto span = call.deadline == Tick::max() ? Millis(1000) : call.deadline - now;
      curl_multi_poll(multi_, nullptr, 0,
                      static_cast<int>(std::clamp(span, Millis(1), Millis(1000)).count()), nullptr);
    }
  }

  Result<std::size_t> send(std::string_view bytes) override {
    std::size_t sent = 0;
    const CURLcode code = curl_easy_send(easy_, bytes.data(), bytes.size(), &sent);
    if (code == CURLE_OK) return sent;
    if (code == CURLE_AGAIN) return std::size_t{0};
    return cut();
  }

  Result<std::string> receive() override {
    std::size_t got = 0;
    const CURLcode code = curl_easy_recv(easy_, buffer_.data(), buffer_.size(), &got);
    if (code == CURLE_AGAIN) return std::string();
    if (code != CURLE_OK || got == 0) return cut();
    return std::string(buffer_.data(), got);
  }

  int socket() const override { return socket_; }

 private:
  Result<void> ended(CURLcode code) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (code == CURLE_OK) curl_easy_getinfo(easy_, CURLINFO_ACTIVESOCKET, &socket);
    socket_ = static_cast<int>(socket);
    if (code == CURLE_OK && socket != CURL_SOCKET_BAD) return {};
    const std::string words = words_[0] != '\0' ? words_.data() : curl_easy_strerror(code);
    const auto reason = reason_of_code(code);
    return failure(reason == Reason::answer_timeout ? Reason::unreachable : reason,
                   {{"what", request_.system}, {"where", place_}, {"why", words}, {"sent", "no"}});
  }
  tl::unexpected<Error> cut() const {
    return failure(Reason::answer_cut, {{"what", request_.system}, {"where", place_}});
  }

  Request request_;  ///< curl reads its certificates
  std::string place_;
  CURLM* multi_;
  CURL* easy_;
  ConnectionOptions connection_;
  int socket_ = -1;
  std::array<char, CURL_ERROR_SIZE> words_{};
  std::array<char, 32U << 10U> buffer_{};
};

}  // namespace

Known<std::unique_ptr<RawConnection>> dial(System system, const Call& call, const Request& request,
                                           const ClientOptions& options) {
  const auto url = parse_url(request.url);
  if (!url)
    return failure(Reason::unreachable, {{"what", request.system}, {"why", "URL"}, {"sent", "no"}});
  auto connection = std::make_unique<CurlRawConnection>(request, url->origin() + url->path);
  if (auto connected = connection->connect(system, call, options); !connected)
    return unknown(connected.error());
  return std::unique_ptr<RawConnection>(std::move(connection));
}

}  // namespace chatops::net
