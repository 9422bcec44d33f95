// Looking things up in an application by name.
// SPDX-License-Identifier: Apache-2.0
#include "core/application.hpp"

#include <algorithm>

namespace chatops::core {
namespace {

template <class T>
const T* by_name(const std::vector<T>& things, std::string_view name) {
  const auto found =
      std::find_if(things.begin(), things.end(), [&](const T& t) { return t.name == name; });
  return found == things.end() ? nullptr : &*found;
}

}  // namespace

std::string Repository::path() const {
  std::string_view rest = url;
  if (const auto scheme = rest.find("://"); scheme != std::string_view::npos) {
    if (rest.starts_with("file:")) return {};
    const auto slash = rest.find('/', scheme + 3);
    if (slash == std::string_view::npos) return {};
    rest.remove_prefix(slash);
  } else {
    const auto colon = rest.find(':');  // user@host:path
    if (colon == std::string_view::npos) return {};
    rest.remove_prefix(colon + 1);
  }
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.ends_with(".git")) rest.remove_suffix(4);
  while (rest.starts_with('/')) rest.remove_prefix(1);
  auto from = rest.size();
  for (int parts = 0; parts < 3 && from != std::string_view::npos && from > 0; ++parts) {
    from = rest.rfind('/', from - 1);
  }
  return std::string(from == std::string_view::npos || from == 0 ? rest : rest.substr(from + 1));
}

const Component* Application::component(std::string_view wanted) const {
  return by_name(components, wanted);
}
const Repository* Application::repository(std::string_view wanted) const {
  return by_name(repositories, wanted);
}
const EnvironmentClass* Application::environment_class(std::string_view wanted) const {
  return by_name(classes, wanted);
}

}  // namespace chatops::core
