// Stages that act on a real cluster.
// SPDX-License-Identifier: Apache-2.0
#include "cd/cluster_target.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cd/artifacts.hpp"
#include "cd/manifest.hpp"
#include "crypto/crypto.hpp"
#include "world/access.hpp"

namespace chatops::sandbox {
namespace fs = std::filesystem;
namespace {

/// How long a rollout may take: the stage's own timeout, else three minutes.
Millis rollout_patience(const StageJob& job) {
  const auto found = job.context().find("stageTimeoutMs");
  const bool own = found != job.context().end() && found->is_number_integer();
  return Millis(own ? found->get<std::int64_t>() : 180'000);
}

constexpr const char* secret_name = "coding-registry";

/// A folder that goes away with the object.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

std::string own_host_of(const Settings& settings) {
  const auto at = settings.url.find("://");
  return at == std::string::npos ? settings.url : settings.url.substr(at + 3);
}

std::string pull_host_of(const Settings& settings) {
  return settings.pull_host.empty() ? own_host_of(settings) : settings.pull_host;
}

ClusterTarget::ClusterTarget(World& world, const Settings& settings, const ChartStore& charts,
                             Repositories& repositories, Mirror mirror)
    : world_(world),
      settings_(settings),
      charts_(charts),
      repositories_(repositories),
      mirror_(std::move(mirror)),
      kubectl_(world.system(), settings.kubeconfig) {}

fs::path ClusterTarget::scratch(const StageJob& job) const {
  return settings_.directory / "cd" / job.stage.at("id").get<std::string>();
}

StageResult ClusterTarget::bake(const StageJob& job, const std::stop_token& stop) {
  const auto inputs = bake_inputs(job, charts_, repositories_);
  if (!inputs) return StageResult::failed(inputs.error());
  const Scratch folder(scratch(job));
  std::vector<std::string> argv = {settings_.helm,         "template",    inputs->release,
                                   inputs->chart.string(), "--namespace", inputs->name_space,
                                   "--include-crds"};
  for (std::size_t i = 0; i < inputs->values.size(); ++i) {
    const auto file = folder.path() / fmt::format("values-{}.yaml", i);
    replace_file(file, inputs->values[i]);
    argv.insert(argv.end(), {"--values", file.string()});
  }
  for (const auto& [key, value] : inputs->overrides) {
    std::string escaped;
    for (const char c : value) {
      if (c == ',' || c == '\\') escaped += '\\';
      escaped += c;
    }
    argv.insert(argv.end(), {"--set-string", key + "=" + escaped});
  }
  const auto manifest = kubectl_.program(argv, stop);
  if (!manifest) return StageResult::failed("helm template: " + manifest.error());
  return baked(job, *inputs, *manifest);
}

/// Puts the artifacts' versions in by name, as Spinnaker binds them, and points the team's registry
/// to the pull host.
tl::expected<std::string, std::string> ClusterTarget::with_images(const StageJob& job,
                                                                  const std::string& manifest,
                                                                  const std::stop_token& stop) {
  std::map<std::string, std::string> bound;
  for (const auto& image : job.images()) bound[text_member(image, "name")] = image_reference(image);
  const auto registry =
      world_.read([](const Model& model) { return model.team.host + "-docker.pkg.coding.net"; });
  std::map<std::string, std::string> used;
  auto out = rewrite_images(manifest, [&](const std::string& reference) {
    const auto found = bound.find(image_name(reference));
    auto image = found == bound.end() ? reference : found->second;
    if (!image.starts_with(registry + "/")) return image;
    const auto path = image.substr(registry.size() + 1);
    used[image_name(path)] = path.substr(image_name(path).size());
    return pull_host_of(settings_) + "/" + path;
  });
  for (const auto& [repository, rest] : used) {
    const auto digest = rest.find('@');
    const auto why = mirror_(
        repository, digest == std::string::npos ? rest.substr(1) : rest.substr(digest + 1), stop);
    if (!why.empty()) return tl::make_unexpected(why);
  }
  return out;
}

ClusterTarget::Done ClusterTarget::put_pull_secret(const std::string& name,
                                                   const std::stop_token& stop) {
  if (pull_host_of(settings_) != own_host_of(settings_)) return {};
  // The credential that may do the least goes into the cluster.
  const auto token = world_.read([](const Model& model) {
    const Token* least = nullptr;
    for (const auto& each : model.tokens) {
      const Identity who{each};
      const bool pulls =
          !each.expired && (who.may("artifact:repository:ro") || who.may("artifact_r"));
      if (pulls && (least == nullptr || each.scopes.size() < least->scopes.size())) least = &each;
    }
    return least == nullptr ? std::nullopt : std::optional(*least);
  });
  if (!token) return tl::make_unexpected(std::string("no token may pull images"));
  const Json docker = {{"auths",
                        {{pull_host_of(settings_),
                          {{"auth", crypto::to_base64(token->user + ":" + token->secret)}}}}}};
  const Json secret = {{"apiVersion", "v1"},
                       {"kind", "Secret"},
                       {"metadata", {{"name", secret_name}}},
                       {"type", "kubernetes.io/dockerconfigjson"},
                       {"stringData", {{".dockerconfigjson", docker.dump()}}}};
  const Json account = {{"apiVersion", "v1"},
                        {"kind", "ServiceAccount"},
                        {"metadata", {{"name", "default"}}},
                        {"imagePullSecrets", Json::array({{{"name", secret_name}}})}};
  return apply(name, secret.dump() + "\n---\n" + account.dump(), stop);
}

ClusterTarget::Done ClusterTarget::prepare_namespace(const std::string& name,
                                                     const std::stop_token& stop) {
  const auto found =
      kubectl_.run({"get", "namespace", name, "--ignore-not-found", "-o", "name"}, stop);
  if (!found) return tl::make_unexpected(found.error());
  if (found->empty()) {
    const auto made = kubectl_.run({"create", "namespace", name}, stop);
    if (!made && made.error().find("AlreadyExists") == std::string::npos)
      return tl::make_unexpected(made.error());
  }
  return put_pull_secret(name, stop);
}

ClusterTarget::Done ClusterTarget::apply(const std::string& name, const std::string& manifest,
                                         const std::stop_token& stop) {
  const auto done = kubectl_.run({"apply", "-n", name, "-f", "-"}, stop, manifest);
  if (!done) return tl::make_unexpected("Failed to apply the manifest: " + done.error());
  return {};
}

/// The rendered manifest travels as a chart of the same name and version, so that the release is
/// what was baked.
ClusterTarget::Done ClusterTarget::upgrade(const StageJob& job, const std::string& name,
                                           const std::string& manifest,
                                           const std::stop_token& stop) {
  const auto& artifact = bake_of(job)->at("outputs").at("artifacts").at(0);
  const auto& metadata = artifact.at("metadata");
  const Scratch folder(scratch(job));
  fs::create_directories(folder.path() / "templates");
  replace_file(folder.path() / "Chart.yaml",
               fmt::format("apiVersion: v2\nname: {}\nversion: {}\n",
                           text_member(metadata, "chart"), text_member(metadata, "version")));
  replace_file(folder.path() / "templates" / "all.yaml", escape_template(manifest));
  const auto done =
      kubectl_.program({settings_.helm, "upgrade", "--install", text_member(artifact, "name"),
                        folder.path().string(), "--namespace", name},
                       stop);
  if (!done) return tl::make_unexpected("helm upgrade: " + done.error());
  return {};
}

StageResult ClusterTarget::deploy(const StageJob& job, const std::stop_token& stop) {
  const auto name = namespace_of(job);
  if (name.empty())
    return StageResult::failed("no namespace: the manifest and the stage name none");
  const auto* bake = bake_of(job);
  const auto text =
      bake == nullptr ? std::nullopt : embedded_text(bake->at("outputs").at("artifacts").at(0));
  if (!text)
    return StageResult::failed("No manifest artifact was found for " +
                               job.text("manifestArtifactId"));
  const auto manifest = with_images(job, *text, stop);
  if (!manifest) return StageResult::failed(manifest.error());
  if (const auto done = prepare_namespace(name, stop); !done)
    return StageResult::failed(done.error());
  const auto done =
      settings_.cd_helm ? upgrade(job, name, *manifest, stop) : apply(name, *manifest, stop);
  if (!done) return StageResult::failed(done.error());
  const auto workloads = workloads_of(*manifest);
  if (const auto rolled = wait_for_rollout(kubectl_, name, workloads, rollout_patience(job), stop);
      !rolled)
    return StageResult::unstable(rolled.error());
  StageResult result;
  result.outputs = {{"boundArtifacts", job.images()},
                    {"manifestNamesByNamespace", {{name, workloads}}}};
  return result;
}

StageResult ClusterTarget::remove(const StageJob& job, const std::stop_token& stop) {
  const auto target = job.text("manifestName");
  const auto space = target.find(' ');
  if (space == std::string::npos) return StageResult::failed("manifestName: KIND NAME is wanted");
  const auto kind = target.substr(0, space);
  std::vector<std::string> arguments = {
      "delete", kind, target.substr(space + 1), "--ignore-not-found", "--wait", "--timeout=120s"};
  if (kind != "namespace") arguments.insert(arguments.end(), {"-n", namespace_of(job)});
  const auto done = kubectl_.run(arguments, stop);
  return done ? StageResult{} : StageResult::failed(done.error());
}

}  // namespace chatops::sandbox
