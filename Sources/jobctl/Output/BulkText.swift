// What came of a verb over all jobs of a filter, for people and for programs.

import JobWire

/// Reports of verbs over many jobs.
enum BulkText {
  /// Prints the ids of a dry run, and how many there are; `done` says what was, or would be, done to them.
  static func write(_ reply: BulkReply, isDryRun: Bool, called done: String, isJSON: Bool) throws {
    if isJSON { return try JSONOutput.write(reply) }
    for id in reply.ids ?? [] { try Console.line("\(id)") }
    Console.note(sentence(reply, isDryRun: isDryRun, called: done))
  }

  /// "3 jobs held.", "1 job would be held; nothing was changed."
  static func sentence(_ reply: BulkReply, isDryRun: Bool, called done: String) -> String {
    let jobs = "\(reply.count) \(reply.count == 1 ? "job" : "jobs")"
    if !isDryRun { return "\(jobs) \(done)." }
    let named = reply.ids?.count ?? 0
    let which = named < reply.count ? ", of which the first \(named) are named" : ""
    return "\(jobs) would be \(done)\(which); nothing was changed."
  }
}
