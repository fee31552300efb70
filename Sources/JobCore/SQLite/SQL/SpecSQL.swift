// Statements on `job_spec` and `job_tag`: what was submitted.

/// Statements on `job_spec` and `job_tag`.
enum SpecSQL {
  static let columns = """
    name, argv, shell, handler, payload, timeout, grace, retry, tags, cwd, env, is_env_cleared, umask, nice, stdin,
    is_stderr_merged, log_limit, keep_for, submitted_by, http, is_external, executor, limits
    """

  static let insert = NamedSQL(
    "spec.insert",
    """
    INSERT INTO job_spec (id, \(columns))
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
      ?22, ?23, ?24)
    """)

  /// Primary key.
  static let select = NamedSQL("spec.select", "SELECT \(columns) FROM job_spec WHERE id = ?1")

  /// Primary key: without what is for the attempt alone, and may be large; what it is decided by is all there.
  static let decisive = NamedSQL(
    "spec.decisive",
    "SELECT \(columns.replacing("payload", with: "NULL").replacing("stdin", with: "NULL")) FROM job_spec WHERE id = ?1")

  /// Primary key.
  static let tags = NamedSQL("spec.tags", "SELECT tags FROM job_spec WHERE id = ?1")

  /// Primary key.
  static let edit = NamedSQL(
    "spec.edit", "UPDATE job_spec SET name = ?2, timeout = ?3, retry = ?4, tags = ?5 WHERE id = ?1")

  /// Primary key.
  static let delete = NamedSQL("spec.delete", "DELETE FROM job_spec WHERE id = ?1")

  /// Primary key.
  static let cancelReason = NamedSQL("spec.cancelReason", "UPDATE job_spec SET cancel_reason = ?2 WHERE id = ?1")

  static let insertTag = NamedSQL("tag.insert", "INSERT INTO job_tag (name, value, job_id) VALUES (?1, ?2, ?3)")

  /// Primary key.
  static let deleteTag = NamedSQL("tag.delete", "DELETE FROM job_tag WHERE name = ?1 AND value = ?2 AND job_id = ?3")

  static let all = [insert, select, decisive, tags, edit, delete, cancelReason, insertTag, deleteTag]
}
