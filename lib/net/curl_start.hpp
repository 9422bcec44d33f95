// curl made ready for a process, once. Inside of net only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

namespace chatops::net {

/// A new multi handle; curl's own start comes before the first.
CURLM* start_curl();

}  // namespace chatops::net
