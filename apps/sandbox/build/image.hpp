// Makes a component's container image without a container engine: busybox and a page that says
// what it is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "registry/blob_store.hpp"
#include "world/model.hpp"

namespace chatops::sandbox {

/// What is baked in. Equal facts give an equal digest.
struct ImageFacts {
  std::string component, version, branch, commit, depot, author;
  Id build_number = 0;
  Moment built_at = 0;
  bool crashing = false;  ///< ends at once with exit code 3 and a log line saying why
  bool labelled =
      true;  ///< false: as if pushed by hand, with nothing that says where it comes from
};

struct MadeImage {
  std::string digest;
  std::int64_t size = 0;  ///< bytes of its layers
};

class ImageMaker {
 public:
  /// `busybox` is a static binary copied into every image; where the file is missing or dynamic,
  /// images are valid but have nothing to run.
  explicit ImageMaker(BlobStore& store, const std::string& busybox = "/bin/busybox");
  /// Stores layers, configuration and manifest in `repository` and moves the tag there.
  /// Thread-safe.
  MadeImage make(const std::string& repository, const std::string& tag, const ImageFacts& facts);
  /// The same layers once more under another tag, told apart by annotations: a version without
  /// work, for benchmarks.
  MadeImage again(const std::string& repository, const std::string& tag, const std::string& digest,
                  const std::string& branch, const std::string& commit);
  bool runnable() const { return runnable_; }

 private:
  struct Layer {
    std::string packed, diff_id;
  };
  static Layer layer_of(const std::string& tar);

  BlobStore& store_;
  bool runnable_ = false;
  Layer base_;  ///< shared by all images
};

}  // namespace chatops::sandbox
