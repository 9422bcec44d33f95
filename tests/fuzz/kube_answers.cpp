// Any bytes from an API server or in a kubeconfig: an error, or what nlohmann reads, reduced.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "kube/kubeconfig.hpp"
#include "kube/sieve.hpp"
#include "kube/status.hpp"
#include "net/json.hpp"
#include "target.hpp"

using namespace chatops;
using namespace chatops::kube;

namespace {

/// Everything of `part` stands in `whole`, too.
bool within(const Json& part, const Json& whole) {
  if (part.is_object()) {
    for (const auto& [name, value] : part.items()) {
      if (!whole.contains(name) || !within(value, whole[name])) return false;
    }
    return true;
  }
  return part.is_array() ? part.size() == whole.size() : part == whole;
}

}  // namespace

FUZZ_TARGET(kube_answers) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> pointers{"/a", "/spec/containers/image"};
  const auto some = parse_kept(bytes, Keep::of_object(pointers));
  const auto all = net::parse_json(bytes, 128);
  require(some.has_value() == all.has_value());
  if (some && all->is_object()) {
    require(within(*some, *all));
    const Asked asked{"get", {{"", "v1", "pods", "Pod", true}, "ns", "name"}, "lab"};
    for (const int code : {400, 403, 404, 409, 500}) (void)error_of(asked, code, *all);
  }
  const auto file = std::filesystem::temp_directory_path() /
                    ("chatops-fuzz-kubeconfig-" + std::to_string(::getpid()));
  std::ofstream(file, std::ios::binary) << bytes;
  (void)find_access(MapVariables({}), file.string(), "x");
  std::filesystem::remove(file);
  return 0;
}
