// Values to JSON and back: what is selected, what was built, what a bill holds.
// SPDX-License-Identifier: Apache-2.0
#include "core/codec.hpp"

#include "core/fields.hpp"

namespace chatops::core {

using nlohmann::json;

namespace {

void provenance_into(json& out, const Provenance& from) {
  out["branch"] = from.branch;
  out["commit"] = from.commit;
  out["build"] = from.build ? json(*from.build) : json();
  out["author"] = from.author;
  out["build_url"] = from.build_url;
}

Provenance provenance_of(const Fields& in) {
  return {.branch = in.text("branch"),
          .commit = in.text("commit"),
          .build = in.maybe_integer("build"),
          .author = in.text("author"),
          .build_url = in.text("build_url")};
}

ImageName image_of(const Fields& in) {
  const std::string written = in.text("image");
  if (written.empty() || written == "/") return {};
  auto image = ImageName::parse(written);
  if (!image) Fields::damaged("image");
  return *image;
}

}  // namespace

void to_json(json& out, const Pin& value) {
  out = {{"version", value.version},           {"by", value.by},       {"why", value.why},
         {"until", instant_json(value.until)}, {"after", value.after}, {"by_id", value.by_id}};
}

void from_json(const json& in, Pin& value) {
  const Fields fields(in);
  value = {.version = fields.need_text("version"),
           .by = fields.text("by"),
           .why = fields.text("why"),
           .until = fields.maybe_instant("until"),
           .after = fields.text("after"),
           .by_id = fields.text("by_id")};
}

void to_json(json& out, const Choice& value) {
  if (const auto* follow = std::get_if<Follow>(&value)) {
    out = {{"follow", follow->rule}};
  } else {
    out = {{"pin", std::get<Pin>(value)}};
  }
}

void from_json(const json& in, Choice& value) {
  const Fields fields(in);
  if (fields.member("follow") != nullptr) {
    value = Follow{fields.text("follow")};
  } else {
    value = fields.need<Pin>("pin");
  }
}

void to_json(json& out, const Selection& value) {
  json components = json::object();
  for (const auto& [name, choice] : value.components) components[name] = choice;
  out = {{"components", std::move(components)}, {"chart", value.chart}};
}

void from_json(const json& in, Selection& value) {
  const Fields fields(in);
  Selection read;
  for (const auto& [name, choice] : fields.objects<Choice>("components")) {
    read.components.emplace(name, choice);
  }
  if (const auto chart = fields.maybe<Choice>("chart")) read.chart = *chart;
  value = std::move(read);
}

void to_json(json& out, const BillLine& value) {
  out = {{"component", value.component},
         {"image", value.image.text()},
         {"version", value.version},
         {"digest", value.digest},
         {"built_at", instant_json(value.built_at)},
         {"pushed_at", instant_json(value.pushed_at)},
         {"sequence", value.sequence}};
  provenance_into(out, value.from);
}

void from_json(const json& in, BillLine& value) {
  const Fields fields(in);
  value = {.component = fields.need_text("component"),
           .image = image_of(fields),
           .version = fields.need_text("version"),
           .digest = fields.text("digest"),
           .from = provenance_of(fields),
           .built_at = fields.maybe_instant("built_at"),
           .pushed_at = fields.maybe_instant("pushed_at"),
           .sequence = fields.text("sequence")};
}

void to_json(json& out, const Bill& value) {
  json lines = json::object();
  for (const auto& [name, line] : value.lines) lines[name] = line;
  out = {{"components", std::move(lines)},
         {"chart", value.chart},
         {"values_digest", value.values_digest},
         {"parameters", value.parameters},
         {"hash", value.hash()}};
}

void from_json(const json& in, Bill& value) {
  const Fields fields(in);
  Bill read;
  read.lines = fields.objects<BillLine>("components");
  read.chart = fields.need<ChartVersion>("chart");
  read.values_digest = fields.text("values_digest");
  read.parameters = fields.texts("parameters");
  value = std::move(read);
}

void to_json(json& out, const Artifact& value) {
  out = {{"component", value.component},
         {"image", value.image.text()},
         {"version", value.version},
         {"digest", value.digest},
         {"size", value.size},
         {"built_at", instant_json(value.built_at)},
         {"pushed_at", instant_json(value.pushed_at)},
         {"source", word_of(value.source)},
         {"source_id", value.source_id},
         {"listed_hash", value.listed_hash},
         {"sequence", value.sequence}};
  provenance_into(out, value.from);
}

void from_json(const json& in, Artifact& value) {
  const Fields fields(in);
  value = {.component = fields.text("component"),
           .image = image_of(fields),
           .version = fields.need_text("version"),
           .digest = fields.text("digest"),
           .size = fields.integer("size"),
           .built_at = fields.maybe_instant("built_at"),
           .pushed_at = fields.maybe_instant("pushed_at"),
           .from = provenance_of(fields),
           .source = fields.word("source", provenance_source_of),
           .source_id = fields.text("source_id"),
           .listed_hash = fields.text("listed_hash"),
           .sequence = fields.text("sequence")};
}

void to_json(json& out, const ChartVersion& value) {
  out = {{"name", value.name},
         {"version", value.version},
         {"app_version", value.app_version},
         {"digest", value.digest},
         {"url", value.url},
         {"created_at", instant_json(value.created_at)}};
}

void from_json(const json& in, ChartVersion& value) {
  const Fields fields(in);
  value = {.name = fields.text("name"),
           .version = fields.text("version"),
           .app_version = fields.text("app_version"),
           .digest = fields.text("digest"),
           .url = fields.text("url"),
           .created_at = fields.maybe_instant("created_at")};
}

}  // namespace chatops::core
