// Who owns the fields of an object once we have gone.
// SPDX-License-Identifier: Apache-2.0
#include "dev/owners.hpp"

#include <doctest/doctest.h>

#include "dev/record.hpp"

using namespace chatops;
using namespace chatops::dev;

namespace {

Json entry_of(const std::string& manager, const std::string& time, Json fields) {
  return {{"manager", manager},
          {"operation", "Apply"},
          {"time", time},
          {"fieldsV1", {{"f:spec", std::move(fields)}}}};
}

Json owned_by(std::initializer_list<Json> entries) {
  return {{"metadata", {{"managedFields", Json(entries)}}}};
}

const Json image{{"f:image", Json::object()}};
const Json replicas{{"f:replicas", Json::object()}};

}  // namespace

TEST_CASE("what we took from others is theirs again, unless they wrote since") {
  const auto before = owned_by({entry_of("helm", "1", image), entry_of("kubectl", "1", replicas)});
  const auto ours = entry_of(our_manager, "2", image);
  // Ours took helm's only field: the server drops an entry that owns nothing.
  const auto after = owned_by({entry_of("kubectl", "1", Json::object()), ours});
  CHECK(owns_spec(after));
  CHECK_FALSE(owns_spec(before));
  CHECK(owners_without_us(before, after) == before["metadata"]["managedFields"]);
  const auto written = owned_by({entry_of("helm", "3", replicas), ours});
  CHECK(owners_without_us(before, written) ==
        Json({entry_of("helm", "3", replicas), entry_of("kubectl", "1", replicas)}));
  const auto others = owned_by({entry_of("new", "3", replicas), ours});
  CHECK(owners_without_us(owned_by({ours}), others) == Json({entry_of("new", "3", replicas)}));
}
