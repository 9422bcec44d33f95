// Single objects: reading, writing, reviews, discovery. Lists, watches and streams have files of
// their own.
// SPDX-License-Identifier: Apache-2.0
#include "kube/client.hpp"

#include "base/expiring.hpp"
#include "base/text.hpp"
#include "kube/client_parts.hpp"
#include "net/json.hpp"

namespace chatops::kube {

namespace {

/// Kinds come and go with the operators that are installed.
constexpr Millis kinds_live{300'000};

class Client final : public Api {
 public:
  Client(System system, net::Client& http, const Access& access, const std::string& name)
      : caller_(system, http, access, name.empty() ? access.name : name),
        kinds_(system.clock, kinds_live) {}

  const std::string& cluster() const override { return caller_.name(); }
  const std::string& default_namespace() const override { return caller_.default_namespace(); }

  Known<ServerVersion> version(const Call& call) override {
    const Ask ask{.asked = asked("version", {}), .path = "/version"};
    const auto answer = caller_.perform_one(call, ask);
    const auto json = json_of(ask.asked, answer);
    if (!json) return unknown(json.error());
    ServerVersion out;
    out.text = net::text_in(*json, "gitVersion");
    const auto number = [&](const char* name) {
      const auto text = net::text_in(*json, name);
      const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
      return static_cast<int>(to_integer(digits).value_or(0));
    };
    out.major = number("major");
    out.minor = number("minor");
    out.clock = net::parse_http_date(answer->headers.get("Date").value_or(""));
    if (out.major == 0) return unknown(error_about(ask.asked, Reason::answer_odd));
    return out;
  }

  Known<Resource> resource(const Call& call, const std::string& api_version,
                           const std::string& kind) override {
    const auto slash = api_version.find('/');
    Resource wanted;
    wanted.group = slash == std::string::npos ? "" : api_version.substr(0, slash);
    wanted.version = slash == std::string::npos ? api_version : api_version.substr(slash + 1);
    wanted.kind = kind;
    const auto none = [&] {
      auto error = error_about(asked("discover", {}), Reason::kind_missing);
      error.args.set("kind", kind + " (" + api_version + ")");
      return unknown(std::move(error));
    };
    auto listed = kinds_.get(api_version);
    if (!listed) {
      const Ask ask{.asked = asked("discover", {}),
                    .path = (wanted.group.empty() ? "/api/" : "/apis/" + wanted.group + "/") +
                            wanted.version};
      const auto json = json_of(ask.asked, caller_.perform_one(call, ask));
      if (!json && json.error().reason == Reason::kind_missing) return none();
      if (!json) return unknown(json.error());
      listed = net::member(*json, "resources");
      kinds_.put(api_version, *listed);
    }
    for (const Json& one : *listed) {
      const auto name = net::text_in(one, "name");
      if (net::text_in(one, "kind") != kind || name.find('/') != std::string::npos) continue;
      wanted.plural = name;
      wanted.namespaced = net::truth_of(net::member(one, "namespaced")).value_or(true);
      return wanted;
    }
    return none();
  }

  std::vector<Known<bool>> may(const Call& call, std::span<const Permission> permissions) override {
    std::vector<Ask> asks;
    for (const auto& one : permissions) {
      const Json attributes{{"verb", one.verb},
                            {"group", one.resource.group},
                            {"version", one.resource.version},
                            {"resource", one.resource.plural},
                            {"subresource", one.subresource},
                            {"namespace", one.ns},
                            {"name", one.name}};
      const Json review{{"apiVersion", "authorization.k8s.io/v1"},
                        {"kind", "SelfSubjectAccessReview"},
                        {"spec", {{"resourceAttributes", attributes}}}};
      const ObjectRef ref{resources::access_reviews(), "", ""};
      asks.push_back({.asked = asked("create", ref),
                      .method = "POST",
                      .path = path_of(ref),
                      .body = net::dump(review)});
    }
    std::vector<Known<bool>> out;
    const auto answers = caller_.perform(call, asks);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const auto json = json_of(asks[i].asked, answers[i]);
      const auto allowed =
          json ? net::truth_of(net::member(net::member(*json, "status"), "allowed")) : std::nullopt;
      if (allowed) {
        out.emplace_back(*allowed);
      } else {
        out.emplace_back(
            unknown(json ? error_about(asks[i].asked, Reason::answer_odd) : json.error()));
      }
    }
    return out;
  }

  std::vector<Known<Json>> get(const Call& call, std::span<const ObjectRef> refs) override {
    std::vector<Ask> asks;
    for (const auto& ref : refs) asks.push_back({.asked = asked("get", ref), .path = path_of(ref)});
    std::vector<Known<Json>> out;
    const auto answers = caller_.perform(call, asks);
    out.reserve(answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i)
      out.push_back(json_of(asks[i].asked, answers[i]));
    return out;
  }

  std::vector<Known<ObjectList>> list(const Call& call,
                                      std::span<const ListQuery> queries) override {
    return list_all(caller_, call, queries);
  }

  Known<Json> create(const Call& call, const ObjectRef& ref, const Json& object,
                     const WriteOptions& options) override {
    ObjectRef place = ref;
    if (ref.subresource.empty()) place.name.clear();
    const bool review = ref.resource.plural.ends_with("reviews");
    // An eviction that a budget forbids is answered with 429: for us that is an answer.
    const Ask ask{.asked = asked("create", ref),
                  .method = "POST",
                  .path = path_of(place) + query_of(written(options)),
                  .body = net::dump(completed(ref, object)),
                  .idempotent = review,
                  .repeats = ref.subresource != "eviction"};
    return json_of(ask.asked, caller_.perform_one(call, ask));
  }

  Known<Json> apply(const Call& call, const ObjectRef& ref, const Json& object,
                    const ApplyOptions& options) override {
    auto fields = written(options);
    if (options.force) fields.emplace_back("force", "true");
    const Ask ask{.asked = asked("patch", ref),
                  .method = "PATCH",
                  .path = path_of(ref) + query_of(fields),
                  .body = net::dump(completed(ref, object)),
                  .content_type = "application/apply-patch+yaml"};
    return json_of(ask.asked, caller_.perform_one(call, ask));
  }

  Known<Json> patch(const Call& call, const ObjectRef& ref, PatchType type, const Json& patch,
                    const WriteOptions& options) override {
    const char* types[] = {"application/merge-patch+json", "application/json-patch+json",
                           "application/strategic-merge-patch+json"};
    // With a version in it, the second time would be refused for what the first time did.
    const bool again = type == PatchType::merge && version_of(patch).empty();
    const Ask ask{.asked = asked("patch", ref),
                  .method = "PATCH",
                  .path = path_of(ref) + query_of(written(options)),
                  .body = net::dump(patch),
                  .content_type = types[static_cast<int>(type)],
                  .idempotent = again || options.dry_run};
    return json_of(ask.asked, caller_.perform_one(call, ask));
  }

  Known<Deletion> remove(const Call& call, const ObjectRef& ref,
                         const DeleteOptions& options) override {
    if (options.uid.empty()) return failure(Reason::usage_bad_value, {{"what", "uid"}});
    const char* propagation[] = {"Background", "Foreground", "Orphan"};
    Json body{{"apiVersion", "v1"},
              {"kind", "DeleteOptions"},
              {"propagationPolicy", propagation[static_cast<int>(options.propagation)]},
              {"preconditions", {{"uid", options.uid}}}};
    if (!options.version.empty()) body["preconditions"]["resourceVersion"] = options.version;
    if (options.grace_seconds) body["gracePeriodSeconds"] = *options.grace_seconds;
    if (options.dry_run) body["dryRun"] = Json::array({"All"});
    const Ask ask{.asked = asked("delete", ref),
                  .method = "DELETE",
                  .path = path_of(ref),
                  .body = net::dump(body)};
    const auto json = json_of(ask.asked, caller_.perform_one(call, ask));
    if (!json) return unknown(json.error());
    return is_ending(*json) ? Deletion::ending : Deletion::gone;
  }

  std::unique_ptr<Watches> watches() override { return make_watches(caller_); }

  std::vector<Known<std::string>> logs(const Call& call,
                                       std::span<const LogQuery> queries) override {
    return read_logs(caller_, call, queries);
  }

  std::vector<Result<void>> follow_logs(
      const Call& call, std::span<const LogQuery> queries,
      const std::function<bool(std::size_t, std::string_view)>& take,
      const AskMoreLogs& more) override {
    return follow_all_logs(caller_, call, queries, take, more);
  }

  Known<std::unique_ptr<Exec>> exec(const Call& call, const ExecOrder& order) override {
    return begin_exec(caller_, call, order);
  }

  Known<std::unique_ptr<PodConnection>> connect(const Call& call, const std::string& ns,
                                                const std::string& pod,
                                                std::uint16_t port) override {
    return begin_connection(caller_, call, ns, pod, port);
  }

 private:
  Asked asked(const std::string& verb, const ObjectRef& ref) const {
    return {verb, ref, caller_.name()};
  }

  static QueryFields written(const WriteOptions& options) {
    return {{"fieldManager", options.manager},
            {"fieldValidation", "Strict"},
            {"dryRun", options.dry_run ? "All" : ""}};
  }

  /// With what the path says already: objects need not repeat it.
  static Json completed(const ObjectRef& ref, const Json& object) {
    Json out = object;
    if (ref.subresource.empty()) {
      if (!out.contains("apiVersion")) out["apiVersion"] = ref.resource.api_version();
      if (!out.contains("kind")) out["kind"] = ref.resource.kind;
    }
    if (!ref.name.empty()) out["metadata"]["name"] = ref.name;
    if (!ref.ns.empty()) out["metadata"]["namespace"] = ref.ns;
    return out;
  }

  Caller caller_;
  Expiring<std::string, Json> kinds_;
};

}  // namespace

Known<Json> json_of(const Asked& asked, const Known<net::Response>& answer) {
  if (!answer) return unknown(answer.error());
  auto json = net::parse_json(answer->body, 128);
  if (json && json->is_object()) return json;
  auto error = error_about(asked, json ? Reason::answer_odd : json.error().reason);
  if (!json) error.args.set("why", std::string(json.error().args.get("why")));
  return unknown(std::move(error));
}

std::unique_ptr<Api> make_client(System system, net::Client& http, const Access& access,
                                 const std::string& name) {
  return std::make_unique<Client>(system, http, access, name);
}

}  // namespace chatops::kube
