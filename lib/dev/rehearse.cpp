// See rehearse.hpp.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
// SPDX-License-Identifier: Apache-2.0
#include "dev/rehearse.hpp"

#include "dev/record.hpp"
#include "kube/fields.hpp"
#include "kube/resources.hpp"

namespace chatops::dev {

namespace {

/// `pods "x" is forbidden: exceeded quota: small, requested: …`
Error named_quota(Error error) {
  constexpr std::string_view mark = "exceeded quota: ";
  const std::string why(error.args.get("why"));
  const auto begin = why.find(mark);
  if (error.reason != Reason::admission_refused || begin == why.npos) return error;
  const auto name = why.substr(begin + mark.size());
  return Error(Reason::quota_exceeded,
               {{"quota", name.substr(0, name.find(','))}, {"why", why.substr(begin)}});
}

/// Whether an error is a judgement, or keeps one from being made.
bool is_refusal(const Error& error) {
  return error.reason == Reason::admission_refused || error.reason == Reason::object_invalid;
}

/// As its controller would make it of the template.
Json pod_of_template(const Json& workload, const Json& spec) {
  const auto& from = kube::at(spec, {"template"});
  Json metadata{{"generateName", kube::name_of(workload) + "-"}};
  for (const auto* part : {"labels", "annotations"}) {
    if (const auto& all = kube::at(from, {"metadata", part}); all.is_object()) metadata[part] = all;
  }
  return {{"apiVersion", "v1"},
          {"kind", "Pod"},
          {"metadata", std::move(metadata)},
          {"spec", kube::at(from, {"spec"})}};
}

}  // namespace

Result<std::vector<Error>> rehearse(const Call& call, kube::Api& api,
                                    const kube::ObjectRef& workload, const ShapeOrder& order) {
  const auto there = api.get_one(call, workload);
  if (!there) return tl::make_unexpected(there.error());
  const auto record = record_of(*there);
  if (!record) return tl::make_unexpected(record.error());
  const auto& spec = kube::at(*there, {"spec"});
  const auto original = *record ? give_back((*record)->change, spec).document : spec;
  const auto shaped = shape(original, order);
  if (!shaped) return tl::make_unexpected(shaped.error());
  std::vector<Error> out;
  const auto take = [&](const Known<Json>& answer) -> Result<void> {
    if (answer) return {};
    if (!is_refusal(answer.error())) return tl::make_unexpected(answer.error());
    add_once(out, named_quota(answer.error()));
    return {};
  };
  const Json patch{{"metadata", {{"annotations", {{std::string(marks::lease), "rehearsal"}}}}},
                   {"spec", merge_patch_between(spec, shaped->spec)}};
  if (auto done = take(api.patch(call, workload, kube::PatchType::merge, patch, {.dry_run = true}));
      !done)
    return tl::make_unexpected(done.error());
  // Only pods are judged by quotas and by most policies.
  if (auto done = take(api.create(call, {kube::resources::pods(), workload.ns, ""},
                                  pod_of_template(*there, shaped->spec), {.dry_run = true}));
      !done)
    return tl::make_unexpected(done.error());
  return out;
}

}  // namespace chatops::dev
