// Building the house: lock, world, stores, machines, doors, in that order; torn down in reverse.
// SPDX-License-Identifier: Apache-2.0
#include "front/house.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "build/builder.hpp"
#include "build/history.hpp"
#include "build/records.hpp"
#include "cd/cluster_target.hpp"
#include "cd/engine.hpp"
#include "cd/kept_target.hpp"
#include "cd/mirror.hpp"
#include "charts/chart_repository.hpp"
#include "front/control.hpp"
#include "front/legacy.hpp"
#include "git/git_host.hpp"
#include "net/json.hpp"
#include "openapi/openapi.hpp"
#include "registry/distribution.hpp"
#include "site/site.hpp"
#include "world/seed.hpp"

namespace chatops::sandbox {
namespace {

constexpr unsigned short usual_port = 7780;

/// Holds DIR/lock for the life of the process; the kernel lets go of it however that ends.
class DirectoryLock {
 public:
  explicit DirectoryLock(const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    fd_ = ::open((directory / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0) throw Error(Reason::file_unwritable, {{"where", directory.string()}});
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
      ::close(fd_);
      throw Error(Reason::state_busy, {{"where", directory.string()}});
    }
  }
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  ~DirectoryLock() { ::close(fd_); }

 private:
  int fd_ = -1;
};

/// The port of the last run, from DIR/control.json; 0 when there was none.
unsigned short last_port(const std::filesystem::path& directory) {
  const auto text = read_file(directory / "control.json");
  const auto json = net::parse_json(text.value_or("null"));
  const auto url =
      json ? net::parse_url(net::text_of(net::member(*json, "url")).value_or("")) : std::nullopt;
  return url && !url->port.empty() ? static_cast<unsigned short>(std::atoi(url->port.c_str()))
                                   : static_cast<unsigned short>(0);
}

/// False after a first start that was killed half way: it begins again.
bool seeded(const World& world) {
  return world.read([](const Model& model) { return model.counters.contains("seeded"); });
}

}  // namespace

struct House::Rooms {
  DirectoryLock lock;
  Settings settings;
  World world;
  BlobStore blobs;
  Distribution registry;
  ChartStore chart_store;
  ChartRepository charts;
  Repositories repositories;
  ImageMaker images;
  Builder builder;
  GitHost git;
  std::unique_ptr<Target> target;
  Engine engine;
  Site site;
  openapi::OpenApi openapi;
  Legacy legacy;
  Faults faults;
  Journal journal;
  std::string control_token;
  Control control;
  Front front;
  std::unique_ptr<net::Server> server;  ///< last: nothing may be asked once the others go

  Rooms(Settings wanted, System system)
      : lock(wanted.directory),
        settings(std::move(wanted)),
        world(settings.directory, system),
        blobs(settings.directory / "registry"),
        registry(world, blobs),
        chart_store(settings.directory / "charts"),
        charts(world, chart_store),
        repositories(settings.directory / "git", system.spawner),
        images(blobs),
        builder(world, settings, repositories, images),
        git(world, repositories, builder),
        target(make_target()),
        engine(world, settings, *target),
        site(world),
        openapi(world, settings, engine, builder),
        legacy(world, engine, builder),
        control_token(world.uuid()),
        control(world, settings, engine, builder, faults, journal, control_token,
                [this](const Json& order) { return commit(order); }),
        front(world, {openapi, legacy, registry, charts, git, site, control}, faults, journal) {}

  std::unique_ptr<Target> make_target() {
    if (settings.kubeconfig.empty())
      return std::make_unique<KeptTarget>(world, settings, blobs, chart_store, repositories);
    return std::make_unique<ClusterTarget>(world, settings, chart_store, repositories,
                                           make_mirror(world, settings, blobs));
  }

