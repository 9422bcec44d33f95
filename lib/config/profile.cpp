// Which profile, and what it says.
// SPDX-License-Identifier: Apache-2.0
#include "config/profile.hpp"

#include "base/text.hpp"

namespace chatops::config {
namespace {

constexpr std::string_view standard_name = "default";

/// The file's node; a null one when there is no file and none was asked for.
Result<Yaml> read_configuration(const Paths& paths, std::string& file) {
  auto root = load_yaml_file(paths.config_file);
  if (root) file = paths.config_file;
  if (!root && root.error().reason == Reason::config_not_found && !paths.config_file_named)
    return Yaml();
  return root;
}

Error no_such_profile(const Profile& profile) {
  const bool in_file = profile.name.origin.kind == OriginKind::file;
  Error error(Reason::profile_not_found,
              {{"what", profile.name.value},
               {"where", in_file ? profile.name.origin.detail : profile.file}});
  if (const auto near = did_you_mean(profile.name.value, profile.profiles))
    error.args.set("try", *near);
  if (!profile.profiles.empty()) error.args.set("allowed", join(profile.profiles, ", "));
  return error;
}

Value<std::string> chosen_name(const Variables& variables, const std::optional<std::string>& flag,
                               std::optional<Value<std::string>> in_file) {
  using Name = Value<std::string>;
  auto given = flag && !flag->empty()
                   ? std::optional<Name>({*flag, {OriginKind::flag, "--profile"}})
                   : std::nullopt;
  auto name = first_of(std::move(given), from_environment(variables, "CHATOPS_PROFILE"));
  name = first_of(std::move(name), std::move(in_file));
  return name ? std::move(*name) : Name{std::string(standard_name), {}};
}

}  // namespace

const Yaml* Profile::section(std::string_view key) const {
  const Yaml* found = settings.find(key);
  return found != nullptr && !found->is_null() ? found : nullptr;
}

Reader Profile::reader(Problems& problems) const {
  return Reader(settings, problems, "profiles." + name.value);
}

Result<Profile> read_profile(const Variables& variables, const Paths& paths,
                             const std::optional<std::string>& flag, Problems& problems) {
  Profile profile;
  auto root = read_configuration(paths, profile.file);
  if (!root) return unknown(std::move(root).error());

  Reader top(*root, problems);
  profile.name = chosen_name(variables, flag, top.string_value("profile"));
  const Yaml* found = nullptr;
  if (auto all = top.section("profiles")) {
    profile.profiles = all->keys();
    found = all->take(profile.name.value);
    if (found != nullptr) {
      const Reader check(*found, problems, all->path(profile.name.value));
      profile.settings = *found;
    }
  }
  if (const Yaml* shared = top.take("registries")) profile.shared_registries = *shared;
  top.finish();

  const bool named = profile.name.origin.kind != OriginKind::standard;
  bool exists = false;
  for (const std::string& name : profile.profiles) exists = exists || name == profile.name.value;
  if (!exists && named) problems.add(no_such_profile(profile));
  return profile;
}

Result<Profile> load_profile(const Variables& variables, const Paths& paths,
                             const std::optional<std::string>& flag) {
  Problems problems;
  auto profile = read_profile(variables, paths, flag, problems);
  if (!profile || problems.empty()) return profile;
  const Error& first = problems.all().front();
  if (first.reason == Reason::profile_not_found) return unknown(first);
  return unknown(problems.error(profile->file));
}

}  // namespace chatops::config
