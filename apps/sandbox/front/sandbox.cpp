// Building the sandbox: lock, world, stores, machines, doors, in that order; torn down in reverse.
// SPDX-License-Identifier: Apache-2.0
#include "front/sandbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/fd.hpp"
#include "front/control.hpp"
#include "front/legacy.hpp"
#include "net/json.hpp"
#include "openapi/openapi.hpp"
#include "site/delivery.hpp"
#include "site/desk.hpp"
#include "world/seed.hpp"

namespace chatops::sandbox {
namespace {

constexpr unsigned short usual_port = 7780;

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

/// Holds DIR/lock for the life of the process; the kernel lets go of it however that ends.
class DirectoryLock {
 public:
  explicit DirectoryLock(const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    fd_ = Fd(::open((directory / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd_.open()) throw Error(Reason::file_unwritable, {{"where", directory.string()}});
    if (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0)
      throw Error(Reason::state_busy, {{"where", directory.string()}});
  }

 private:
  Fd fd_;
};

struct Sandbox::Handlers {
  DirectoryLock lock;
  Settings settings;
  World world;
  hooks::HookSender hooks;  ///< before all that changes the world
  Delivery delivery;
  openapi::OpenApi openapi;
  Legacy legacy;
  Faults faults;
  Journal journal;
  std::string control_token;
  Orders orders;
  Control control;
  Desk desk;
  Front front;
  std::unique_ptr<net::Server> server;  ///< last: nothing may be asked once the others go

  Handlers(Settings wanted, System system)
      : lock(wanted.directory),
        settings(std::move(wanted)),
        world(settings.directory, system),
        hooks(world, settings),
        delivery(world, settings),
        openapi(world, settings, delivery.cd(), delivery.builds(), delivery.source(), hooks),
        legacy(world, delivery.cd(), delivery.builds()),
        control_token(world.uuid()),
        orders(world, openapi, [this](const Json& order) { return delivery.commit(order); }),
        control(world, settings, delivery.cd(), delivery.builds(), faults, journal, control_token,
                orders, hooks),
        desk(world, orders, hooks),
        front(world,
              {openapi, legacy, delivery.registry(), delivery.charts(), delivery.git(),
               delivery.site(), desk, control},
              faults, journal) {}

  void listen();
  void write_control_file() const;
};

void Sandbox::Handlers::listen() {
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

void Sandbox::Handlers::write_control_file() const {
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

Sandbox::Sandbox(Settings settings, System system)
    : handlers_(std::make_unique<Handlers>(std::move(settings), system)) {
  auto& handlers = *handlers_;
  handlers.listen();
  handlers.settings.url = fmt::format("http://127.0.0.1:{}", handlers.server->port());
  handlers.settings.port = handlers.server->port();
  if (!seeded(handlers.world)) {
    seed(handlers.world);
    handlers.delivery.seed();
    handlers.world.write([](Model& model) { model.counters["seeded"] = 1; });
  }
  refresh(handlers.world, handlers.settings);
  handlers.delivery.begin();
  handlers.write_control_file();
  handlers.front.open();
}

Sandbox::~Sandbox() = default;

const Settings& Sandbox::settings() const { return handlers_->settings; }

}  // namespace chatops::sandbox
