// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

/// Binds a copy of `length` bytes of UTF-8; SQLITE_TRANSIENT is a cast that Swift does not import.
static inline int pentaflow_bind_text(
  sqlite3_stmt *statement, int place, const char *text, int length) {
  return sqlite3_bind_text(statement, place, text, length, SQLITE_TRANSIENT);
}
