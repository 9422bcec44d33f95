// Versions and command lines.
// SPDX-License-Identifier: Apache-2.0
#include "helm/program.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <utility>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace chatops::helm {
namespace {

constexpr Millis remembered = std::chrono::minutes(1), patience = std::chrono::seconds(20);

/// A file that is no kubeconfig: helm takes the pod's service account then.
constexpr auto no_kubeconfig = "/dev/null";

/// What would lead helm elsewhere than our own client is left empty.
std::map<std::string, std::string> environment(const Target& target) {
  std::map<std::string, std::string> out;
  for (const char* name :
       {"HELM_KUBECONTEXT", "HELM_KUBEAPISERVER", "HELM_KUBETOKEN", "HELM_KUBECAFILE",
        "HELM_KUBEASUSER", "HELM_KUBEASGROUPS", "HELM_KUBEINSECURE_SKIP_TLS_VERIFY",
        "HELM_KUBETLS_SERVER_NAME", "HELM_NAMESPACE", "HELM_DEBUG"}) {
    out[name] = "";
  }
  out["HELM_DRIVER"] = target.storage == Storage::secrets ? "secret" : "configmap";
  if (!target.cluster.kubeconfig.empty()) out["KUBECONFIG"] = target.cluster.kubeconfig;
  if (target.cluster.in_cluster) out["KUBECONFIG"] = no_kubeconfig;
  return out;
}

std::string seconds(Millis span) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(span).count()) + "s";
}

void add_place(std::vector<std::string>& argv, const core::Order& order, const Target& target) {
  argv.insert(argv.end(), {"--namespace", order.ns});
  if (!target.cluster.context.empty())
    argv.insert(argv.end(), {"--kube-context", target.cluster.context});
}

void add_patience(std::vector<std::string>& argv, const Settings& settings) {
  argv.insert(argv.end(), {"--wait", "--timeout", seconds(settings.timeout)});
}

/// What somebody else has set by hand is set back, as helm 3 always did. helm 4 refuses otherwise,
/// and nothing could be deployed any more. It has to apply on the server for that, whatever applied
/// before.
/// https://helm.sh/docs/helm/helm_upgrade/
void add_insistence(std::vector<std::string>& argv, const SemVer& version) {
  if (version.major >= 4) argv.insert(argv.end(), {"--server-side=true", "--force-conflicts"});
}

constexpr std::size_t longest_note = 8U << 10U;

/// What tells one helm from another without running it; "" = nothing does: a script, or a launcher
/// of another name, may run a different one each time.
std::string identity_of(const Variables& variables) {
  namespace fs = std::filesystem;
  const auto path = variables.get("PATH");
  std::error_code failed;
  const fs::path file = fs::canonical(path ? found_in_path("helm", *path) : "", failed);
  struct stat seen{};
  std::array<char, 4> begin{};
  if (failed || !file.filename().string().starts_with("helm")) return {};
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.open() || ::fstat(fd.get(), &seen) != 0) return {};
  const auto got = ::read(fd.get(), begin.data(), begin.size());
  if (std::string_view(begin.data(), got < 0 ? 0 : got) !=
      "\x7f"
      "ELF")
    return {};
  return fmt::format("{} {} {} {} {}.{}", file.string(), seen.st_dev, seen.st_ino, seen.st_size,
                     seen.st_mtim.tv_sec, seen.st_mtim.tv_nsec);
}

}  // namespace

Program::Program(System system, std::string file)
    : system_(system), file_(std::move(file)), known_(system.clock, remembered) {}

Known<SemVer> Program::version(const Call& call) {
  if (auto known = known_.get(0)) return *known;
  const std::string identity = identity_of(system_.variables);
  const std::string kept = identity.empty() ? "" : read_file(file_, longest_note).value_or("");
  if (kept.starts_with(identity + "\n")) {
    const auto version = SemVer::parse(trim(kept.substr(identity.size())));
    if (!identity.empty() && version) {
      known_.put(0, *version);
      return *version;
    }
  }
  auto version = ask(call);
  if (!version) return version;
  known_.put(0, *version);
  // Where it cannot be kept it is asked for again.
  if (!identity.empty()) (void)write_file(file_, identity + "\n" + version->text() + "\n", 0600);
  return version;
}

Known<SemVer> Program::ask(const Call& call) {
  const Call brief = call.until(system_.clock.tick() + patience);
  const auto done = system_.spawner.run(
      brief, {.argv = {"helm", "version", "--template", "{{.Version}}"}, .output_cap = 64U << 10U});
  if (!done) {
    Error why = done.error();
    if (why.reason == Reason::program_missing) why.args.set("why", "helm_engine");
    return unknown(std::move(why));
  }
  const std::string said(clip(trim(done->output), 100));
  const auto version = done->code == 0 ? SemVer::parse(said) : std::nullopt;
  if (!version) {
    return failure(Reason::helm_odd,
                   {{"why", said.empty() ? std::string(clip(trim(done->errors), 200)) : said}});
  }
  if (*version < *SemVer::parse(oldest_version)) {
    return failure(Reason::helm_too_old, {{"what", version->text()}, {"wanted", oldest_version}});
  }
  return *version;
}

Known<Storage> storage_of(const Variables& variables) {
  const std::string driver = variables.get("HELM_DRIVER").value_or("secret");
  if (driver == "secret" || driver == "secrets") return Storage::secrets;
  if (driver == "configmap" || driver == "configmaps") return Storage::config_maps;
  return failure(Reason::helm_storage_unsupported, {{"what", driver}});
}

Command upgrade_command(const core::Order& order, const Settings& settings, const SemVer& version,
                        const Upgrade& with, const Target& target) {
  Command out;
  // --reset-values: an empty values file would otherwise mean those of before.
  out.argv = {"helm",     "upgrade",   order.release,    with.chart,      "--install",
              "--values", with.values, "--reset-values", "--description", order.correlation};
  for (const auto& [name, value] : release_labels(order))
    out.argv.insert(out.argv.end(), {"--labels", name + "=" + value});
  add_place(out.argv, order, target);
  add_patience(out.argv, settings);
  add_insistence(out.argv, version);
  if (settings.rollback_on_failure)
    out.argv.emplace_back(version.major >= 4 ? "--rollback-on-failure" : "--atomic");
  out.extra_environment = environment(target);
  return out;
}

Command rehearsal_command(const core::Order& order, const std::string& chart,
                          const std::string& values, const Target& target) {
  Command out;
  out.argv = {"helm", "upgrade",        order.release,      chart,      "--install", "--values",
              "-",    "--reset-values", "--dry-run=server", "--output", "json"};
  add_place(out.argv, order, target);
  out.input = values;
  out.output_cap = 64U << 20U;
  out.extra_environment = environment(target);
  return out;
}

Command rollback_command(const core::Order& order, std::int64_t revision, const SemVer& version,
                         const Target& target) {
  Command out;
  out.argv = {"helm", "rollback", order.release, std::to_string(revision), "--no-hooks"};
  add_place(out.argv, order, target);
  add_insistence(out.argv, version);
  out.extra_environment = environment(target);
  return out;
}

Command uninstall_command(const core::Order& order, const Settings& settings,
                          const Target& target) {
  Command out;
  out.argv = {"helm", "uninstall", order.release, "--ignore-not-found"};
  add_place(out.argv, order, target);
  add_patience(out.argv, settings);
  out.extra_environment = environment(target);
  return out;
}

}  // namespace chatops::helm
