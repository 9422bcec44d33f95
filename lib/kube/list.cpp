// Lists in pages, many side by side: each round asks for the next page of those that have one.
// SPDX-License-Identifier: Apache-2.0
#include "kube/client_parts.hpp"
#include "kube/sieve.hpp"
#include "net/json.hpp"

namespace chatops::kube {

namespace {

/// A list that expires while it is read is begun anew so often.
constexpr int most_starts = 3;

struct Reading {
  const ListQuery* query = nullptr;
  Asked asked;
  Keep keep;
  ObjectList list;
  std::string next;  ///< token of the next page
  int starts = 1;
  bool done = false;
  std::optional<Error> why;
};

Keep kept_of(const ListQuery& query) {
  Keep out;
  for (const char* one : {"/kind", "/metadata/resourceVersion", "/metadata/continue"}) out.add(one);
  out.members["items"] = Keep::of_object(query.keep);
  return out;
}

Ask page_of(const Reading& reading) {
  const auto& query = *reading.query;
  auto size = query.page;
  if (query.most != 0) size = std::min(size, query.most - reading.list.items.size());
  const bool any_version = query.cached && reading.next.empty();  // a next page has its own
  return {.asked = reading.asked,
          .path = collection_of(query) + query_of({{"labelSelector", query.labels},
                                                   {"fieldSelector", query.fields},
                                                   {"limit", std::to_string(size)},
                                                   {"resourceVersion", any_version ? "0" : ""},
                                                   {"continue", reading.next}}),
          .accept = accepted_for(query, true),
          .cap = std::size_t{256} << 20U,
          .timeout = Millis(60'000)};
}

void take_page(Reading& reading, const net::Response& answer) {
  auto page = parse_kept(answer.body, reading.keep);
  if (!page || !net::member(*page, "items").is_array()) {
    // "items": null is how Go writes an empty list of old kinds.
    const bool empty =
        page && page->is_object() && page->contains("items") && (*page)["items"].is_null();
    if (!empty) {
      reading.why = error_about(reading.asked, page ? Reason::answer_odd : page.error().reason);
      return;
    }
    (*page)["items"] = Json::array();
  }
  const auto& query = *reading.query;
  const auto enough = [&] { return query.most != 0 && reading.list.items.size() >= query.most; };
  bool all = true;
  for (Json& item : (*page)["items"]) {
    if (enough()) {  // a server that answers from memory heeds no limit
      all = false;
      break;
    }
    if (!item.is_object()) {
      reading.why = error_about(reading.asked, Reason::answer_odd);
      return;
    }
    if (!query.among.empty() && !query.among.contains(namespace_of(item))) continue;
    item["apiVersion"] = query.resource.api_version();
    item["kind"] = query.resource.kind;
    reading.list.items.push_back(std::move(item));
  }
  reading.list.version = version_of(*page);
  reading.next = net::text_in(net::member(*page, "metadata"), "continue");
  reading.list.complete = all && reading.next.empty();
  reading.done = reading.next.empty() || enough();
}

void take(Reading& reading, const Known<net::Response>& answer) {
  if (answer) return take_page(reading, *answer);
  if (answer.error().reason == Reason::list_expired && reading.starts < most_starts) {
    ++reading.starts;
    reading.list = {};
    reading.next.clear();
    return;
  }
  reading.why = answer.error();
}

}  // namespace

std::string accepted_for(const Query& query, bool list) {
  bool only = !query.keep.empty();
  for (const auto& one : query.keep) only = only && (one + "/").starts_with("/metadata/");
  if (!only) return "application/json";
  return std::string("application/json;as=PartialObjectMetadata") + (list ? "List" : "") +
         ";g=meta.k8s.io;v=v1,application/json";
}

std::string collection_of(const Query& query) { return path_of({query.resource, query.ns, ""}); }

std::vector<Known<ObjectList>> list_all(Caller& caller, const Call& call,
                                        std::span<const ListQuery> queries) {
  std::vector<Reading> readings;
  for (const auto& query : queries) {
    Reading one;
    one.query = &query;
    one.asked = {"list", {query.resource, query.ns, ""}, caller.name()};
    one.keep = kept_of(query);
    readings.push_back(std::move(one));
  }
  while (true) {
    std::vector<Reading*> open;
    std::vector<Ask> asks;
    for (auto& one : readings) {
      if (one.done || one.why) continue;
      open.push_back(&one);
      asks.push_back(page_of(one));
    }
    if (open.empty()) break;
    auto answers = caller.perform(call, asks);
    for (std::size_t i = 0; i < open.size(); ++i) take(*open[i], answers[i]);
  }
  std::vector<Known<ObjectList>> out;
  for (auto& one : readings) {
    if (one.why) {
      out.emplace_back(unknown(*std::move(one.why)));
    } else {
      out.emplace_back(std::move(one.list));
    }
  }
  return out;
}

}  // namespace chatops::kube
