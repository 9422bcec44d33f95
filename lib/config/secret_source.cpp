// Fetching secrets from where they are kept.
// SPDX-License-Identifier: Apache-2.0
#include "config/secret_source.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>

#include "base/file.hpp"
#include "base/text.hpp"
#include "config/keyring.hpp"

namespace chatops::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_secret = 64U << 10U;
constexpr Millis patience{10'000};

Error problem_with(const SecretSource& source, Reason reason, std::string why = {}) {
  const bool command = source.kind == SecretKind::command;
  Error error(reason, {{"what", command ? source.argv.front() : source.name}});
  if (const auto where = source.mark.where(); !where.empty()) error.args.set("where", where);
  if (!why.empty()) error.args.set("why", std::move(why));
  return error;
}

Result<Value<Secret>> finished(const SecretSource& source, std::string text, Origin origin) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  if (text.empty()) return unknown(problem_with(source, Reason::secret_missing));
  return Value<Secret>{Secret(std::move(text)), std::move(origin)};
}

/// Pipes handed to us and what a service manager or container engine mounts are guarded by others.
bool guarded_elsewhere(const std::string& path) {
  const std::string plain = fs::path(path).lexically_normal().string();
  if (plain.starts_with("/dev/fd/") || plain.starts_with("/proc/self/fd/")) return true;
  std::error_code ignored;
  const fs::path real = fs::canonical(path, ignored);
  return real.string().starts_with("/run/");
}

Result<Value<Secret>> from_file(const Paths& paths, const SecretSource& source) {
  const std::string folder = fs::path(paths.config_file).parent_path().string();
  const std::string path = paths.resolve(source.name, folder);
  struct stat facts{};
  if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & 044U) != 0 &&
      !guarded_elsewhere(path)) {
    Error error = problem_with(source, Reason::secret_exposed);
    error.args.set("mode", fmt::format("{:04o}", facts.st_mode & 07777U));
    return unknown(std::move(error));
  }
  auto text = read_file(path, largest_secret);
  if (!text) {
    const Error& error = text.error();
    const std::string_view why = error.args.get("why");
    return unknown(problem_with(source, Reason::secret_unreadable,
                                std::string(why.empty() ? code_of(error.reason) : why)));
  }
  return finished(source, std::move(*text), {OriginKind::file, path});
}

Result<Value<Secret>> from_command(const Call& call, const System& system, const Paths& paths,
                                   const SecretSource& source) {
  Command command;
  command.argv = source.argv;
  command.directory = fs::path(paths.config_file).parent_path().string();
  std::error_code ignored;
  if (!fs::is_directory(command.directory, ignored)) command.directory.clear();
  command.output_cap = largest_secret;
  auto done = system.spawner.run(call.until(system.clock.tick() + patience), command);
  if (!done) {
    return unknown(
        problem_with(source, Reason::secret_unreadable, std::string(code_of(done.error().reason))));
  }
  if (done->code != 0) {
    const auto said = lines_of(done->errors);
    Error error = problem_with(source, Reason::secret_unreadable,
                               said.empty() ? "" : std::string(clip(trim(said.front()), 200)));
    error.args.set("exit", std::to_string(done->code));
    return unknown(std::move(error));
  }
  return finished(source, std::move(done->output), {OriginKind::file, source.mark.where()});
}

Result<Value<Secret>> from_stored(const Call& call, const System& system,
                                  const SecretSource& source) {
  const StoredCredential& entry = *source.stored;
  if (entry.backend == SecretBackend::file) return Value<Secret>{entry.secret, source.origin()};
  auto secret = Keyring(system).look_up(call, entry.key);
  if (!secret) return unknown(std::move(secret).error());
  return Value<Secret>{std::move(*secret), source.origin()};
}

}  // namespace

SecretSource SecretSource::environment(std::string variable) {
  return {SecretKind::environment, std::move(variable), {}, {}};
}

SecretSource SecretSource::of(StoredCredential entry) {
  SecretSource source{SecretKind::stored, entry.key.host, {}, {}};
  source.stored = std::move(entry);
  return source;
}

Origin SecretSource::origin() const {
  if (kind == SecretKind::stored && stored->backend == SecretBackend::keyring)
    return {OriginKind::keyring, ""};
  if (kind == SecretKind::stored) return {OriginKind::credentials, stored->where};
  if (kind == SecretKind::environment && mark.where().empty())
    return {OriginKind::environment, name};
  return {OriginKind::file, mark.where()};
}

std::optional<SecretSource> read_secret_source(Reader& reader, std::string_view key) {
  const Yaml* node = reader.take(key);
  if (node == nullptr) return std::nullopt;
  if (node->is_scalar()) {
    reader.problem(key, Reason::secret_in_file);
    return std::nullopt;
  }
  Reader inner(*node, reader.problems(), reader.path(key));
  SecretSource source;
  source.mark = node->mark;
  source.kind = inner.has("command") ? SecretKind::command
                : inner.has("file")  ? SecretKind::file
                                     : SecretKind::environment;
  const std::size_t before = reader.problems().all().size();
  const auto variable = inner.string("env");
  const auto file = inner.string("file");
  source.name = variable.value_or(file.value_or(""));
  source.argv = inner.strings("command");
  inner.finish();
  if (!node->is_map() || reader.problems().all().size() > before) return std::nullopt;
  const int given = int{inner.has("env")} + int{inner.has("file")} + int{inner.has("command")};
  const bool named = source.kind == SecretKind::command
                         ? !source.argv.empty() && !source.argv.front().empty()
                         : !source.name.empty();
  if (given == 1 && named) return source;
  reader.problem(key, Reason::yaml_bad_value, {{"allowed", "env, file, command"}});
  return std::nullopt;
}

Result<Value<Secret>> resolve_secret(const Call& call, const System& system, const Paths& paths,
                                     const SecretSource& source) {
  switch (source.kind) {
    case SecretKind::file: return from_file(paths, source);
    case SecretKind::command: return from_command(call, system, paths, source);
    case SecretKind::stored: return from_stored(call, system, source);
    case SecretKind::environment: break;
  }
  auto text = system.variables.get(source.name);
  if (!text) return unknown(problem_with(source, Reason::secret_missing));
  return finished(source, std::move(*text), {OriginKind::environment, source.name});
}

}  // namespace chatops::config
