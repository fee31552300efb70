// Rows of all subjects in one type, as doubles have them.

@testable import JobCore

extension Rows where Self: ClaimRows {
  var claims: any ClaimRows { self }
}

extension Rows where Self: ScheduleRows {
  var schedules: any ScheduleRows { self }
}

extension Rows where Self: DueRows {
  var times: any DueRows { self }
}

extension Rows where Self: UpkeepRows {
  var upkeep: any UpkeepRows { self }
}
