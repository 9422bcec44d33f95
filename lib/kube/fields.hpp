// Reading deep into objects: what is not there, or is of another type, is nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "kube/object.hpp"

namespace chatops::kube {

using Path = std::initializer_list<std::string_view>;

/// The member at the end of the path, or null.
const Json& at(const Json& object, Path path);
/// As text; "" where it is none.
std::string text_at(const Json& object, Path path);
/// A whole number that an int holds; `otherwise` where it is none.
int number_at(const Json& object, Path path, int otherwise = 0);
/// A list; an empty one where it is none.
const Json& list_at(const Json& object, Path path);

}  // namespace chatops::kube
