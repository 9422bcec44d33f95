// The classic chart repository over HTTP, as CODING's Helm repositories answer: an index,
// packages, ChartMuseum's upload.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "charts/chart_store.hpp"
#include "world/parts.hpp"

namespace chatops::sandbox {

/// Mounted at /charts/; a project and repository may stand between
/// ("/charts/classroom/charts/index.yaml"), as in
/// https://{team}-helm.pkg.coding.net/{project}/{repository}/.
class ChartRepository final : public Part {
 public:
  ChartRepository(World& world, ChartStore& store) : world_(world), store_(store) {}
  /// Told after an upload. Register before the server starts.
  void on_push(std::function<void(const ChartEntry&)> listener) { pushed_ = std::move(listener); }
  net::ServerResponse answer(const net::ServerRequest& request) override;

 private:
  net::ServerResponse index(const net::ServerRequest& request);
  net::ServerResponse upload(const net::ServerRequest& request);

  World& world_;
  ChartStore& store_;
  std::function<void(const ChartEntry&)> pushed_;
};

}  // namespace chatops::sandbox
