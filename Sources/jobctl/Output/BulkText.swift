// What came of a verb over all jobs of a filter, for people and for programs.

import JobWire

/// Reports of verbs over many jobs.
enum BulkText {
  /// Prints the ids of a dry run, and how many there are; `done` says what was, or would be, done to them.
  static func write(_ reply: BulkReply, isDryRun: Bool, called done: String, isJSON: Bool) throws {
    if isJSON { return try JSONOutput.write(reply) }
    let jobs = "\(reply.count) \(reply.count == 1 ? "job" : "jobs")"
    if !isDryRun { return Console.note("\(jobs) \(done).") }
    for id in reply.ids ?? [] { try Console.line("\(id)") }
    let named = reply.ids?.count ?? 0
    let which = named < reply.count ? ", of which the first \(named) are named" : ""
    Console.note("\(jobs) would be \(done)\(which); nothing was changed.")
  }
}
