// Everything about curl's options stands here, once: TLS, protocols, caps, proxies, who may be sent
// again.
// SPDX-License-Identifier: Apache-2.0
#include "net/transfer.hpp"

#include <algorithm>
#include <cerrno>

#include "net/failure.hpp"

namespace chatops::net {
namespace {

constexpr int most_redirects = 5;
constexpr std::size_t header_cap = 256U << 10U;
/// So much for a file lies in memory before its caller is woken to write it.
constexpr std::size_t worth_writing = 256U << 10U;

bool carries_credentials(std::string_view name) {
  const Headers probe{{std::string(name), ""}};
  return probe.get("Authorization") || probe.get("Cookie") || probe.get("Proxy-Authorization");
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

Reason reason_of_code(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return Reason::answer_timeout;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR: return Reason::tls_failed;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_URL_MALFORMAT: return Reason::unreachable;
    // What came back is no HTTP/1 or 2 at all.
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING: return Reason::answer_odd;
    default: return Reason::answer_cut;
  }
}

Transfer::Transfer(const Request& request, std::size_t place, const ClientOptions& options,
                   Mailbox& mailbox)
    : request_(request),
      place_(place),
      options_(options),
      mailbox_(mailbox),
      easy_(curl_easy_init()),
      url_(request.url),
      origin_(origin_of(url_)) {}

Transfer::~Transfer() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(fields_);
}

std::string Transfer::origin_of(const std::string& text) {
  const auto url = parse_url(text);
  return url ? url->origin() : "";
}

std::string Transfer::safe_url() const {
  const auto url = parse_url(url_);
  return url ? url->origin() + url->path : "";
}

void Transfer::prepare(const Proxy& proxy, Tick now, Tick until) {
  curl_easy_reset(easy_);
  curl_slist_free_all(std::exchange(fields_, nullptr));
  answer_ = {};
  answer_.url = url_;
  body_bytes_ = header_bytes_ = 0;
  head_ended_ = false;
  arrived_.clear();
  stream_head_.reset();
  stream_status_ = 0;
  paused_ = false;
  sink_.reset();
  own_failure_.reset();
  write_failure_.reset();
  began = now;

  for (const auto& [name, value] : request_.headers.fields()) {
    if (!same_origin_ && carries_credentials(name)) continue;
    // A field with an empty value is written "Name;" for curl, else it would be left out.
    fields_ =
        curl_slist_append(fields_, (value.empty() ? name + ";" : name + ": " + value).c_str());
  }
  const auto set = [this](CURLoption option, auto value) {
    curl_easy_setopt(easy_, option, value);
  };
  connection_.apply(easy_, request_, options_, proxy, url_, same_origin_);
  set(CURLOPT_HTTPHEADER, fields_);
  set(CURLOPT_USERAGENT, options_.user_agent.c_str());
  set(CURLOPT_FOLLOWLOCATION, 0L);
  if (request_.compressed) set(CURLOPT_ACCEPT_ENCODING, "");
  const auto left =
      until == Tick::max() ? request_.timeout : std::min(request_.timeout, until - now);
  // A stream lasts as long as it lasts; whoever reads it knows how long it may be silent.
  if (most_waiting_ == 0)
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(1, left.count())));
  if (!request_.shares_connection)
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_ERRORBUFFER, curl_words_);
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  // On a reused connection that dies before an answer, curl sends the request once more by itself
  // (lib/transfer.c, Curl_retry_request). A request that must not be obeyed twice gets a new one.
  // A connection that did not answer in time would be taken again, silent as it is.
  if (!request_.idempotent || request_.once || late_) set(CURLOPT_FRESH_CONNECT, 1L);

  if (request_.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (request_.method != "GET") {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.c_str());
    set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  }
}

size_t Transfer::on_header(char* data, size_t size, size_t count, void* self_pointer) {
  auto& self = *static_cast<Transfer*>(self_pointer);
  const std::string_view line(data, size * count);
  self.header_bytes_ += line.size();
  if (self.header_bytes_ > header_cap) {
    self.own_failure_ = Reason::answer_too_large;
    return 0;
  }
  if (line.starts_with("HTTP/")) {
    self.answer_.headers = {};
    self.head_ended_ = false;
    return size * count;
  }
  if (trimmed(line).empty()) self.end_head();
  const auto colon = line.find(':');
  if (colon != std::string_view::npos)
    self.answer_.headers.add(std::string(trimmed(line.substr(0, colon))),
                             std::string(trimmed(line.substr(colon + 1))));
  return size * count;
}

