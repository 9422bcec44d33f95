// Streams over curl's thread. Inside of net only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <memory>

#include "net/curl_thread.hpp"
#include "net/streams.hpp"

namespace chatops::net {

class CurlStreams final : public Streams {
 public:
  /// All outlive it.
  CurlStreams(System system, const ClientOptions& options, CurlThread& thread)
      : system_(system), options_(options), thread_(thread) {}
  CurlStreams(const CurlStreams&) = delete;
  CurlStreams& operator=(const CurlStreams&) = delete;
  ~CurlStreams() override;

  int open(Request request) override;
  void close(int stream) override;
  std::vector<StreamEvent> wait(const Call& call, Tick until) override;
  void wake() override;

 private:
  struct Open {
    Request request;
    std::unique_ptr<Transfer> transfer;
    bool wanted = true;
  };

  void collect(const Call& call, std::vector<StreamEvent>& out, Millis span);
  void take(Transfer& transfer, std::vector<StreamEvent>& out);
  void end(const Call& call, const Mailbox::Ended& ended, std::vector<StreamEvent>& out);

  System system_;
  const ClientOptions& options_;
  CurlThread& thread_;
  Mailbox mailbox_;
  std::map<int, Open> open_;
  int last_ = 0;
  std::atomic<bool> woken_ = false;
};

}  // namespace chatops::net
