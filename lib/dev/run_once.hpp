// One program in a container, to its end: what the agent is brought in with, and what an image is
// looked at with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dev/agent.hpp"
#include "kube/api.hpp"

namespace chatops::dev {

struct Ran {
  int code = -1;
  std::string output, errors;  ///< the beginning of both
};

/// Without input; `most` bytes of each of its outputs are kept. Errors: refused where it could not
/// be begun (`why`), and the others of kube::Api::exec.
Result<Ran> run_once(const Call& call, kube::Api& api, const Container& in,
                     std::vector<std::string> argv, std::size_t most);

/// The same of one that was begun already.
Result<Ran> run_to_end(const Call& call, kube::Exec& exec, std::size_t most);

}  // namespace chatops::dev
