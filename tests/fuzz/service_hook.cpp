// Any bytes as the body of a webhook: read into hints that hold their promises, or refused.
// SPDX-License-Identifier: Apache-2.0
#include "coding/service_hook.hpp"
#include "target.hpp"

#include <algorithm>
#include <string>

using namespace chatops;

namespace {

bool plain(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20U; });
}

void check(const Result<std::vector<core::Hint>>& hints) {
  if (!hints) {
    require(hints.error().reason == Reason::webhook_unreadable);
    return;
  }
  require(hints->size() <= 2);
  for (const auto& hint : *hints) {
    for (const auto* text :
         {&hint.project, &hint.code, &hint.iteration, &hint.repository, &hint.branch, &hint.place,
          &hint.name, &hint.version, &hint.commit, &hint.title, &hint.author, &hint.url}) {
      require(text->size() <= 2000 && plain(*text));
    }
    require(hint.code.find_first_not_of("0123456789") == std::string::npos);
    require(hint.mentions.size() <= 50);
    require(hint.url.empty() || hint.url.starts_with("http"));
  }
}

}  // namespace

FUZZ_TARGET(service_hook) {
  static const auto hook = coding::make_service_hook();
  const core::WebhookSecrets secrets{.token = Secret("t0ken"),
                                     .user_password = Secret("user:password")};
  core::RawDelivery delivery;
  delivery.body.assign(reinterpret_cast<const char*>(data), size);
  check(hook->read(delivery));
  for (const char* event : {"push", "merge request", "task", "ci", "artifact", "member"}) {
    delivery.headers = {{"X-Coding-Event", event}};
    check(hook->read(delivery));
    delivery.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    check(hook->read(delivery));
  }
  // The same bytes as headers: nobody gets in by them.
  delivery.headers = {{"X-Coding-Signature", delivery.body},
                      {"Authorization", delivery.body},
                      {"X-Coding-Delivery", delivery.body}};
  require(!hook->verify(delivery, secrets));
  require(hook->delivery_id(delivery).size() <= 200);
  (void)hook->event(delivery);
  return 0;
}
