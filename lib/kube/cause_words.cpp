// What the cluster's sentences say, as reasons: kubelet, container runtime, scheduler, admission.
// They are no interface, so each is looked for by the few words that have been the same for years,
// and what is not recognised keeps its words.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/text.hpp"
#include "kube/cause_parts.hpp"
#include "net/redact.hpp"

namespace chatops::kube::cause {

namespace {

template <std::size_t n>
bool holds_any(std::string_view text, const std::array<std::string_view, n>& parts) {
  for (const auto part : parts)
    if (holds(text, part)) return true;
  return false;
}

constexpr auto refused = std::to_array<std::string_view>(
    {"unauthorized", ": 401", ": 403", "authorization failed", "access denied", "access forbidden",
     "no basic auth", "denied: ", "authentication required", "insufficient_scope"});
constexpr auto unreachable = std::to_array<std::string_view>(
    {"connection refused", "no such host", "i/o timeout", "unreachable", "no route to host",
     "deadline exceeded", "x509", "tls:", "dial tcp", "connection reset", "server misbehaving",
     "handshake", "server gave http response", ": eof"});
constexpr auto absent = std::to_array<std::string_view>(
    {"not found", "manifest unknown", "manifest_unknown", "name unknown", "does not exist"});

/// The host that an image comes from, as container runtimes read it.
std::string registry_of(std::string_view image) {
  const auto slash = image.find('/');
  const auto first = image.substr(0, slash);
  const bool host = slash != std::string_view::npos &&
                    (first.find_first_of(".:") != std::string_view::npos || first == "localhost");
  return host ? std::string(first) : "docker.io";
}

/// From `mark` on; the whole where it is not there.
std::string_view from(std::string_view text, std::string_view mark) {
  const auto found = text.rfind(mark);
  return found == std::string_view::npos ? text : text.substr(found);
}

std::string_view after(std::string_view text, std::string_view mark) {
  const auto found = text.find(mark);
  return found == std::string_view::npos ? text : text.substr(found + mark.size());
}

/// The word that begins behind `mark`, without marks at its end.
std::string word_after(std::string_view text, std::string_view mark) {
  const auto found = text.find(mark);
  if (found == std::string_view::npos) return {};
  text.remove_prefix(found + mark.size());
  text = text.substr(0, text.find_first_of(" \n"));
  while (!text.empty() && holds(",.:;\"'", text.substr(text.size() - 1))) text.remove_suffix(1);
  return std::string(text);
}

/// What the registry or the way to it said: the end of the runtime's chain of words.
std::string_view answer_in(std::string_view message) {
  message = message.substr(0, message.find_last_not_of('\n') + 1);
  for (const std::string_view mark : {"failed to do request: ", "failed to resolve image: ",
                                      "failed to resolve reference ", "desc = "}) {
    const auto found = message.rfind(mark);
    if (found == std::string_view::npos) continue;
    message.remove_prefix(found + mark.size());
    return message.substr(0, message.find('\n'));
  }
  return from(message, "\n");
}

std::string selector_of(const Json& pod) {
  std::string out;
  const Json& wanted = at(pod, {"spec", "nodeSelector"});
  if (wanted.is_object()) {
    for (const auto& [name, value] : wanted.items()) {
      if (!out.empty()) out += ",";
      out += name + "=" + net::text_of(value).value_or("");
    }
  }
  return out.empty() ? "by affinity" : out;
}

std::string host_ports_of(const Json& pod) {
  std::string out;
  for (const Json& container : items(net::member(pod, "spec"), "containers")) {
    for (const Json& port : items(container, "ports")) {
      if (const auto number = net::text_in(port, "hostPort"); !number.empty())
        out += (out.empty() ? "" : ",") + number;
    }
  }
  return out;
}

/// The scheduler's list, one piece for each way in which nodes do not fit: "1 Insufficient cpu".
/// Braces of a taint may hold commas.
std::vector<std::string> pieces_of(std::string_view message) {
  message = after(message, "nodes are available: ");
  message = message.substr(0, message.find(" preemption:"));
  message = message.substr(0, message.find(". no new claims"));
  while (!message.empty() && holds(". ", message.substr(message.size() - 1)))
    message.remove_suffix(1);
  std::vector<std::string> out;
  std::string piece;
  int depth = 0;
  const auto end = [&] {
    std::string_view text = trim(piece);
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
    if (!trim(text).empty()) out.emplace_back(trim(text));
    piece.clear();
  };
  for (const char c : message) {
    depth += (c == '{') - (c == '}');
    if (c == ',' && depth <= 0)
      end();
    else
      piece += c;
  }
  end();
  return out;
}

/// Kubernetes' own rule (core/v1, Toleration.ToleratesTaint).
bool tolerates(const Json& toleration, const Json& taint) {
  const auto effect = net::text_in(toleration, "effect"), key = net::text_in(toleration, "key");
  if (!effect.empty() && effect != net::text_in(taint, "effect")) return false;
  const bool any = net::text_in(toleration, "operator") == "Exists";
  if (key.empty()) return any;
  return key == net::text_in(taint, "key") &&
         (any || net::text_in(toleration, "value") == net::text_in(taint, "value"));
}

/// The taints that keep the pod from nodes, as older schedulers named them: "{key: value}".
std::string taints_against(const Json& pod, const Nodes& nodes) {
  std::vector<std::string> out;
  const Json& tolerations = at(pod, {"spec", "tolerations"});
  for (const auto& [_, node] : nodes) {
    for (const Json& taint : items(at(*node, {"spec"}), "taints")) {
      if (net::text_in(taint, "effect") == "PreferNoSchedule") continue;
      const bool tolerated =
          std::any_of(tolerations.begin(), tolerations.end(),
                      [&](const Json& toleration) { return tolerates(toleration, taint); });
      const auto value = net::text_in(taint, "value");
      auto text = "{" + net::text_in(taint, "key") + (value.empty() ? "" : ": " + value) + "}";
      if (!tolerated && !among(out, text)) out.push_back(std::move(text));
    }
  }
  return join(out, " ");
}

/// What one piece says is lacking, and how likely that is what was not thought of.
std::pair<int, std::string> lacking_in(const Json& pod, const std::string& piece,
                                       const Nodes& nodes) {
  if (piece.starts_with("Insufficient ")) return {0, piece.substr(13)};
  if (holds(piece, "free ports")) return {1, "host port " + host_ports_of(pod)};
  if (holds(piece, "affinity/selector") || holds(piece, "node selector"))
    return {2, "node " + selector_of(pod)};
  if (holds(piece, "untolerated taint")) {
    const auto told = piece.find('{');
    const auto taint = told == std::string::npos ? taints_against(pod, nodes) : piece.substr(told);
    return {4, taint.empty() ? "toleration" : "toleration " + taint};
  }
  return {3, piece};
}

}  // namespace

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string quoted_after(std::string_view text, std::string_view before) {
  const auto found = text.find(std::string(before) + "\"");
  if (found == std::string_view::npos) return {};
  text.remove_prefix(found + before.size() + 1);
  const auto end = text.find('"');
  return end == std::string_view::npos ? std::string() : std::string(text.substr(0, end));
}

std::string shown(std::string_view words, std::size_t most) {
  constexpr std::string_view more = "…";
  std::string line;
  for (const std::string_view part : lines_of(clip(words, 4 * most))) {
    if (trim(part).empty()) continue;
    if (!line.empty()) line += ' ';
    line += trim(part);
  }
  line = net::shown_line(line);
  if (line.size() <= most) return line;
  return std::string(clip(line, most - more.size())) + std::string(more);
}

Error image_error(const std::string& image, std::string_view message) {
  const Args named{{"image", std::string(clip(image, most_words))}};
  if (holds(message, "InvalidImageName") || holds(message, "couldn't parse image name") ||
      holds(message, "invalid reference format"))
    return Error(Reason::image_name_invalid, named);
  // The name's own words prove nothing.
  std::string words = image.empty() ? std::string(message) : replace_all(message, image, "…");
  const auto repository = image.substr(0, image.find_last_of("@:"));
  if (!repository.empty()) words = replace_all(words, repository, "…");
  words = to_lower(words);
  Args args = named;
  args.set("registry", registry_of(image));
  args.set("why", shown(answer_in(message)));
  if (holds_any(words, refused)) return Error(Reason::image_pull_denied, args);
  if (holds_any(words, unreachable)) return Error(Reason::image_registry_unreachable, args);
  return Error(holds_any(words, absent) ? Reason::image_not_found : Reason::image_pull_failed,
               args);
}

std::optional<Error> missing_error(std::string_view message) {
  const auto why = shown(message);
  const std::string lower = to_lower(message);
  for (const std::string_view kind :
       {"configmap", "secret", "persistentvolumeclaim", "serviceaccount"}) {
    if (auto name = quoted_after(lower, std::string(kind) + " ");
        !name.empty() && holds(lower, "\"" + name + "\" not found"))
      return Error(Reason::needed_object_missing,
                   {{"what", std::string(kind) + "/" + name}, {"why", why}});
  }
  // couldn't find key password in Secret shop/database
  const auto key = word_after(message, "find key ");
  if (key.empty()) return std::nullopt;
  for (const auto& [said, kind] :
       {std::pair("in Secret ", "secret"), {"in ConfigMap ", "configmap"}}) {
    const auto place = word_after(message, said);
    if (place.empty()) continue;
    const auto name = place.substr(place.find('/') + 1);
    return Error(Reason::needed_key_missing,
                 {{"what", std::string(kind) + "/" + name}, {"key", key}, {"why", why}});
  }
  return std::nullopt;
}

Error creation_error(const std::string& workload, std::string_view message) {
  if (message.starts_with("Error creating: ")) message.remove_prefix(16);
  if (auto missing = missing_error(message)) return *missing;
  if (message.starts_with("Internal error occurred: ")) message.remove_prefix(25);
  const auto why = shown(after(message, "is forbidden: "), most_of_a_refusal);
  for (const auto mark : {"exceeded quota: ", "failed quota: "}) {
    if (const auto quota = word_after(message, mark); !quota.empty())
      return Error(Reason::quota_exceeded, {{"quota", quota}, {"why", why}});
  }
  if (holds(message, "usage per ") || holds(message, "limit to request ratio per "))
    return Error(Reason::limits_violated, {{"why", why}});
  return Error(Reason::admission_refused, {{"object", workload}, {"why", why}});
}

Error scheduling_error(const Json& pod, std::string_view message, const Nodes& nodes) {
  std::map<int, std::vector<std::string>> found;
  for (const auto& piece : pieces_of(message)) {
    auto [order, what] = lacking_in(pod, piece, nodes);
    auto& same = found[order];
    if (!among(same, what)) same.push_back(std::move(what));
  }
  std::vector<std::string> all;
  for (const auto& [_, same] : found) all.insert(all.end(), same.begin(), same.end());
  return Error(Reason::pod_unschedulable,
               {{"lacking", shown(join(all, ", "))}, {"why", shown(message)}});
}

Error start_error(const std::string& container, std::string_view message) {
  if (auto missing = missing_error(message)) return *missing;
  Args args{{"container", container}};
  // exec: "/no/such": stat /no/such: no such file or directory: unknown
  const auto command = quoted_after(message, "exec: ");
  if (!command.empty()) {
    args.set("command", shown(command));
    message = from(message, "exec: ");
    if (message.ends_with(": unknown")) message.remove_suffix(9);
  }
  if (!message.empty()) args.set("why", shown(message));
  return Error(Reason::container_cannot_start, args);
}

}  // namespace chatops::kube::cause
