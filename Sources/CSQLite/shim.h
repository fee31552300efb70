// What Swift cannot import from sqlite3.h as it stands: the variadic calls and the destructor constants.
#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which the importer drops. An empty Swift buffer may have
// no address, and SQLite binds NULL for that instead of the empty text.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, bytes ? bytes : "", count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// sqlite3_config is variadic. Refused with SQLITE_MISUSE once the library is in use.
static inline int csqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

// sqlite3_db_config is variadic. DEFENSIVE refuses writes to shadow tables and journal_mode=OFF through SQL.
static inline int csqlite_set_defensive(sqlite3 *database, int is_on) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, is_on, (int *)0);
}

// A close of the last connection checkpoints; jobd does that itself, with an error it can report.
static inline int csqlite_no_checkpoint_on_close(sqlite3 *database, int is_on) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, is_on, (int *)0);
}

// The errno of the last call that failed on the database's file, or on that of its log; 0 if none has. SQLite calls a
// read that fails with EIO corruption, and this tells the two apart.
static inline int csqlite_last_errno(sqlite3 *database, int is_log) {
  int number = 0;
  if (!is_log) {
    sqlite3_file_control(database, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
    return number;
  }
  sqlite3_file *log = 0;
  if (sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK) return 0;
  if (log && log->pMethods) log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number);
  return number;
}

static inline int csqlite_note_frames(void *frames, sqlite3 *database, const char *name, int count) {
  (void)database;
  (void)name;
  *(int *)frames = count;
  return SQLITE_OK;
}

// From now on every commit writes the length of the log to `frames`; instead of SQLite's own checkpoint, which keeps
// its errors to itself.
static inline void csqlite_count_frames(sqlite3 *database, int *frames) {
  sqlite3_wal_hook(database, csqlite_note_frames, frames);
}

// Syncs the database file, by the handle's own way to it. A checkpoint that did not reach the end of the log has copied
// pages and left that to the one that does. Returns SQLite's code.
static inline int csqlite_sync_database(sqlite3 *db) {
  sqlite3_file *file = 0;
  int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (code != SQLITE_OK || !file || !file->pMethods) return code == SQLITE_OK ? SQLITE_MISUSE : code;
  return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

#endif
