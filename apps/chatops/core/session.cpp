// The terminal's door: the only place where a command's replies meet a person.
// SPDX-License-Identifier: Apache-2.0
#include "session.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <mutex>

#include "base/file.hpp"
#include "base/random.hpp"
#include "command/read.hpp"
#include "command/run.hpp"
#include "command/table/scan.hpp"
#include "console.hpp"
#include "needs.hpp"
#include "progress_listener.hpp"
#include "remote.hpp"
#include "render/output.hpp"
#include "terminal.hpp"
#include "wire/actor.hpp"
#include "wire/completion.hpp"
#include "wire/place.hpp"
#include "wire/wire.hpp"
#include "workflow/environments.hpp"

namespace chatops {

namespace {

namespace table = command::table;

/// Prints calls to outside systems as they end, from whichever thread makes them.
class PrintedTrace final : public Trace {
 public:
  explicit PrintedTrace(bool whole) : whole_(whole) {}
  bool wants_exchanges() const override { return whole_; }
  void exchanged(const Exchange& exchange) override {
    const std::lock_guard lock(mutex_);
    write_all(STDERR_FILENO, render::exchange_text(exchange));
  }
  void outside_call(std::string_view system, std::string_view target, std::string_view outcome,
                    Millis took) override {
    const std::lock_guard lock(mutex_);
    write_all(STDERR_FILENO, render::call_line(system, target, outcome, took));
  }

