// The record as JSON: see record.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/record.hpp"

#include <fmt/format.h>

#include "kube/fields.hpp"
#include "sync/hash.hpp"

namespace chatops::dev {

namespace {

constexpr int record_version = 1;
/// All annotations of an object together may have 256 KiB.
constexpr std::size_t largest_record = 250U << 10U;
constexpr int deepest = 40;

tl::unexpected<Error> odd_record(const std::string& what, std::string_view why) {
  return failure(Reason::dev_record_odd, {{"what", what}, {"why", std::string(why)}});
}

int depth_of(const Json& value) {
  int deepest_inside = 0;
  if (value.is_structured()) {
    for (const auto& one : value) deepest_inside = std::max(deepest_inside, depth_of(one));
  }
  return deepest_inside + 1;
}

}  // namespace

std::string hash_of(const Json& document) {
  // Members are kept in the order of their names.
  const auto hash = sync::hash_of(document.dump());
  return fmt::format("{:016x}{:016x}", hash.high, hash.low);
}

namespace {

Json document_of(const std::optional<ShapeOrder>& shape) {
  if (!shape) return nullptr;
  Json env = Json::array();
  for (const auto& [name, value] : shape->env) env.push_back({{"name", name}, {"value", value}});
  Json kept = Json::array();
  for (const auto& [claim, path] : shape->kept) kept.push_back({{"claim", claim}, {"path", path}});
  return {{"container", shape->container}, {"image", shape->image}, {"root", shape->root},
          {"env", std::move(env)},         {"cpu", shape->cpu},     {"memory", shape->memory},
          {"kept", std::move(kept)}};
}

std::optional<ShapeOrder> shape_in(const Json& document) {
  if (!document.is_object()) return std::nullopt;
  ShapeOrder out;
  out.container = kube::text_at(document, {"container"});
  out.image = kube::text_at(document, {"image"});
  out.root = kube::text_at(document, {"root"});
  out.cpu = kube::text_at(document, {"cpu"});
  out.memory = kube::text_at(document, {"memory"});
  for (const auto& one : kube::list_at(document, {"env"}))
    out.env.emplace_back(kube::text_at(one, {"name"}), kube::text_at(one, {"value"}));
  for (const auto& one : kube::list_at(document, {"kept"}))
    out.kept.emplace_back(kube::text_at(one, {"claim"}), kube::text_at(one, {"path"}));
  return out;
}

}  // namespace

std::string encode(const Record& record) {
  return Json{{"version", record_version},
              {"id", record.id},
              {"holder", {{"id", record.holder.id}, {"name", record.holder.name}}},
              {"since", to_rfc3339(record.since)},
              {"uid", record.uid},
              {"component", record.component},
              {"container", record.container},
              {"root", record.root},
              {"original", record.original},
              {"was", record.change.was},
              {"wrote", record.change.wrote},
              {"shape", document_of(record.shape)},
              {"made", record.made}}
      .dump();
}

Result<Record> decode_record(std::string_view text, const std::string& what) {
  if (text.size() > largest_record) return odd_record(what, "too long");
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || depth_of(json) > deepest) return odd_record(what, "no JSON");
  const auto version = kube::number_at(json, {"version"});
  if (version != record_version) return odd_record(what, "version " + std::to_string(version));
  Record out;
  out.id = kube::text_at(json, {"id"});
  out.holder = {kube::text_at(json, {"holder", "id"}), kube::text_at(json, {"holder", "name"})};
  out.uid = kube::text_at(json, {"uid"});
  out.component = kube::text_at(json, {"component"});
  out.container = kube::text_at(json, {"container"});
  out.root = kube::text_at(json, {"root"});
  out.original = kube::text_at(json, {"original"});
  out.change = {kube::at(json, {"was"}), kube::at(json, {"wrote"})};
  const auto since = from_rfc3339(kube::text_at(json, {"since"}));
  out.made = kube::text_at(json, {"made"});
  const bool known = !out.uid.empty() || !out.made.empty();
  if (!since || out.id.empty() || !known || out.container.empty())
    return odd_record(what, "incomplete");
  if (!out.change.was.is_object() || !out.change.wrote.is_object())
    return odd_record(what, "incomplete");
  out.since = *since;
  out.shape = shape_in(kube::at(json, {"shape"}));
  return out;
}

std::string encode(const Lease& lease) { return to_rfc3339(lease.until); }

std::optional<Lease> decode_lease(std::string_view text) {
  const auto until = from_rfc3339(text);
  if (!until) return std::nullopt;
  return Lease{*until};
}

std::string encode(const Wish& wish) {
  return Json{{"id", wish.by.id},
              {"name", wish.by.name},
              {"since", to_rfc3339(wish.since)},
              {"session", wish.session}}
      .dump();
}

std::optional<Wish> wish_of(const Json& workload, Instant now) {
  constexpr std::size_t largest_wish = 4096;
  const auto text = kube::annotation_of(workload, marks::wanted);
  if (text.empty() || text.size() > largest_wish) return std::nullopt;
  const auto json = Json::parse(text, nullptr, false);
  const auto since = from_rfc3339(kube::text_at(json, {"since"}));
  Wish out{{kube::text_at(json, {"id"}), kube::text_at(json, {"name"})},
           since.value_or(Instant{}),
           kube::text_at(json, {"session"})};
  const bool counts = since && !out.by.id.empty() && *since + wish_length > now;
  return counts ? std::optional(std::move(out)) : std::nullopt;
}

Result<std::optional<Record>> record_of(const Json& workload) {
  const auto text = kube::annotation_of(workload, marks::record);
  if (text.empty()) return std::nullopt;
  auto record = decode_record(text, kube::name_of(workload));
  if (!record) return tl::make_unexpected(record.error());
  // A copy of the workload has its annotations too.
  const bool meant = record->uid.empty() ? record->made == kube::name_of(workload)
                                         : record->uid == kube::uid_of(workload);
  if (!meant) return std::nullopt;
  return *std::move(record);
}

bool has_run_out(const Json& workload, Instant now) {
  const auto lease = decode_lease(kube::annotation_of(workload, marks::lease));
  return !lease || lease->until <= now;
}

}  // namespace chatops::dev
