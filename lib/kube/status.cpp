// Status objects (k8s.io/apimachinery, meta/v1 Status and its reasons). Where a code has several
// meanings, the reason, the causes and at last the words tell which it is.
// SPDX-License-Identifier: Apache-2.0
#include "kube/status.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "net/json.hpp"

namespace chatops::kube {

namespace {

constexpr std::size_t longest_told = 2000;

std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
  const auto begin = text.find(before);
  if (begin == std::string_view::npos) return {};
  const auto rest = text.substr(begin + before.size());
  return rest.substr(0, rest.find(after));
}

bool has_cause(const Json& status, std::string_view reason) {
  const auto& causes = net::member(net::member(status, "details"), "causes");
  return std::any_of(causes.begin(), causes.end(),
                     [&](const Json& cause) { return net::text_in(cause, "reason") == reason; });
}

/// 403 is said by authorizers, by admission and by namespaces that end. Authorizers always say
/// `User "x" cannot VERB resource "y"` (k8s.io/apiserver, responsewriters/errors.go).
Error forbidden(const Asked& asked, const Json& status, const std::string& words) {
  if (has_cause(status, "NamespaceTerminating") ||
      words.find("because it is being terminated") != std::string::npos) {
    auto error = error_about(asked, Reason::namespace_ending);
    error.args.set("namespace", asked.ref.ns);
    return error;
  }
  const bool authorizer =
      words.find("User \"") != std::string::npos && words.find("\" cannot ") != std::string::npos;
  // Nothing is admitted where something is only read: a gateway before the cluster says so.
  const bool reads = asked.verb == "get" || asked.verb == "list" || asked.verb == "watch";
  if (!authorizer && !reads) {
    auto error = error_about(asked, Reason::admission_refused);
    error.args.set("why", words);
    return error;
  }
  auto error = error_about(asked, Reason::permission_missing);
  const auto verb = between(words, "\" cannot ", " ");
  const auto resource = between(words, "resource \"", "\"");
  const auto group = between(words, "API group \"", "\"");
  const auto slash = resource.find('/');
  std::string named(resource.substr(0, slash));
  if (!group.empty()) named += "." + std::string(group);
  if (slash != std::string_view::npos) named += std::string(resource.substr(slash));
  error.args.set("verb", verb.empty() ? asked.verb : std::string(verb));
  error.args.set("resource", named.empty() ? asked.ref.resource.name() : named);
  error.args.set("user", std::string(between(words, "User \"", "\"")));
  error.args.set("why", words);
  return error;
}

Error not_found(const Asked& asked, const Json& status, const std::string& words) {
  const auto& details = net::member(status, "details");
  const auto name = net::text_in(details, "name");
  // Without a name it is the path that is not there, hence the kind.
  if (name.empty()) {
    auto error = error_about(asked, Reason::kind_missing);
    error.args.set("kind", asked.ref.resource.kind + " (" + asked.ref.resource.api_version() + ")");
    return error;
  }
  auto error = error_about(asked, Reason::outside_not_found);
  const auto kind = net::text_in(details, "kind");
  if (!kind.empty()) error.args.set("object", kind + "/" + name);
  error.args.set("why", words);
  return error;
}

Error conflict(const Asked& asked, const Json& status, const std::string& words) {
  if (net::text_in(status, "reason") == "AlreadyExists")
    return error_about(asked, Reason::object_exists);
  if (!has_cause(status, "FieldManagerConflict")) {
    auto error = error_about(asked, Reason::object_changed);
    error.args.set("why", words);
    return error;
  }
  auto error = error_about(asked, Reason::fields_owned);
  std::string fields, who;
  for (const Json& cause : net::member(net::member(status, "details"), "causes")) {
    fields += (fields.empty() ? "" : ", ") + net::text_in(cause, "field");
    const auto manager = std::string(between(net::text_in(cause, "message"), "with \"", "\""));
    if (who.find(manager) == std::string::npos) who += (who.empty() ? "" : ", ") + manager;
  }
  error.args.set("who", who).set("fields", fields);
  return error;
}

/// Webhooks and policies answer with any code they like, and a webhook that nobody reaches with
/// 500: admission webhook "gate.example.com" denied the request: … deployments.apps "web" is
/// forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: … Internal error
/// occurred: failed calling webhook "gate.example.com": failed to call webhook: …
bool kept_out(std::string_view words) {
  const auto says = [&](std::string_view part) { return words.find(part) != words.npos; };
  return (says("admission webhook \"") && says("denied the request")) ||
         (says("ValidatingAdmissionPolicy '") && says("denied request")) ||
         says("failed calling webhook \"");
}

Reason reason_of_status(int code) {
  switch (code) {
    case 401: return Reason::auth_invalid;
    case 410: return Reason::list_expired;
    case 400:
    case 413:
    case 415:
    case 422: return Reason::object_invalid;
    case 429: return Reason::rate_limited;
    default: return code >= 500 ? Reason::server_error : Reason::refused;
  }
}

}  // namespace

Error error_about(const Asked& asked, Reason reason) {
  Error error(reason, {{"what", "kube." + asked.verb}, {"where", asked.cluster}});
  if (!asked.ref.resource.plural.empty()) error.args.set("object", asked.ref.text());
  if (!asked.ref.ns.empty()) error.args.set("namespace", asked.ref.ns);
  return error;
}

Error error_of(const Asked& asked, const net::Response& answer) {
  const auto status = net::parse_json(answer.body);
  if (status && net::text_in(*status, "kind") == "Status")
    return error_of(asked, answer.status, *status);
  // A kubelet, a proxy or an old path speaks plainly.
  const Json plain{{"message", std::string(clip(trim(answer.body), 300))}};
  // It does not know the pod: not yet, where it was begun anew, or not any more.
  if (answer.status == 404 && answer.body.find("pod does not exist") != std::string::npos) {
    auto error = error_about(asked, Reason::unreachable);
    error.args.set("why", "pod does not exist");
    return error;
  }
  return error_of(asked, answer.status, plain);
}

Error error_of(const Asked& asked, int code, const Json& status) {
  // What is not valid in a Secret is quoted, and stays with the server.
  const bool quotes = asked.ref.resource.plural == "secrets" && (code == 400 || code == 422);
  const std::string words(quotes ? "" : clip(net::text_in(status, "message"), longest_told));
  if (kept_out(words)) {
    auto error = error_about(asked, Reason::admission_refused);
    error.args.set("why", words);
    return error;
  }
  // What apply cannot make sense of comes as a fault of the server's own (seen with 1.36).
  if (code == 500 && words.starts_with("failed to create typed patch object")) {
    auto error = error_about(asked, Reason::object_invalid);
    error.args.set("why", words);
    return error;
  }
  // The API server's words for a kubelet that it does not reach, which comes back.
  if (code >= 500 && words.find("error dialing backend") != std::string::npos) {
    auto error = error_about(asked, Reason::unreachable);
    error.args.set("why", words);
    return error;
  }
  if (code == 403) return forbidden(asked, status, words);
  if (code == 404) return not_found(asked, status, words);
  if (code == 409) return conflict(asked, status, words);
  const bool log = asked.ref.subresource == "log" && code == 400;
  const bool first = log && words.find("previous terminated container") != std::string::npos;
  const bool waiting = log && words.find("waiting to start") != std::string::npos;
  auto error =
      error_about(asked, waiting || first ? Reason::container_waiting : reason_of_status(code));
  if (first) error.args.set("first", asked.ref.name);
  if (!words.empty()) error.args.set("why", words);
  return error;
}

}  // namespace chatops::kube
