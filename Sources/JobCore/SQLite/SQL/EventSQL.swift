// Statements for those who follow along: what tables show of a job, read by its key.

/// Statements for events.
enum EventSQL {
  /// Bytes that are read of what a job runs: more than the line that is made of it has.
  static let commandBytesMax = 1_024
  /// Of a longer request only that it is one is shown: its address would have to be looked for in all of it.
  private static let requestBytesMax = 65_536

  /// Primary keys of four tables.
  static let labels = NamedSQL(
    "event.labels", giving: EventLabelColumn.self,
    """
    SELECT \(EventLabelColumn.list) FROM job j JOIN queue q ON q.id = j.queue_id LEFT JOIN job_spec s ON s.id = j.id
      LEFT JOIN schedule c ON c.id = j.schedule_id
    WHERE j.id = ?1
    """)

  /// A value of a request that is short and can be read.
  static func ofRequest(_ path: String) -> String {
    "iif(length(s.http) <= \(requestBytesMax) AND json_valid(s.http), json_extract(s.http, '\(path)'), NULL)"
  }

  /// Primary key.
  static let exit = NamedSQL(
    "event.exit", giving: ExitColumn.self, "SELECT \(ExitColumn.list) FROM attempt WHERE job_id = ?1 AND start = ?2")

  static let all = [labels, exit]
}
