// Joins what looks around, what reads, and the files.
// SPDX-License-Identifier: Apache-2.0
#include "application/config_files.hpp"

#include <stdlib.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "application/draft/draft.hpp"
#include "application/git.hpp"
#include "application/load.hpp"
#include "base/file.hpp"
#include "config/paths.hpp"
#include "core/remote.hpp"

namespace chatops::application {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 1U << 20U;

/// The variables as they are, but for one.
class WithVariable final : public Variables {
 public:
  WithVariable(const Variables& others, std::string_view name, std::string value)
      : others_(others), name_(name), value_(std::move(value)) {}
  std::optional<std::string> get(std::string_view name) const override {
    return name == name_ ? value_ : others_.get(name);
  }

 private:
  const Variables& others_;
  std::string_view name_;
  std::string value_;
};

/// A folder that nobody else can look into, gone with the object.
class PrivateFolder {
 public:
  PrivateFolder() {
    std::string name = (fs::temp_directory_path() / "chatops-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw Error(Reason::file_unwritable, {{"what", name}, {"why", std::strerror(errno)}});
    path_ = name;
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  ~PrivateFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Files final : public core::ConfigFiles {
 public:
  Files(System system, ConfigFilesOptions options)
      : system_(system), options_(std::move(options)) {}

  core::Draft draft(const Call& call, const core::DraftRequest& request,
                    const core::Say& say) override {
    return request.user ? user_draft(call, request, say) : application_draft(call, request, say);
  }

  std::string place(const core::Draft& draft, bool force) override {
    if (draft.user) value_or_throw(make_folders(fs::path(draft.file).parent_path().string(), 0700));
    return value_or_throw(place_file(draft.file, draft.text, draft.user ? 0600 : 0644, force));
  }

  core::OpenedFile open(const Call& call, bool user, const core::Say& say) override {
    core::OpenedFile out{.file = {}, .text = {}, .missing = false, .user = user};
    if (user) {
      out.file = value_or_throw(config::user_paths(system_.variables)).config_file;
    } else {
      const Location found = options_.locate(call);
      if (found.source)
        throw Error(Reason::file_unwritable, {{"what", found.display}, {"why", "cloned"}});
      out.file = found.file;
    }
    auto text = read_file(out.file, largest_file);
    if (!text && user && text.error().args.has("missing")) {
      out.missing = true;
      out.text = user_text(call, options_.folder, say);
    } else {
      out.text = value_or_throw(std::move(text));
    }
    return out;
  }

  std::vector<Error> mistakes(const core::OpenedFile& opened, const std::string& text) override {
    return opened.user ? user_mistakes(opened.file, text) : application_mistakes(opened.file, text);
  }

  void write(const core::OpenedFile& opened, const std::string& text) override {
    // A link stays a link: what it leads to is written.
    std::error_code failed;
    fs::path file = fs::weakly_canonical(opened.file, failed);
    if (failed) file = opened.file;
    const auto now = read_file(file.string(), largest_file);
    const bool missing = !now && now.error().args.has("missing");
    if (opened.missing ? !missing : !now || *now != opened.text)
      throw Error(Reason::file_changed, {{"what", opened.file}});
    if (opened.missing) {
      value_or_throw(make_folders(file.parent_path().string(), 0700));
      value_or_throw(create_file(file.string(), text, 0600));
      return;
    }
    struct stat about{};
    const bool known = ::stat(file.c_str(), &about) == 0;
    value_or_throw(write_file(file.string(), text, known ? about.st_mode & 07777U : 0644U));
  }

 private:
  static void refuse_existing(const std::string& file, const core::DraftRequest& request) {
    std::error_code ignored;
    if (!request.force && !request.dry_run && fs::exists(fs::symlink_status(file, ignored)))
      throw Error(Reason::file_exists, {{"what", file}});
  }

  core::Draft application_draft(const Call& call, const core::DraftRequest& request,
                                const core::Say& say) {
    fs::path folder = (fs::path(options_.folder) / request.folder).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    std::error_code failed;
    if (!fs::is_directory(folder, failed))
      throw Error(Reason::file_unreadable, {{"what", folder.string()}, {"why", "not_a_folder"}});
    const std::string name = request.output_file.empty() ? file_name : request.output_file;
    core::Draft out;
    out.file = (folder / name).string();
    refuse_existing(out.file, request);
    const Survey survey = application::survey(call, system_, fs::canonical(folder, failed).string(),
                                              options_.packed_values);
    Outside outside = look_outside(call, request.offline, survey);
    const Proposal proposal = propose(survey, outside);
    out.text = draft_text(proposal, say);
    out.found = findings(proposal);
    out.open = application_mistakes(out.file, out.text);
    require_sound(out, request.dry_run);
    out.notes = std::move(outside.gaps);
    if (proposal.elsewhere) {
      Error note(Reason::chart_elsewhere, {{"what", folder.string()}});
      std::string places;
      for (const std::string& url : *proposal.elsewhere)
        places += (places.empty() ? "" : ", ") + url;
      if (!places.empty()) note.args.set("try", places);
      out.notes.push_back(std::move(note));
    }
    for (const Error& error : survey.unread) out.notes.push_back(error);
    return out;
  }

  /// A draft is read before it is written: mistakes of its own are ours.
  static void require_sound(const core::Draft& draft, bool dry_run) {
    Error refused(Reason::internal_error, {{"what", draft.file}});
    refused.more = own_mistakes(draft.open);
    if (!refused.more.empty() && !dry_run) throw Error(std::move(refused));
  }

  std::string user_text(const Call& call, const std::string& folder, const core::Say& say) {
    std::optional<CodingLocation> place;
    if (const auto checkout = checkout_of(call, system_, folder); checkout && *checkout) {
      for (const std::string& remote : (*checkout)->remotes) {
        if (!place) place = coding_location(remote, {});
      }
    }
    return user_draft_text(place, say("user_language_word", {}), say);
  }

  core::Draft user_draft(const Call& call, const core::DraftRequest& request,
                         const core::Say& say) {
    core::Draft out;
    out.user = true;
    out.file = value_or_throw(config::user_paths(system_.variables)).config_file;
    refuse_existing(out.file, request);
    out.text = user_text(call, options_.folder, say);
    out.found = nlohmann::json::object();
    out.open = user_mistakes(out.file, out.text);
    return out;
  }

  std::vector<Error> application_mistakes(const std::string& file, const std::string& text) const {
    const std::string shown = fs::path(file).lexically_relative(options_.folder).string();
    const bool below = !shown.empty() && !shown.starts_with("..");
    try {
      parse_application(text, below ? shown : file, fs::path(file).parent_path().string(),
                        options_.engines);
      return {};
    } catch (const Error& error) {
      return taken_apart(error);
    }
  }

  /// Every profile of the text, read from a private copy; places name the file itself.
  std::vector<Error> user_mistakes(const std::string& file, const std::string& text) const {
    const PrivateFolder folder;
    const std::string copy = folder.path() + "/config.yaml";
    value_or_throw(write_file(copy, text, 0600));
    const WithVariable variables(system_.variables, "CHATOPS_CONFIG", copy);
    std::vector<Error> found = options_.user_mistakes(variables);
    for (Error& error : found) {
      for (const char* name : {"where", "what"}) {
        std::string value(error.args.get(name));
        if (value.starts_with(copy)) error.args.set(name, file + value.substr(copy.size()));
      }
    }
    return found;
  }

  /// What the checkout's address, the profile and its systems tell. Nothing of it is needed.
  Outside look_outside(const Call& call, bool offline, const Survey& survey) const {
    Outside out;
    std::optional<Provider> provider;
    try {
      provider = options_.provider();
    } catch (const Error& error) {
      out.gaps.push_back(error);
    }
    std::vector<std::string> hosts;
    if (provider) {
      const std::string place = core::same_place(provider->web + "/x");
      hosts.push_back(place.substr(0, place.find('/')));
    }
    if (survey.checkout) {
      for (const std::string& remote : survey.checkout->remotes) {
        if (!out.place) out.place = coding_location(remote, hosts);
      }
    }
    if (out.place) {
      out.team = out.place->team;
      out.project = out.place->project;
    }
    if (!provider) return out;
    if (out.team.empty()) out.team = provider->team;
    if (out.project.empty()) out.project = provider->project;
    if (!offline && !out.project.empty()) ask(call, *provider, out);
    return out;
  }

  static void ask(const Call& call, const Provider& provider, Outside& out) {
    const auto inventory = provider.inventory(call, out.project);
    if (!inventory) {
      out.gaps.push_back(inventory.error());
      return;
    }
    take((*inventory)->repositories(call), out.repositories, out.gaps);
    take((*inventory)->packages(call), out.packages, out.gaps);
    take((*inventory)->pipelines(call), out.pipelines, out.gaps);
  }

  template <class T>
  static void take(Known<std::vector<T>> answer, std::vector<T>& into, std::vector<Error>& gaps) {
    if (answer) {
      into = std::move(*answer);
    } else {
      add_once(gaps, answer.error());
    }
  }

  System system_;
  ConfigFilesOptions options_;
};

}  // namespace

std::unique_ptr<core::ConfigFiles> make_config_files(System system, ConfigFilesOptions options) {
  return std::make_unique<Files>(system, std::move(options));
}

}  // namespace chatops::application
