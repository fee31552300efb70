// Steady time goes on from where the database says that the last start left it.

extension SteadyTime {
  /// At a start: how far the wall clock is ahead. Where no row has steady times, nothing has to be remembered: so what a
  /// machine without a clock of its own is set by at each boot does not add up.
  static func takeUp(_ connection: SQLiteConnection) throws(StoreError) -> Int64 {
    let ahead = try connection.integer("SELECT value FROM meta WHERE name = '\(aheadName)'")
    if ahead == 0 { return 0 }
    let used = """
      SELECT EXISTS (SELECT 1 FROM lease) OR EXISTS (
        SELECT 1 FROM batch WHERE timeout_at IS NOT NULL AND finished_at IS NULL AND is_cancel_requested = 0)
        OR EXISTS (SELECT 1 FROM queue WHERE paused_until IS NOT NULL)
        OR EXISTS (SELECT 1 FROM meta WHERE name = 'pause_for' AND value <> 0)
      """
    if try connection.integer(used) != 0 { return ahead }
    try connection.statement(StoreSQL.setMeta, binding: aheadName, 0).run()
    return 0
  }
}
