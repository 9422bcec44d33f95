// Looking things up in an application by name. SPDX-License-Identifier: Apache-2.0
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
