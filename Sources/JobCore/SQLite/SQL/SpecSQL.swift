// Statements on `job_spec` and `job_tag`: what was submitted.

/// Statements on `job_spec` and `job_tag`.
enum SpecSQL {
  static let insert = NamedSQL(
    "spec.insert", "INSERT INTO job_spec (\(SpecColumn.list)) VALUES (\(SpecColumn.parameters))")

  /// Primary key.
  static let select = select("spec.select", SpecColumn.list)

  /// Primary key: without what is for the attempt alone, and may be large; what it is decided by is all there.
  static let decisive = select(
    "spec.decisive",
    SpecColumn.allCases.map { SpecColumn.forAttempt.contains($0) ? "NULL" : $0.name }.joined(separator: ", "))

  private static func select(_ name: String, _ list: String) -> NamedSQL {
    NamedSQL(name, giving: SpecColumn.self, "SELECT \(list) FROM job_spec WHERE id = \(SpecColumn.id.parameter)")
  }

  /// Primary key.
  static let tags = NamedSQL("spec.tags", "SELECT tags FROM job_spec WHERE id = ?1")

  /// Primary key.
  static let edit = NamedSQL(
    "spec.edit", "UPDATE job_spec SET name = ?2, timeout = ?3, tags = ?4 WHERE id = ?1")

  /// Primary key.
  static let editRetry = NamedSQL("spec.editRetry", "UPDATE job_spec SET retry = ?2 WHERE id = ?1")

  /// Primary key.
  static let rewrite = edit("spec.rewrite", SpecColumn.rewritten)

  /// Primary key.
  static let editPayload = edit("spec.editPayload", [.payload])

  /// Primary key.
  static let editInput = edit("spec.editInput", [.stdin])

  private static func edit(_ name: String, _ columns: [SpecColumn]) -> NamedSQL {
    NamedSQL(
      name, "UPDATE job_spec SET \(SpecColumn.assignments(columns)) WHERE id = \(SpecColumn.id.parameter)")
  }

  /// Primary key.
  static let delete = NamedSQL("spec.delete", "DELETE FROM job_spec WHERE id = ?1")

  /// Primary key.
  static let cancelReason = NamedSQL("spec.cancelReason", "UPDATE job_spec SET cancel_reason = ?2 WHERE id = ?1")

  static let insertTag = NamedSQL(
    "tag.insert", "INSERT INTO job_tag (\(TagColumn.list)) VALUES (\(TagColumn.parameters))")

  /// Primary key.
  static let deleteTag = NamedSQL(
    "tag.delete",
    """
    DELETE FROM job_tag WHERE name = \(TagColumn.name.parameter) AND value = \(TagColumn.value.parameter)
      AND job_id = \(TagColumn.jobID.parameter)
    """)

  static let all = [
    insert, select, decisive, tags, edit, editRetry, rewrite, editPayload, editInput, delete, cancelReason, insertTag,
    deleteTag,
  ]
}
