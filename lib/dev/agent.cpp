// A handful of execs, each one program with its arguments: see agent.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/agent.hpp"

#include <fmt/format.h>
#include <memory>

#include "base/file.hpp"
#include "dev/exec_stream.hpp"
#include "dev/run_once.hpp"
#include "sync/hash.hpp"

namespace chatops::dev {

namespace {

constexpr std::size_t largest_agent = 16U << 20U;
constexpr std::size_t most_said = 500;
constexpr std::size_t piece_size = 32U << 10U, most_on_the_way = 128U << 10U;

tl::unexpected<Error> undeliverable(const Container& to, std::string why) {
  while (!why.empty() && why.back() == '\n') why.pop_back();
  return failure(Reason::agent_undeliverable, {{"where", to.pod}, {"why", std::move(why)}});
}

/// A kubelet that was begun anew does not know for a moment what it runs.
bool is_not_known_yet(const Error& error) {
  return error.reason == Reason::refused &&
         error.args.get("why").find("container not found") != std::string_view::npos;
}

Error awaited(Error error) {
  if (is_not_known_yet(error)) error.reason = Reason::unreachable;
  return error;
}

/// Another program's failure is ours; one that could not even be started too.
Result<void> must(const Container& to, const Result<Ran>& ran) {
  if (ran && ran->code == 0) return {};
  if (ran) return undeliverable(to, ran->errors.empty() ? ran->output : ran->errors);
  if (ran.error().reason != Reason::refused) return tl::make_unexpected(ran.error());
  return undeliverable(to, std::string(ran.error().args.get("why")));
}

/// Through tee, which says back what it has taken: the end of input may overtake input (seen with
/// containerd), and a program that closes its output, as dd does, gets no more of it. As soon as
/// the file is there, it is marked as a program, while the rest of it is on its way.
Result<void> put_program(const Call& call, kube::Api& api, const Container& to,
                         const std::string& path, std::string_view bytes) {
  auto exec = api.exec(
      call,
      {.ns = to.ns, .pod = to.pod, .container = to.name, .argv = {"tee", path}, .input = true});
  if (!exec) return tl::make_unexpected(exec.error());
  std::unique_ptr<kube::Exec> marking;
  std::size_t sent = 0, back = 0;
  std::string errors;
  while (back < bytes.size()) {
    if (sent < bytes.size() && sent - back < most_on_the_way) {
      const auto piece = bytes.substr(sent, piece_size);
      if (auto done = (*exec)->write(call, piece); !done) return done;
      sent += piece.size();
      continue;
    }
    const auto event = (*exec)->next(call);
    if (!event && event.error().reason == Reason::refused)
      return undeliverable(to, std::string(event.error().args.get("why")));
    if (!event) return tl::make_unexpected(event.error());
    if (event->type == kube::ExecEvent::Type::ended) return undeliverable(to, errors);
    if (event->type == kube::ExecEvent::Type::errors)
      errors.append(event->bytes, 0, most_said - errors.size());
    if (event->type != kube::ExecEvent::Type::output) continue;
    if (bytes.substr(back, event->bytes.size()) != event->bytes) return undeliverable(to, "tee");
    back += event->bytes.size();
    if (marking) continue;
    auto begun = api.exec(
        call, {.ns = to.ns, .pod = to.pod, .container = to.name, .argv = {"chmod", "755", path}});
    if (!begun) return tl::make_unexpected(begun.error());
    marking = *std::move(begun);
  }
  if (marking) {
    if (auto marked = must(to, run_to_end(call, *marking, most_said)); !marked) return marked;
  }
  // A file that somebody still writes to cannot be run. Where its input cannot be ended alone
  // (before Kubernetes 1.30) it ends with the connection.
  if (!(*exec)->close_input(call)) return {};
  auto event = (*exec)->next(call);
  for (; event && event->type != kube::ExecEvent::Type::ended; event = (*exec)->next(call))
    errors.append(event->bytes, 0, most_said - errors.size());
  if (!event) return tl::make_unexpected(event.error());
  if (event->code != 0) return undeliverable(to, errors);
  return {};
}

}  // namespace

Result<AgentFile> read_agent(const std::string& path) {
  auto bytes = read_file(path, largest_agent);
  if (!bytes) return tl::make_unexpected(bytes.error());
  const auto hash = sync::hash_of(*bytes);
  auto name = fmt::format("chatops-agent-{:016x}{:016x}", hash.high, hash.low);
  return AgentFile{*std::move(bytes), std::move(name)};
}

Result<std::string> deliver(const Call& call, kube::Api& api, const Container& to,
                            const std::string& folder, const std::string& session,
                            const AgentFile& agent) {
  auto path = folder + "/" + agent.name;
  const auto there = run_once(call, api, to, {path, "--version"}, most_said);
  if (there && there->code == 0) return path;
  // 126, 127 or a word of the runtime's: it is not there, or nothing of the kind can run.
  if (!there && (there.error().reason != Reason::refused || is_not_known_yet(there.error())))
    return tl::make_unexpected(awaited(there.error()));
  // The session's name itself is nobody's business.
  const auto part = path + "." + std::to_string(sync::short_hash_of(session));
  if (auto put = put_program(call, api, to, part, agent.bytes); !put)
    return tl::make_unexpected(put.error());
  if (auto moved = must(to, run_once(call, api, to, {"mv", part, path}, most_said)); !moved)
    return tl::make_unexpected(moved.error());
  const auto runs = run_once(call, api, to, {path, "--version"}, most_said);
  if (auto done = must(to, runs); !done) return tl::make_unexpected(done.error());
  return path;
}

namespace {

using Find = std::function<Result<Container>(const Call&)>;

/// What a failure means: a pod may end at any moment, as while a deployment comes by, and without
/// a grace period it is gone at once. Then another one comes, unless the session is over.
Error found_again(const Call& call, const Find& find, const Container& was, const Error& why) {
  const bool gone = why.reason == Reason::outside_not_found;
  if (!gone && why.reason != Reason::agent_undeliverable && why.reason != Reason::refused)
    return why;
  const auto now = find(call);
  if (!now) return now.error();
  return gone || now->uid != was.uid ? Error(Reason::unreachable, {{"what", "pod"}}) : why;
}

}  // namespace

sync::Connect connect_agent(kube::Api& api, const AgentFile& agent, AgentOrder order, Find find) {
  // Only ever called by the session's one thread.
  const auto delivered = std::make_shared<std::string>();  // the uid of the pod
  return [&api, &agent, order = std::move(order), find = std::move(find),
          delivered](const Call& call) -> Result<std::unique_ptr<sync::ByteStream>> {
    const auto to = find(call);
    if (!to) return tl::make_unexpected(to.error());
    if (*delivered != to->uid) {
      const auto path = deliver(call, api, *to, order.folder, order.session, agent);
      if (!path) return tl::make_unexpected(found_again(call, find, *to, path.error()));
      *delivered = to->uid;
    }
    std::vector<std::string> argv{order.folder + "/" + agent.name, "--session", order.session,
                                  "--lease", std::to_string(order.lease_seconds)};
    if (!order.root.empty()) argv.insert(argv.end(), {"--root", order.root});
    auto exec = api.exec(call, {.ns = to->ns,
                                .pod = to->pod,
                                .container = to->name,
                                .argv = std::move(argv),
                                .input = true});
    if (!exec) return tl::make_unexpected(found_again(call, find, *to, awaited(exec.error())));
    return std::unique_ptr<sync::ByteStream>(std::make_unique<ExecStream>(*std::move(exec)));
  };
}

}  // namespace chatops::dev
