// From what is asked to requests, and from answers to what they mean.
// SPDX-License-Identifier: Apache-2.0
#include "kube/caller.hpp"

namespace chatops::kube {

Caller::Caller(System system, net::Client& http, const Access& access, std::string name)
    : system_(system),
      http_(http),
      name_(std::move(name)),
      server_(access.server),
      ns_(access.ns.empty() ? "default" : access.ns),
      proxy_(access.proxy),
      compressed_(access.compressed),
      impersonation_(access.impersonation),
      credentials_(system, access) {}

net::Request Caller::request_of(const Ask& ask, const Identity& identity) const {
  net::Request out;
  out.method = ask.method;
  out.url = server_ + ask.path;
  out.body = ask.body;
  out.system = "kube." + ask.asked.verb;
  out.body_cap = ask.cap;
  out.timeout = ask.timeout;
  out.idempotent = ask.idempotent;
  out.repeats = ask.repeats;
  // Members of a Secret may be called anything, and a token stands in a plain answer.
  const auto& ref = ask.asked.ref;
  out.confidential =
      ref.resource.plural == "secrets" || ref.subresource == "token" || ref.subresource == "log";
  out.tls = identity.tls;
  out.proxy = proxy_;
  out.compressed = compressed_;
  out.headers.add("Accept", ask.accept);
  if (!ask.body.empty()) out.headers.add("Content-Type", ask.content_type);
  if (!identity.authorization.empty()) out.headers.add("Authorization", identity.authorization);
  for (const auto& [name, value] : impersonation_) out.headers.add(name, value);
  return out;
}

Result<Caller::Prepared> Caller::prepare(const Call& call, const Ask& ask) {
  auto identity = credentials_.identity(call);
  if (!identity) return tl::make_unexpected(std::move(identity).error());
  Prepared out{request_of(ask, *identity), {}};
  out.identity = *std::move(identity);
  return out;
}

std::vector<Known<net::Response>> Caller::perform(const Call& call, const std::vector<Ask>& asks) {
  std::vector<Known<net::Response>> out(asks.size());
  std::vector<std::size_t> left(asks.size());
  for (std::size_t i = 0; i < asks.size(); ++i) left[i] = i;
  for (int attempt = 1; !left.empty(); ++attempt) {
    const auto identity = credentials_.identity(call);
    std::vector<net::Request> requests;
    for (const auto i : left) {
      if (!identity) out[i] = unknown(identity.error());
      if (identity) requests.push_back(request_of(asks[i], *identity));
    }
    if (!identity) return out;
    auto answers = http_.perform(call, requests);
    std::vector<std::size_t> again;
    for (std::size_t k = 0; k < left.size(); ++k) {
      const auto i = left[k];
      auto& answer = answers[k];
      if (!answer) {
        out[i] = unknown(named(asks[i].asked, std::move(answer).error()));
      } else if (answer->status / 100 == 2) {
        out[i] = *std::move(answer);
      } else {
        out[i] = unknown(error_of(asks[i].asked, *answer));
        if (answer->status == 401 && attempt == 1) again.push_back(i);
      }
    }
    if (!again.empty() && !credentials_.refused(*identity)) break;
    left = std::move(again);
  }
  return out;
}

Known<net::Response> Caller::perform_one(const Call& call, const Ask& ask) {
  auto answers = perform(call, {ask});
  return std::move(answers.front());
}

Error Caller::named(const Asked& asked, Error error) const {
  Error out = error_about(asked, error.reason);
  for (const char* name : {"why", "sent"}) {
    if (error.args.has(name)) out.args.set(name, std::string(error.args.get(name)));
  }
  if (!error.args.get("where").empty()) out.args.set("address", server_);
  return out;
}

}  // namespace chatops::kube
