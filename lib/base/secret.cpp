// Secrets leave no copy behind in freed memory.
// SPDX-License-Identifier: Apache-2.0
#include "base/secret.hpp"

#include <cstring>

namespace chatops {

Secret::~Secret() { explicit_bzero(text_.data(), text_.size()); }

}  // namespace chatops
