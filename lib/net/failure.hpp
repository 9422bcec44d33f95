// What curl's failures mean to us. Inside of net only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include "base/reason.hpp"

namespace chatops::net {

Reason reason_of_code(CURLcode code);

}  // namespace chatops::net
