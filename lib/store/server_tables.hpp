// What a server keeps, as tables. Columns that are looked up stand before what is large, so that
// reading them does not touch its pages.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace chatops::store {

/// Deliveries: one of the two unique indexes holds each row. Outbox: a row while it waits; what was
/// sent is remembered by card and by key. Audit: rows are added at the end, and nothing else.
inline constexpr std::string_view server_tables = R"sql(
CREATE TABLE deliveries (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, id TEXT NOT NULL, hash TEXT NOT NULL, event TEXT NOT NULL,
  state TEXT NOT NULL, why TEXT NOT NULL, received_ms INTEGER NOT NULL, size INTEGER NOT NULL,
  headers TEXT NOT NULL, body BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX deliveries_id ON deliveries (id, source) WHERE id <> '';
CREATE UNIQUE INDEX deliveries_hash ON deliveries (hash, source) WHERE id = '';
CREATE INDEX deliveries_waiting ON deliveries (sequence) WHERE state = 'waiting';
CREATE INDEX deliveries_finished ON deliveries (received_ms) WHERE state <> 'waiting';

CREATE TABLE iterations (
  tracker TEXT NOT NULL, project TEXT NOT NULL, code TEXT NOT NULL, version INTEGER NOT NULL,
  stage TEXT NOT NULL, platform TEXT NOT NULL, group_id TEXT NOT NULL,
  changed_ms INTEGER NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (tracker, project, code)) STRICT;
CREATE UNIQUE INDEX iterations_group ON iterations (platform, group_id)
  WHERE group_id <> '' AND stage <> 'retired';
CREATE INDEX iterations_of_group ON iterations (platform, group_id) WHERE group_id <> '';
CREATE TABLE iteration_projects (
  tracker TEXT NOT NULL, project TEXT NOT NULL, known_ms INTEGER NOT NULL,
  PRIMARY KEY (tracker, project)) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  platform TEXT NOT NULL, group_id TEXT NOT NULL, card TEXT NOT NULL, due_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL, generation INTEGER NOT NULL, send_key TEXT NOT NULL,
  language TEXT NOT NULL, notice TEXT NOT NULL) STRICT;
CREATE INDEX outbox_turn ON outbox (platform, group_id, id, due_ms, attempts);
CREATE INDEX outbox_tried ON outbox (platform, group_id, id) WHERE attempts > 0;
CREATE TABLE outbox_cards (
  platform TEXT NOT NULL, group_id TEXT NOT NULL, card TEXT NOT NULL,
  item INTEGER NOT NULL, generation INTEGER NOT NULL, touched_ms INTEGER NOT NULL,
  sent TEXT NOT NULL, language TEXT NOT NULL, notice TEXT NOT NULL,
  PRIMARY KEY (platform, group_id, card)) STRICT;
CREATE INDEX outbox_cards_touched ON outbox_cards (touched_ms) WHERE item = 0;
CREATE TABLE outbox_keys (
  platform TEXT NOT NULL, group_id TEXT NOT NULL, key TEXT NOT NULL,
  item INTEGER NOT NULL, generation INTEGER NOT NULL, sent_ms INTEGER,
  PRIMARY KEY (platform, group_id, key)) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_keys_item ON outbox_keys (item) WHERE sent_ms IS NULL;
CREATE INDEX outbox_keys_sent ON outbox_keys (sent_ms) WHERE sent_ms IS NOT NULL;

CREATE TABLE identities (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, mobile TEXT NOT NULL,
  linked_by TEXT NOT NULL, changed_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX identities_email ON identities (email COLLATE NOCASE) WHERE email <> '';
CREATE INDEX identities_mobile ON identities (mobile) WHERE mobile <> '';
CREATE TABLE identity_accounts (
  system TEXT NOT NULL, account TEXT NOT NULL, identity TEXT NOT NULL,
  PRIMARY KEY (system, account)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX identity_accounts_of ON identity_accounts (identity, system);

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL, actor_id TEXT NOT NULL, door TEXT NOT NULL, command TEXT NOT NULL,
  application TEXT NOT NULL, environment TEXT NOT NULL, group_id TEXT NOT NULL,
  outcome TEXT NOT NULL, reason TEXT NOT NULL, chain TEXT NOT NULL, request TEXT NOT NULL) STRICT;
CREATE INDEX audit_environment ON audit (environment, sequence) WHERE environment <> '';
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN
  SELECT raise(ABORT, 'audit entries are not changed');
END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN
  SELECT raise(ABORT, 'audit entries are not removed');
END;
CREATE TRIGGER audit_at_the_end BEFORE INSERT ON audit
  WHEN new.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM audit) BEGIN
  SELECT raise(ABORT, 'audit entries are added at the end');
END;

CREATE TABLE local_accounts (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, mobile TEXT NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE INDEX local_accounts_email ON local_accounts (email COLLATE NOCASE) WHERE email <> '';
CREATE INDEX local_accounts_mobile ON local_accounts (mobile) WHERE mobile <> '';
CREATE TABLE local_groups (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL,
  dissolved INTEGER NOT NULL, created_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX local_groups_key ON local_groups (key) WHERE key <> '';
CREATE TABLE local_members (
  account TEXT NOT NULL, group_id TEXT NOT NULL, PRIMARY KEY (account, group_id))
  STRICT, WITHOUT ROWID;
CREATE INDEX local_members_of_group ON local_members (group_id, account);
CREATE TABLE local_messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, group_id TEXT NOT NULL, change INTEGER NOT NULL,
  author TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, edited INTEGER NOT NULL,
  message TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX local_messages_key ON local_messages (group_id, key) WHERE key <> '';
CREATE UNIQUE INDEX local_messages_change ON local_messages (change, group_id);
CREATE INDEX local_messages_of_group ON local_messages (group_id, id);
CREATE TABLE local_tokens (
  kind TEXT NOT NULL, hash TEXT NOT NULL, account TEXT NOT NULL, until_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, hash)) STRICT, WITHOUT ROWID;
)sql";

}  // namespace chatops::store
