// What git says of folders, and sources fetched with it: argument vectors only, nothing asked of a
// terminal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/remote.hpp"
#include "base/call.hpp"
#include "base/known.hpp"
#include "base/system.hpp"

namespace chatops::application {

struct Checkout {
  std::string root;                  ///< absolute
  std::string commit;                ///< "" before the first one
  std::string path;                  ///< the asked folder within the root; "" = the root
  std::vector<std::string> remotes;  ///< fetch URLs, origin's first
};

/// Nothing when the folder is in no checkout; program_missing without git.
Result<std::optional<Checkout>> checkout_of(const Call& call, const System& system,
                                            const std::string& folder);

/// The branch that a clone of origin begins with, as far as was fetched; else the one that is
/// checked out, where its name says that it is a main one. "" = not known.
std::string default_branch_of(const Call& call, const System& system, const std::string& folder);

/// What others can fetch of a checkout.
struct Published {
  std::string commit;  ///< HEAD, or the nearest before it that a remote branch holds
  std::vector<std::string>
      changed;  ///< of the asked files: those that it does not hold as they are
};

/// `files` are relative to `folder` and stay below it. Nothing when no remote branch holds any
/// commit of HEAD's, as far as was fetched or pushed.
Result<std::optional<Published>> published(const Call& call, const System& system,
                                           const std::string& folder,
                                           const std::vector<std::string>& files);

struct Fetched {
  std::string folder;  ///< of the whole tree, absolute; not to be written to
  std::string commit;
};

/// The tree at the source's ref: asks the remote which commit that is, and fetches it (shallow,
/// without submodules and symbolic links) unless the cache has it. Several processes may do so at
/// once. unreachable, auth_missing, auth_invalid, application_not_found (no such repository),
/// unknown_branch (no such ref), deadline_passed, program_missing, file_unwritable; `where` = the
/// URL without user.
Result<Fetched> fetch_source(const Call& call, const System& system, const GitSource& source,
                             const std::string& cache_dir);

}  // namespace chatops::application
