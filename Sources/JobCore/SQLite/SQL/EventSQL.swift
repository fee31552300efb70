// Statements for those who follow along: what tables show of a job, read by its key.

/// Statements for events.
enum EventSQL {
  /// Primary keys of four tables.
  static let labels = NamedSQL(
    "event.labels", giving: EventLabelColumn.self,
    """
    SELECT \(EventLabelColumn.list) FROM job j JOIN queue q ON q.id = j.queue_id LEFT JOIN job_spec s ON s.id = j.id
      LEFT JOIN schedule c ON c.id = j.schedule_id
    WHERE j.id = ?1
    """)

  /// Primary key.
  static let exit = NamedSQL(
    "event.exit", giving: ExitColumn.self, "SELECT \(ExitColumn.list) FROM attempt WHERE job_id = ?1 AND start = ?2")

  static let all = [labels, exit]
}
