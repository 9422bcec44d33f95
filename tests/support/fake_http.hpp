// An HTTP client that asks a function instead of the network, and remembers what was asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "net/http.hpp"

namespace chatops::test {

/// Keeps the promises of net::Http that a caller can see: a body above the cap is answer_too_large,
/// a sink file gets the body of a 2xx answer. It neither repeats nor follows redirects.
class FakeHttp final : public net::Http {
 public:
  using Reply = std::function<Known<net::Response>(const net::Request&)>;

  explicit FakeHttp(Reply function) : reply(std::move(function)) {}

  std::vector<Known<net::Response>> perform(const Call&,
                                            std::span<const net::Request> requests) override {
    batches.push_back(requests.size());
    std::vector<Known<net::Response>> answers;
    for (const auto& request : requests) {
      seen.push_back(request);
      answers.push_back(delivered(request, reply(request)));
    }
    return answers;
  }

  Reply reply;
  std::vector<net::Request> seen;
  std::vector<std::size_t> batches;  ///< sizes: what went side by side

 private:
  static Known<net::Response> delivered(const net::Request& request, Known<net::Response> answer) {
    if (!answer) return answer;
    if (answer->url.empty()) answer->url = request.url;
    if (answer->body.size() > request.body_cap) {
      return failure(Reason::answer_too_large, {{"what", request.system}});
    }
    if (request.sink_file.empty() || answer->status / 100 != 2) return answer;
    std::ofstream(request.sink_file, std::ios::binary) << answer->body;
    answer->body.clear();
    return answer;
  }
};

inline net::Response answer_of(int status, std::string body, net::Headers headers = {}) {
  return {status, std::move(headers), std::move(body), ""};
}

}  // namespace chatops::test