  std::string commit(const Json& order);
  void listen();
  void remember_pushes();
  void write_control_file() const;
};

/// {"depot", "branch", "message", "files": {path: text}}: as if one of the team had pushed it.
std::string House::Rooms::commit(const Json& order) {
  const auto text = [&](const char* name, const char* fallback) {
    return net::text_of(net::member(order, name)).value_or(fallback);
  };
  const auto depot = text("depot", "");
  if (!repositories.exists(depot)) throw std::invalid_argument("depot is unknown");
  SeedCommit commit{.branch = text("branch", "main"),
                    .author = text("author", "Chen Jia"),
                    .email = text("email", "chenjia@acme.example"),
                    .message = text("message", "Change"),
                    .from = text("from", "main"),
                    .at = world.now(),
                    .files = {}};
  for (const auto& [path, content] : order.value("files", Json::object()).items())
    commit.files[path] = net::text_of(content).value_or("");
  if (commit.files.empty())
    commit.files["CHANGES"] = fmt::format("{} {}\n", commit.at, commit.message);
  const auto sha = repositories.append(depot, commit);
  git.look_for_pushes(depot, 0);
  return sha;
}

/// What people push into registry and charts becomes an artifact's record, as CODING keeps it.
void House::Rooms::remember_pushes() {
  const auto record = [this](const std::string& project_name, PushedArtifact pushed) {
    world.write([&](Model& model) {
      const auto* project = model.project(project_name);
      if (project == nullptr) return;
      pushed.project_id = project->id;
      pushed.at = world.now();
      record_version(model, pushed);
    });
  };
  registry.on_push([record](const std::string& repository, const std::string& tag,
                            const std::string& digest, std::int64_t size) {
    const auto first = repository.find('/'), second = repository.find('/', first + 1);
    if (second == std::string::npos) return;
    record(repository.substr(0, first),
           {.repository = repository.substr(first + 1, second - first - 1),
            .package = repository.substr(second + 1),
            .version = tag,
            .digest = digest,
            .size = size});
  });
  charts.on_push([record](const ChartEntry& chart) {
    record(std::string(seed_project), {.repository = "charts",
                                       .package = chart.name,
                                       .version = chart.version,
                                       .digest = chart.digest,
                                       .at = chart.created_at});
  });
}

void House::Rooms::listen() {
  const auto options = [](unsigned short port) {
    return net::ServerOptions{.port = port, .body_cap = 512U << 20U, .header_cap = 32U << 10U};
  };
  const auto last = last_port(settings.directory);
  const bool chosen = settings.port != 0 || settings.any_port;
  const auto port = chosen ? settings.port : last != 0 ? last : usual_port;
  try {
    server = net::serve(options(port), front.handler());
  } catch (const Error& taken) {
    if (chosen || taken.reason != Reason::port_taken) throw;
    server = net::serve(options(0), front.handler());
  }
}

void House::Rooms::write_control_file() const {
  const auto& url = settings.url;
  Json tokens = Json::object();
  world.read([&](const Model& model) {
    const char* roles[] = {"personal", "reader", "expired", "ci", "ci_reader"};
    for (std::size_t i = 0; i < std::min(std::size(roles), model.tokens.size()); ++i)
      tokens[roles[i]] = {{"kind", model.tokens[i].kind},
                          {"user", model.tokens[i].user},
                          {"secret", model.tokens[i].secret}};
  });
  const Json file = {{"url", url},
                     {"pid", ::getpid()},
                     {"directory", settings.directory.string()},
                     {"control_token", control_token},
                     {"team", "acme"},
                     {"project", seed_project},
                     {"tokens", std::move(tokens)},
                     {"coding", {{"url", url}}},
                     {"registries",
                      {{image_host, {{"url", url}, {"plain_http", true}}},
                       {chart_host, {{"url", url}, {"plain_http", true}}}}},
                     {"git", {{"host", "e.coding.net"}, {"url", url + "/git"}}},
                     {"application", url + "/git/acme/classroom/deploy.git"}};
  replace_file(settings.directory / "control.json", file.dump(2) + "\n");
}

House::House(Settings settings, System system)
    : rooms_(std::make_unique<Rooms>(std::move(settings), system)) {
  auto& rooms = *rooms_;
  rooms.remember_pushes();
  rooms.listen();
  rooms.settings.url = fmt::format("http://127.0.0.1:{}", rooms.server->port());
  rooms.settings.port = rooms.server->port();
  if (!seeded(rooms.world)) {
    seed(rooms.world);
    seed_history(rooms.world, rooms.settings, rooms.repositories, rooms.images, rooms.chart_store);
    rooms.world.write([](Model& model) { model.counters["seeded"] = 1; });
  }
  refresh(rooms.world, rooms.settings);
  rooms.builder.begin();
  rooms.engine.begin();
  rooms.write_control_file();
  rooms.front.open();
}

House::~House() = default;

const Settings& House::settings() const { return rooms_->settings; }

}  // namespace chatops::sandbox