 private:
  bool whole_;
  std::mutex mutex_;
};

std::string program_folder() {
  std::error_code problem;
  return std::filesystem::read_symlink("/proc/self/exe", problem).parent_path().string();
}

wire::Options options_of(const command::ParsedArgs& args) {
  wire::Options options{.profile = std::nullopt,
                        .app = args.get("app"),
                        .folder = current_folder(),
                        .program_folder = program_folder()};
  if (args.has("profile")) options.profile = args.get("profile");
  return options;
}

std::optional<std::string_view> as_view(const std::optional<std::string>& text) {
  return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

/// Who asks and from where, as far as the request makes a difference of it.
command::Envelope envelope_of(const Call& call, const System& system, wire::Wire& wire,
                              const std::string& folder, const table::Command& row,
                              command::Request request) {
  command::Envelope out;
  const bool others_see =
      row.mutates && (row.where == table::Where::server || row.where == table::Where::either);
  out.actor = wire::find_actor(call, system, folder, others_see);
  out.door = out.actor.origin == core::Origin::ci ? table::Door::ci : table::Door::terminal;
  out.place.folder = folder;
  if (command::reads_place(request)) {
    out.place = wire::read_place(call, system, folder);
    if (row.takes_environment && out.place.environment.empty())
      out.place.used = workflow::used_environment(wire.dependencies(call), out.place.folder);
  }
  out.key = make_ulid(system.clock.now(), system.random);
  out.request = std::move(request);
  return out;
}

/// `deploy --help` is `help deploy`, also where the front was not asked.
std::vector<std::string> help_words(const table::Scan& scan) {
  std::vector<std::string> out = {"help"};
  if (!scan.lang.empty()) out.insert(out.end(), {"--lang", scan.lang});
  if (table::wants_document(scan)) out.insert(out.end(), {"--output", scan.output});
  out.insert(out.end(), scan.plain.begin(), scan.plain.end());
  return out;
}

/// Everything one run holds; style first, because errors of the rest are printed with it.
class Session {
 public:
  Session(const System& system, const std::stop_token& stop) : system_(system), stop_(stop) {}

  int run(const std::vector<std::string>& words) {
    try {
      const table::Scan scan = table::scan(words);
      prepare_style(scan.lang, {});
      style_.format = render::format_of(scan.output);  // also for what is wrong with the words
      return run_command(command::parse_argv(scan.help ? help_words(scan) : words));
    } catch (const Error& error) {
      show(render::print(style_, error));
      tell_kept();
      return exit_code(error.kind());
    } catch (const Interrupted&) {
      tell_kept();
      write_all(STDERR_FILENO, render::interrupted_text(style_, touched_, waits_));
      return exit_interrupted;
    } catch (const std::exception& defect) {
      const Error error(Reason::internal_error, {{"why", defect.what()}});
      show(render::print(style_, error));
      return exit_code(error.kind());
    }
  }

 private:
  void prepare_style(const std::string& flag, const std::string& profile) {
    std::optional<std::string> value;
    style_.language = table::choose_language(flag, profile, [&](std::string_view name) {
      value = system_.variables.get(name);
      return as_view(value);
    });
    style_.now = system_.clock.now();
  }

  int run_command(const command::ParsedArgs& args) {
    streams_ = look_at_streams(system_.variables, args.has("no-color"));
    style_.out.colour = streams_.out_colour;
    style_.err.colour = streams_.err_colour;
    style_.out.columns = streams_.out_columns;
    style_.err.columns = streams_.err_columns;
    style_.quiet = args.has("quiet");
    style_.format = render::format_of(command::output_format(args));
    const command::Around around{.read_file = read_given,
                                 .terminal = streams_.interactive() && streams_.out_is_terminal,
                                 .form = can_show_forms(system_.variables)};
    command::Request request = command::read_request(args, around);
    const wire::Options options = options_of(args);
    wire::Wire wire(system_, options);
    const bool local = args.command->path == "version" || args.command->path == "help";
    if (!local) prepare_style(args.get("lang"), wire.profile_language());
    PrintedTrace trace(args.has("trace"));
    const bool traced = args.has("verbose") || args.has("trace");
    const Call call{.deadline = Tick::max(), .stop = stop_, .trace = traced ? &trace : nullptr};
    // Traced calls are lines of their own, which a block that is redrawn would not outlive.
    ProgressListener progress(system_, style_,
                              {.block = !style_.quiet && call.trace == nullptr,
                               .notice = notice_of(args.get("notify"), system_.variables)});
    command::Host host{.call = call,
                       .services = wire,
                       .listener = progress,
                       .authority = command::local_authority,
                       .console = &console_};
    std::optional<wire::CompletionUpkeep> upkeep;
    if (args.command->mutates) upkeep.emplace(system_, options, wire);
    command::Envelope envelope =
        envelope_of(call, system_, wire, options.folder, *args.command, std::move(request));
    envelope.language = style_.language;
    auto remote = server_for(call, wire, *args.command, envelope);
    return converse({host, envelope, progress, remote ? &*remote : nullptr});
  }

  /// What one command needs on its way to the end.
  struct Conversation {
    command::Host& host;
    command::Envelope& envelope;
    ProgressListener& progress;
    Remote* remote;  ///< the server that runs it; null = this process does
  };

  /// While a server owns the state, it runs what changes something.
  std::optional<Remote> server_for(const Call& call, wire::Wire& wire, const table::Command& row,
                                   command::Envelope& envelope) {
    const bool concerned =
        row.where == table::Where::server || (row.where == table::Where::either && row.mutates);
    if (!concerned) return std::nullopt;
    auto remote = Remote::find(system_, wire.http(), wire.state());
    if (!remote && row.where == table::Where::server) throw Error(Reason::server_not_running);
    if (remote) envelope.application = wire.application_name(call);
    return remote;
  }

  int converse(Conversation with) {
    auto& [host, envelope, progress, remote] = with;
    try {
      std::optional<Filled> filled;
      for (;;) {
        const auto answered = run_or_ask_again(with, filled);
        if (!answered) continue;
        style_.now = system_.clock.now();
        if (const auto* outcome = std::get_if<command::Outcome>(&*answered)) {
          const bool delivered = show(render::print(style_, *outcome));
          const int code = render::exit_code_of(*outcome);
          return delivered || code != 0 ? code : exit_code(Kind::failed);
        }
        filled = person_.meet(host.call, std::get<command::Need>(*answered), envelope.request);
      }
    } catch (const Interrupted&) {
      touched_ = host.touched;
      waits_ = progress.waits_to_start();
      throw;
    }
  }

  /// Nothing: the command objected to what a form says, and the person has answered it anew.
  std::optional<command::Reply> run_or_ask_again(Conversation& with,
                                                 std::optional<Filled>& filled) {
    try {
      return run_watched(with);
    } catch (const Error& objection) {
      if (!filled || !with.host.touched.empty() || !asks_again(objection)) throw;
      person_.meet_again(with.host.call, objection, *filled, with.envelope.request);
      return std::nullopt;
    }
  }

  /// Stays with what goes on: an outcome, or a need.
  static command::Reply run_watched(Conversation& with) {
    try {
      command::Reply reply = run_here_or_there(with);
      with.progress.settle(true);
      return reply;
    } catch (const Error&) {
      with.progress.settle(true);
      throw;
    } catch (...) {
      with.progress.settle(false);
      throw;
    }
  }

  static command::Reply run_here_or_there(Conversation& with) {
    auto& [host, envelope, progress, remote] = with;
    command::Reply reply = remote ? remote->run(host.call, envelope) : command::run(host, envelope);
    const auto* following = std::get_if<command::Following>(&reply);
    if (following == nullptr) return reply;
    const command::Following goes_on = *following;
    if (remote == nullptr) return command::follow(host, envelope, goes_on);
    host.touched = goes_on.environment;
    return remote->follow(host.call, envelope, goes_on, progress);
  }

  void tell_kept() {
    if (const std::string file = person_.kept_copy(); !file.empty())
      write_all(STDERR_FILENO, render::kept_text(style_, file));
  }

  /// False when what was printed did not arrive; a reader that went away on purpose (`| head`) is
  /// fine.
  static bool show(const render::Printed& printed) {
    const bool out = write_all(STDOUT_FILENO, printed.out) || errno == EPIPE;
    write_all(STDERR_FILENO, printed.err);
    return out;
  }

  static Result<std::string> read_given(const std::string& path) {
    constexpr std::size_t cap = 8U << 20U;
    return read_file(path == "-" ? "/dev/stdin" : path, cap);
  }

  const System& system_;
  std::stop_token stop_;
  Streams streams_;
  render::Style style_;
  std::string touched_;
  bool waits_ = false;
  Person person_{system_, streams_, style_};
  StandardConsole console_;
};

}  // namespace

std::string current_folder() {
  std::error_code problem;
  const auto folder = std::filesystem::current_path(problem);
  if (problem) throw Error(Reason::file_unreadable, {{"what", "."}, {"why", problem.message()}});
  return folder.string();
}

int run_session(const System& system, const std::stop_token& stop,
                const std::vector<std::string>& words) {
  return Session(system, stop).run(words);
}

}  // namespace chatops