void Transfer::end_head() {
  head_ended_ = true;
  if (most_waiting_ == 0) return;
  const std::lock_guard lock(arriving_);
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &stream_status_);
  if (stream_status_ / 100 != 2) return;
  stream_head_ = answer_;
  stream_head_->status = static_cast<int>(stream_status_);
  mailbox_.arrived(*this);
}

size_t Transfer::on_body(char* data, size_t size, size_t count, void* self_pointer) {
  auto& self = *static_cast<Transfer*>(self_pointer);
  const std::string_view piece(data, size * count);
  if (self.most_waiting_ > 0 && self.stream_status_ / 100 == 2) return self.take_streamed(piece);
  return self.take(piece) ? piece.size() : 0;
}

size_t Transfer::take_streamed(std::string_view piece) {
  const std::lock_guard lock(arriving_);
  if (arrived_.size() >= most_waiting_) {
    paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  arrived_.append(piece);
  mailbox_.arrived(*this);
  return piece.size();
}

Transfer::Arrived Transfer::take_arrived() {
  const std::lock_guard lock(arriving_);
  Arrived out;
  out.head = std::exchange(stream_head_, std::nullopt);
  out.bytes.swap(arrived_);
  out.was_paused = std::exchange(paused_, false);
  return out;
}

bool Transfer::take(std::string_view piece) {
  body_bytes_ += piece.size();
  if (body_bytes_ > request_.body_cap) {
    own_failure_ = Reason::answer_too_large;
    return false;
  }
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  if (request_.sink_file.empty() || status < 200 || status > 299) {
    answer_.body.append(piece);
    return true;
  }
  const std::lock_guard lock(arriving_);
  arrived_.append(piece);
  if (arrived_.size() >= worth_writing) mailbox_.nudge();
  return true;
}

bool Transfer::write_arrived() {
  std::string bytes;
  {
    const std::lock_guard lock(arriving_);
    bytes.swap(arrived_);
  }
  return bytes.empty() || write(bytes);
}

bool Transfer::write(std::string_view bytes) {
  if (write_failure_) return false;
  errno = 0;
  if (open_sink() && std::fwrite(bytes.data(), 1, bytes.size(), sink_.get()) == bytes.size())
    return true;
  write_failure_ = errno == ENOSPC ? Reason::disk_full : Reason::file_unwritable;
  return false;
}

bool Transfer::open_sink() {
  if (!sink_) sink_.reset(std::fopen(request_.sink_file.c_str(), "wb"));
  return sink_ != nullptr;
}

Known<Response> Transfer::finish(CURLcode code, bool deadline_passed) {
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  answer_.status = static_cast<int>(status);
  if (most_waiting_ == 0) write_arrived();
  if (write_failure_) own_failure_ = write_failure_;
  const bool kept = code == CURLE_OK && !request_.sink_file.empty() && status / 100 == 2;
  if (kept && !open_sink()) own_failure_ = Reason::file_unwritable;
  if (sink_ && std::fflush(sink_.get()) != 0) own_failure_ = Reason::disk_full;
  sink_.reset();
  late_ = code == CURLE_OPERATION_TIMEDOUT;
  // curl takes a connection that closes within the head for an answer without a body.
  if (code == CURLE_OK && !head_ended_) code = CURLE_RECV_ERROR;
  if (code == CURLE_OK && !own_failure_) return std::move(answer_);
  return tl::make_unexpected(error_of(code, deadline_passed));
}

Error Transfer::error_of(CURLcode code, bool deadline_passed) const {
  auto reason = own_failure_.value_or(reason_of_code(code));
  if (reason == Reason::answer_timeout && deadline_passed) reason = Reason::deadline_passed;
  const std::string words = curl_words_[0] != '\0' ? curl_words_ : curl_easy_strerror(code);
  Error error(reason, {{"what", request_.system}, {"where", safe_url()}});
  if (!own_failure_) error.args.set("why", words);
  if (never_sent()) error.args.set("sent", "no");
  return error;
}

bool Transfer::never_sent() const {
  long bytes = 0;
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &bytes);
  return bytes == 0;
}

bool Transfer::redirected(const Response& answer) {
  const bool asks = answer.status == 301 || answer.status == 302 || answer.status == 303 ||
                    answer.status == 307 || answer.status == 308;
  const auto location = answer.headers.get("Location");
  if (!asks || !location || redirects_ >= most_redirects) return false;
  if (request_.method != "GET" && request_.method != "HEAD") return false;
  const auto next = resolve_url(url_, *location);
  if (!next || !parse_url(*next)) return false;
  const auto before = std::exchange(origin_, origin_of(*next));
  url_ = *next;
  // Once away from where the credentials belong, they do not come back.
  same_origin_ = same_origin_ && origin_ == before;
  ++redirects_;
  return true;
}

}  // namespace chatops::net
