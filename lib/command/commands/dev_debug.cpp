// `dev debug`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_debug.hpp"

#include <algorithm>
#include <future>
#include <thread>

#include "base/file.hpp"
#include "base/text.hpp"
#include "command/commands/reading.hpp"
#include "command/handlers/dev.hpp"
#include "command/handlers/forwarding.hpp"
#include "core/dev_rules.hpp"
#include "core/launch_file.hpp"
#include "workflow/running.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

constexpr std::size_t largest_launch_file = 1U << 20U;
constexpr Millis patience_with_port = std::chrono::seconds(30);

/// The debugger's port on this machine for as long as it lives.
class DebugPort {
 public:
  /// Throws what keeps it from being reached.
  DebugPort(Context& context, const core::ForwardQuestion& question) {
    auto& clusters = workflow::clusters_of(context.services.dependencies(context.call));
    auto up = told_.get_future();
    thread_ = std::jthread([this, &clusters, question](const std::stop_token& stop) {
      const Call call{.deadline = Tick::max(), .stop = stop};
      try {
        const auto done = clusters.forward(call, question, [this](const core::ForwardEvent& one) {
          if (one.type == core::ForwardEvent::Type::listening) tell(one.ports.front().local);
        });
        if (!done) tell(tl::make_unexpected(done.error()));
      } catch (const Interrupted&) {
        return;
      } catch (const Error& error) {
        tell(tl::make_unexpected(error));
      }
    });
    if (up.wait_for(patience_with_port) != std::future_status::ready)
      throw Error(Reason::deadline_passed);
    local_ = value_or_throw(up.get());
  }
  std::uint16_t local() const { return local_; }

 private:
  void tell(Result<std::uint16_t> what) {
    if (!std::exchange(has_told_, true)) told_.set_value(std::move(what));
  }

  std::promise<Result<std::uint16_t>> told_;
  bool has_told_ = false;
  std::uint16_t local_ = 0;
  std::jthread thread_;
};

/// Where the synced folder lies in the checkout; "" = it is the checkout, or nobody syncs.
std::string synced_part(Context& context, const DevTarget& target) {
  const std::string& checkout = context.envelope.place.folder;
  for (const auto& one : context.services.dev_mode(context.call)
                             .ask(context.call, {.component = target.place.component.name,
                                                 .environment = target.environment,
                                                 .folder = {}})) {
    if (one.folder.starts_with(checkout + "/")) return one.folder.substr(checkout.size() + 1);
  }
  return "";
}

/// What keeps it from being written becomes a note: the debugger is there all the same.
json written(Context& context, const json& configuration) {
  const std::string folder = context.envelope.place.folder + "/.vscode";
  const std::string file = folder + "/launch.json";
  const auto before = read_file(file, largest_launch_file);
  const bool absent = !before && before.error().args.get("missing") == "yes";
  const auto wanted = before || absent
                          ? core::with_configuration(before.value_or(""), configuration)
                          : Result<std::string>(tl::make_unexpected(before.error()));
  if (!wanted)
    return {{"error", to_document(Error(Reason::dev_file_foreign,
                                        {{"what", file},
                                         {"why", std::string(code_of(wanted.error().reason))}}))}};
  value_or_throw(make_folders(folder, 0755));
  value_or_throw(write_file(file, *wanted, 0644));
  return {{"file", file}};
}

}  // namespace

void read(DevDebugRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  const bool named = args.before_dashes > 0;
  if (named) request.component = args.positionals.front();
  request.argv.assign(args.positionals.begin() + (named ? 1 : 0), args.positionals.end());
  request.port = args.get("port");
  if (!request.port.empty()) (void)forwarded(request.port);
  request.language = args.get("language");
  const auto& known = core::dev_languages;
  if (!request.language.empty() &&
      std::find(known.begin(), known.end(), request.language) == known.end())
    bad("--language", request.language,
        join(std::vector<std::string>(known.begin(), known.end()), ", "));
  request.vscode = args.has("vscode");
  request.watch = args.has("watch");
}

Reply handle(Context& context, const DevDebugRequest& request) {
  const auto target = dev_target(context, request.environment, request.component);
  const std::string& component = target.place.component.name;
  const auto& settings = target.settings;
  const auto& argv = request.argv.empty() ? settings.debug : request.argv;
  if (argv.empty()) throw Error(Reason::dev_no_command, {{"what", component}, {"why", "debug"}});
  const auto& language = request.language.empty() ? settings.language : request.language;
  const auto usual = settings.debug_port != 0 ? settings.debug_port : core::debug_port_of(language);
  const auto port =
      request.port.empty() ? core::ForwardedPort{usual, usual} : forwarded(request.port);
  if (port.remote == 0) missing("--language", DevDebugRequest::row.path);
  core::DevMode& mode = context.services.dev_mode(context.call);
  const DebugPort reached(context, {.cluster = target.place.cluster,
                                    .ns = target.place.ns,
                                    .component = mode.sought(context.call, target.place),
                                    .ports = {port}});
  json body{{"component", component},
            {"environment", target.environment},
            {"port", reached.local()},
            {"remote", port.remote}};
  if (!language.empty()) {
    std::string there;
    for (const auto& one : mode.sessions(context.call, target.place.cluster, target.place.ns)) {
      if (one.component == component) there = one.root;
    }
    const auto configuration = core::attach_configuration(
        {.name = "chatops: " + component + " (" + target.environment + ")",
         .language = language,
         .port = reached.local(),
         .here = synced_part(context, target),
         .there = there});
    body["configuration"] = configuration;
    if (request.vscode) body.update(written(context, configuration));
  }
  context.listener.on_event({.kind = "dev_debug", .body = std::move(body)});
  return attended(context, target, {.programs = {argv}, .logged = true, .watch = request.watch});
}

}  // namespace chatops::command
