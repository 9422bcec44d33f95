// The envelope: headers, signature, and the body as JSON or as a form's field.
// SPDX-License-Identifier: Apache-2.0
#include "coding/service_hook.hpp"

#include <array>
#include <optional>

#include "base/text.hpp"
#include "coding/decode.hpp"
#include "coding/hook_payload.hpp"
#include "crypto/crypto.hpp"
#include "net/http.hpp"

namespace chatops::coding {

namespace {

using core::RawDelivery;

constexpr auto known_signature_headers = std::to_array<std::string_view>(
    {"X-Coding-Signature", "X-Coding-Service-Hook-Signature", "X-Signature"});
constexpr std::string_view signature_prefix = "sha1=";
constexpr int hook_depth = 32;
constexpr std::size_t longest_id = 200;

std::string_view header_of(const RawDelivery& delivery, std::string_view name) {
  const std::string wanted = to_lower(name);
  for (const auto& [field, value] : delivery.headers) {
    if (field.size() == wanted.size() && to_lower(field) == wanted) return trim(value);
  }
  return {};
}

/// Through hashes: not even the length of what is right shows.
bool same_secret(std::string_view given, std::string_view right) {
  return crypto::equal_in_constant_time(crypto::sha256(given), crypto::sha256(right));
}

Result<void> refused(std::string_view why) {
  return failure(Reason::webhook_refused, {{"why", std::string(why)}});
}

std::optional<std::string> basic_credentials(std::string_view authorization) {
  constexpr std::string_view scheme = "basic ";
  if (to_lower(authorization.substr(0, scheme.size())) != scheme) return std::nullopt;
  return crypto::from_base64(trim(authorization.substr(scheme.size())));
}

/// The JSON of a form's field `payload`.
std::string field_of_form(std::string_view form) {
  for (const std::string_view pair : split(form, '&')) {
    if (pair.starts_with("payload="))
      return net::percent_decode(replace_all(pair.substr(pair.find('=') + 1), "+", " "));
  }
  return {};
}

Error unreadable_body(const RawDelivery& delivery, std::string_view why) {
  const auto event = header_of(delivery, "X-Coding-Service-Hook-Event");
  return Error(Reason::webhook_unreadable,
               {{"what", std::string(clip(event, longest_id))}, {"why", std::string(why)}});
}

Result<Json> body_of(const RawDelivery& delivery) {
  if (delivery.body.size() > hook_body_cap) return unknown(unreadable_body(delivery, "too_large"));
  const std::string type = to_lower(header_of(delivery, "Content-Type"));
  const bool form = type.starts_with("application/x-www-form-urlencoded");
  auto parsed = net::parse_json(form ? field_of_form(delivery.body) : delivery.body, hook_depth);
  if (!parsed) {
    const bool deep = parsed.error().reason == Reason::answer_too_deep;
    return unknown(unreadable_body(delivery, deep ? "too_deep" : "not_json"));
  }
  if (!parsed->is_object()) return unknown(unreadable_body(delivery, "not_json"));
  return std::move(*parsed);
}

/// What is signed goes before what is not.
std::string event_of(const RawDelivery& delivery, const Json& body) {
  const Json& told = net::member(body, "event");
  if (told.is_string()) return told.get<std::string>();
  if (const auto name = header_of(delivery, "X-Coding-Service-Hook-Event"); !name.empty())
    return std::string(name);
  return std::string(name_of_legacy(header_of(delivery, "X-Coding-Event"), text(body, "action")));
}

class ServiceHook final : public core::WebhookDialect {
 public:
  explicit ServiceHook(std::string signature_header)
      : signature_header_(std::move(signature_header)) {}

  Result<void> verify(const RawDelivery& delivery,
                      const core::WebhookSecrets& secrets) const override {
    // An empty secret is none: everybody knows it.
    const bool signs = secrets.token && !secrets.token->empty();
    const bool asks = secrets.user_password && secrets.user_password->reveal().size() > 1;
    const bool half = (secrets.token && !signs) || (secrets.user_password && !asks);
    if (half || (!signs && !asks)) return refused("unconfigured");
    if (signs) {
      const std::string_view given = signature_of(delivery);
      if (given.empty()) return refused("unsigned");
      const std::string right =
          std::string(signature_prefix) +
          crypto::to_hex(crypto::hmac_sha1(secrets.token->reveal(), delivery.body));
      if (!crypto::equal_in_constant_time(to_lower(given), right)) return refused("signature");
    }
    if (asks) {
      const auto given = basic_credentials(header_of(delivery, "Authorization"));
      if (!given || !same_secret(*given, secrets.user_password->reveal()))
        return refused("password");
    }
    return {};
  }

  std::string delivery_id(const RawDelivery& delivery) const override {
    const auto id = header_of(delivery, "X-Coding-Delivery");
    return id.size() > longest_id ? std::string() : std::string(id);
  }

  std::string event(const RawDelivery& delivery) const override {
    for (const std::string_view header : {"X-Coding-Service-Hook-Event", "X-Coding-Event"}) {
      if (const auto name = header_of(delivery, header); !name.empty())
        return std::string(clip(name, longest_id));
    }
    const auto body = body_of(delivery);
    return body ? std::string(clip(text(*body, "event"), longest_id)) : std::string();
  }

  Result<std::vector<core::Hint>> read(const RawDelivery& delivery) const override {
    const auto body = body_of(delivery);
    if (!body) return unknown(body.error());
    const std::string name = event_of(delivery, *body);
    if (!name.empty()) return hints_of(name, *body);
    // A v2 event that concerns nothing, or a body that does not say what it is.
    if (!header_of(delivery, "X-Coding-Event").empty()) return std::vector<core::Hint>{};
    return unknown(unreadable_body(delivery, "event"));
  }

 private:
  std::string_view signature_of(const RawDelivery& delivery) const {
    if (!signature_header_.empty()) return header_of(delivery, signature_header_);
    for (const std::string_view name : known_signature_headers) {
      if (const auto value = header_of(delivery, name); !value.empty()) return value;
    }
    return {};
  }

  const std::string signature_header_;
};

}  // namespace

std::unique_ptr<core::WebhookDialect> make_service_hook(std::string signature_header) {
  return std::make_unique<ServiceHook>(std::move(signature_header));
}

}  // namespace chatops::coding
