// What was recorded is asked again before anything is refused: a remote may have been added since.
// SPDX-License-Identifier: Apache-2.0
#include "application/source.hpp"

#include <algorithm>
#include <filesystem>

#include "application/git.hpp"
#include "core/remote.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;

/// One folder's claim to a name.
struct Candidate {
  std::string folder;
  std::vector<std::string> remotes;  ///< without users; the first names the place
  bool known = true;                 ///< git answered

  std::string place() const { return remotes.empty() ? folder : remotes.front(); }
  bool is_of(const std::string& wanted) const {
    return wanted == folder ||
           std::any_of(remotes.begin(), remotes.end(),
                       [&](const std::string& one) { return core::same_place(one, wanted); });
  }
};

std::string canonical(const std::string& folder) {
  std::error_code odd;
  const fs::path plain = fs::weakly_canonical(folder, odd);
  return odd ? folder : plain.string();
}

bool is_there(const std::string& folder) {
  std::error_code odd;
  return fs::is_directory(folder, odd);
}

Candidate candidate_in(const Call& call, const System& system, const std::string& folder) {
  Candidate out{.folder = folder, .remotes = {}};
  const auto checkout = checkout_of(call, system, folder);
  out.known = checkout.has_value();
  if (!checkout || !*checkout) return out;
  for (const std::string& remote : (*checkout)->remotes) {
    out.remotes.push_back(core::without_user(remote));
  }
  return out;
}

bool adopted(const System& system, const std::string& name) {
  return system.variables.get("CHATOPS_ADOPT").value_or("") == name;
}

/// What is to be recorded now; nothing = what is recorded stands.
std::optional<core::ApplicationSource> decide(const Call& call, const System& system,
                                              const core::Application& application,
                                              const std::optional<core::ApplicationSource>& known) {
  const std::string folder = canonical(application.folder);
  if (known && known->folder == folder) return std::nullopt;
  const Candidate here = application.git_url.empty()
                             ? candidate_in(call, system, folder)
                             : Candidate{.folder = folder, .remotes = {application.git_url}};
  core::ApplicationSource mine{application.name, here.place(), folder};
  if (!known || adopted(system, application.name)) return mine;
  const bool still_there = is_there(known->folder);
  if (here.is_of(known->place)) return still_there ? std::nullopt : std::optional(std::move(mine));
  if (!here.known) return std::nullopt;
  if (!still_there && known->place == known->folder) return mine;
  if (still_there) {
    const Candidate there = candidate_in(call, system, known->folder);
    const bool same = std::any_of(here.remotes.begin(), here.remotes.end(),
                                  [&](const std::string& one) { return there.is_of(one); });
    if (same) return mine;
    if (!there.known) return std::nullopt;
  }
  throw Error(Reason::application_elsewhere,
              {{"what", application.name}, {"where", known->place}, {"other", here.place()}});
}

}  // namespace

void claim_name(const Call& call, const System& system, core::Store& store,
                const core::Application& application) {
  for (bool settled = false; !settled;) {
    std::optional<core::ApplicationSource> known;
    store.read([&](core::Tx& tx) { known = tx.applications().find(application.name); });
    const auto mine = decide(call, system, application, known);
    if (!mine) return;
    store.write([&](core::Tx& tx) {
      settled = tx.applications().find(application.name) == known;
      if (settled) tx.applications().put(*mine);
    });
  }
}

}  // namespace chatops::application
