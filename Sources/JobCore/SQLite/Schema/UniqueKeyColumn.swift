// The columns of `unique_key`, and of what jobs say of theirs.

/// The columns of `unique_key`.
enum UniqueKeyColumn: Int32, SQLiteColumn {
  case key
  case jobID
  case freeAt
}

/// The columns of `job_unique`.
enum JobUniqueColumn: Int32, SQLiteColumn {
  case jobID
  case key
  case onConflict
  case forMicros
}
