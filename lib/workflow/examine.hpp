// One artifact while it is being asked about; the inside of ArtifactReader.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/lookup.hpp"

namespace chatops::workflow {

struct ArtifactReader::Asked {
  Examined told;
  bool want_time = false, believe_hash = false;
  std::optional<Memory> remembered{};       ///< with the digest that it had then
  std::optional<core::ImageFacts> facts{};  ///< what came with the digest
  bool ask_properties = false;
  bool learned = false;  ///< something was told that is not remembered yet

  /// Labels were asked for together with the digest.
  bool labels_came() const { return want_time && !(remembered && remembered->timed); }
  void take(const core::ImageFacts& answer, bool labels, Instant now);
  void believe();
};

}  // namespace chatops::workflow
