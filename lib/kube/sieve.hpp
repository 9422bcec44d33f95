// Reading documents of which only some members are wanted: the rest is dropped while it is read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/known.hpp"
#include "kube/object.hpp"

namespace chatops::kube {

/// Which members are kept below one place. Lists are passed through.
struct Keep {
  bool rest = false;     ///< those that are not named, too, and all below them
  bool dropped = false;  ///< this one is not, whatever is above
  std::map<std::string, Keep, std::less<>> members;

  /// Of an object: as Query::keep says.
  static Keep of_object(std::span<const std::string> pointers);
  /// Keeps all below the pointer ("/spec/containers/image").
  void add(std::string_view pointer);
};

/// Errors: answer_not_json (`why` = the position), answer_too_deep.
Known<Json> parse_kept(std::string_view text, const Keep& keep);

}  // namespace chatops::kube
