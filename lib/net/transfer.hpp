// One request on its way: the curl easy handle, what it has brought so far, and when it may go on.
// Inside of net only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "net/client.hpp"
#include "net/connection_options.hpp"
#include "net/mailbox.hpp"
#include "net/proxy.hpp"

namespace chatops::net {

/// Its caller's, but between CurlThread::start and the end that its mailbox tells: then curl's
/// thread fills its buffers, and the caller touches nothing but write_arrived() and
/// take_arrived().
class Transfer {
 public:
  /// All outlive it. `place` is the request's among those of its caller.
  Transfer(const Request& request, std::size_t place, const ClientOptions& options,
           Mailbox& mailbox);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer();

  const Request& request() const { return request_; }
  std::size_t place() const { return place_; }
  Mailbox& mailbox() const { return mailbox_; }
  const std::string& url() const { return url_; }
  /// scheme://host[:port]; "" when the URL cannot be used.
  const std::string& origin() const { return origin_; }
  /// The URL without query and user info, for traces and errors.
  std::string safe_url() const;
  CURL* handle() const { return easy_; }

  /// Sets the handle up for one attempt that may last until `until`.
  void prepare(const Proxy& proxy, Tick now, Tick until);
  /// Writes what has come for the request's file. False when it could not: the transfer is to be
  /// abandoned, and finish() tells why.
  bool write_arrived();
  /// From now on the body of a 2xx answer is not kept: it waits for take_arrived(), and the other
  /// side for us when there is more than `most_waiting` of it. Such a transfer has no time-out.
  void stream(std::size_t most_waiting) { most_waiting_ = most_waiting; }
  struct Arrived {
    std::optional<Response> head;  ///< once, of a 2xx answer
    std::string bytes;
    bool was_paused = false;  ///< curl's thread is to go on with it
  };
  /// Called while it is curl's thread's, too.
  Arrived take_arrived();
  /// Turns what curl says into an answer or an error. `deadline_passed`: the call's, not the
  /// attempt's.
  Known<Response> finish(CURLcode code, bool deadline_passed);
  /// True when the answer is a redirect that was taken: the next attempt goes there.
  bool redirected(const Response& answer);
  /// True when no byte of the request can have reached the server.
  bool never_sent() const;

  int number = 1;   ///< of the attempt
  Tick ready_at{};  ///< not before
  Tick began{};
  bool has_turn = false;  ///< the host's token bucket was asked
  bool running = false, done = false;

 private:
  static size_t on_header(char* data, size_t size, size_t count, void* self);
  static size_t on_body(char* data, size_t size, size_t count, void* self);
  bool take(std::string_view piece);
  size_t take_streamed(std::string_view piece);
  void end_head();
  bool open_sink();
  bool write(std::string_view bytes);
  static std::string origin_of(const std::string& url);
  Error error_of(CURLcode code, bool deadline_passed) const;

  struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  const Request& request_;
  const std::size_t place_;
  const ClientOptions& options_;
  Mailbox& mailbox_;
  CURL* easy_;
  curl_slist* fields_ = nullptr;
  std::string url_, origin_;
  bool same_origin_ = true;
  int redirects_ = 0;
  bool late_ = false;  ///< the last attempt was
  Response answer_;
  bool head_ended_ = false;  ///< the empty line behind the fields came
  std::size_t body_bytes_ = 0, header_bytes_ = 0;
  ConnectionOptions connection_;
  std::size_t most_waiting_ = 0;  ///< 0 = no stream
  long stream_status_ = 0;        ///< of curl's thread
  std::mutex arriving_;           ///< guards the next three
  std::string arrived_;           ///< for the file or the reader of the stream
  std::optional<Response> stream_head_;
  bool paused_ = false;
  std::unique_ptr<std::FILE, FileCloser> sink_;
  std::optional<Reason> own_failure_;    ///< why we ended it ourselves
  std::optional<Reason> write_failure_;  ///< the caller's
  char curl_words_[CURL_ERROR_SIZE] = {};
};

}  // namespace chatops::net
